import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { command } from '../../apps/audit/src/commands/ask.ts';
import { UsageError } from '../../apps/audit/src/usage-error.ts';
import type { Caller } from '../support/api.ts';
import { COMMUNE } from '../support/database.ts';
import { Scenario } from './acts-scenario.ts';

let chain: Scenario;
let folder: string;
let reviewedAt: string;
const village = `${COMMUNE}-02`;
const PURPOSE = 'Kiểm tra theo đơn của công dân';

/** The command as somebody types it: its answer and its sentences. */
async function ask(...args: string[]): Promise<{ answer: unknown; answers: unknown[]; lines: string[] }> {
  const lines: string[] = [];
  const { report } = await command.run(args, {
    print: (line) => lines.push(line),
    system: () => ({
      ...{ databaseUrl: chain.api.db.systemUrl, temporalAddress: '', temporalNamespace: '', sealKeyFile: '' },
      trustAnchorsFile: '',
    }),
  });
  return { ...(report as { answer: unknown; answers: unknown[] }), lines };
}

const seen = async (): Promise<number> =>
  (await chain.owner.query(`select from access_log where act = 'evidence.personal.read'`)).rowCount ?? 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-ask-'));
  chain = await Scenario.start();
  await chain.list(9);
  const { station, commune, villages } = chain.officers;
  await chain.step(station, 'compile');
  await chain.step(commune, 'assign');
  const reviewing = await chain.task('review', village);
  const epoch = await chain.claim(villages[1] as Caller, reviewing);
  await villages[1]?.get(`/tasks/${reviewing}/records`);
  expect(
    await villages[1]?.put(`/tasks/${reviewing}/records/1/decision`, {
      ...{ epoch, outcome: 'corrected', values: { fullName: 'Trần Thị Bưởi' } },
    }),
  ).toMatchObject({ status: 200 });
  reviewedAt = new Date(Date.now() + 5).toISOString();
}, 60_000);
afterAll(async () => {
  await chain?.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an auditor at the terminal', () => {
  const list = () => ['--list', chain.listId];

  it('learns who held a record, in Vietnamese and in English', async () => {
    const question = ['who-held', ...list(), '--record', '1', '--at', reviewedAt];
    const { answer, lines } = await ask(...question);
    expect(answer).toMatchObject({ officeId: `TCT-A-${village}` });
    expect(lines[0]).toMatch(/^Lúc .* hồ sơ 1 do Tổ công tác .* giữ, từ /);
    expect((await ask(...question, '--lang', 'en')).lines[0]).toMatch(/^At .* record 1 was held by /);
    const before = await ask('who-held', ...list(), '--record', '1', '--at', '2020-01-01');
    expect([before.answer, before.lines[0]]).toEqual([
      null,
      expect.stringContaining('chưa có đơn vị nào giữ'),
    ]);
  });

  it('sees that values were changed, and the values themselves only for a purpose that is written down', async () => {
    const before = await seen();
    const hidden = await ask('changes', ...list(), '--record', '1');
    expect(JSON.stringify(hidden)).not.toContain('Bưởi');
    expect(hidden.lines.join()).toContain('Đã rà soát, sửa thông tin');
    expect(await seen()).toBe(before);
    const shown = await ask('changes', ...list(), '--record', '1', '--purpose', PURPOSE);
    expect(shown.answer).toContainEqual(
      expect.objectContaining({ field: 'full_name', newValue: 'Trần Thị Bưởi', source: 'village' }),
    );
    expect(shown.lines.join()).toContain('Trần Thị Bưởi');
    expect(await seen()).toBe(before + 1);
  });

  it('learns who looked, what was late, and how list and record stood then', async () => {
    const looks = await ask('looks', ...list(), '--record', '1');
    expect(looks.answer).toContainEqual(
      expect.objectContaining({
        act: 'record.read',
        office: expect.objectContaining({ officeId: `TCT-A-${village}` }),
      }),
    );
    expect(await ask('late', ...list())).toMatchObject({ answer: [], lines: ['Không có việc nào quá hạn.'] });
    const then = await ask('as-of', ...list(), '--record', '1', '--at', reviewedAt);
    expect(then.answer).toMatchObject({ record: { village_outcome: 'corrected', full_name: '***' } });
    expect(then.lines.join('\n')).toContain('rà soát');
  });

  it('asks many questions from a file', async () => {
    const file = join(folder, 'questions.json');
    const of = { list: chain.listId, record: 1 };
    writeFileSync(
      file,
      JSON.stringify([
        { question: 'who-held', ...of, at: reviewedAt },
        { question: 'late', list: chain.listId },
      ]),
    );
    expect((await ask('--file', file)).answers).toMatchObject([{ officeId: `TCT-A-${village}` }, []]);
    writeFileSync(
      file,
      JSON.stringify([
        { question: 'late', list: chain.listId },
        { question: 'who-held', ...of },
      ]),
    );
    await expect(ask('--file', file)).rejects.toThrow('Question 2: who-held needs --at TIME');
  });

  it.each([
    [['why'], 'is no question'],
    [['who-held', '--list', 'x', '--record', '1', '--at', '2026-11-27'], 'expected an id'],
    [['looks', '--list', '00000000-0000-4000-8000-000000000000'], 'needs --record N'],
    [
      ['looks', '--list', '00000000-0000-4000-8000-000000000000', '--record', '0'],
      'expected the number of a record',
    ],
    [['late', '--list', '00000000-0000-4000-8000-000000000000', '--at', 'today'], 'expected a day'],
    [['late', '--list', '00000000-0000-4000-8000-000000000000', '--purpose', 'vì'], 'expected 10 to 500'],
    [['late', '--list', '00000000-0000-4000-8000-000000000000', '--lang', 'fr'], 'expected vi or en'],
    [['late', '--list', '00000000-0000-4000-8000-000000000000'], 'There is no list'],
    [['late'], 'needs --list ID'],
  ])('is told what is wrong with %j', async (args, why) => {
    const failed = ask(...args);
    await expect(failed).rejects.toBeInstanceOf(UsageError);
    await expect(failed).rejects.toThrow(why);
  });
});
