import { execFileSync, spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { PaperView } from '#persistence/repositories/papers';
import type { RegisterLine } from '#persistence/repositories/registers';
import { detachedSigner } from '#signatures/cms';
import { allHold, verifyPdfSignatures } from '#signatures/pdf-verification';
import type { KeyAndCertificate } from '#signatures/certificate-authority';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;
let handoverId: string;
let folder: string;
const program = spawnSync('pdfsig', ['-v']).status === 0 && spawnSync('pdftotext', ['-v']).status === 0;
const withPoppler = program ? it : it.skip;

/** A handover that the station received, with one record refused. */
async function received(): Promise<string> {
  const scope = await chain.toPolice(6);
  await chain.verify(scope);
  const id = await chain.sign(scope);
  await chain.receive(scope, [{ recordNo: 2, reason: 'Sai chữ đệm' }]);
  return id;
}

async function bytes(path: string, login = 'truongca'): Promise<Buffer> {
  const token = await chain.api.issuer.token(`${login}.${COMMUNE}`);
  const answer = await fetch(`${chain.api.url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer());
}

/** What the signing agent does with the bytes it is given. */
async function signature(name: string, content: Buffer): Promise<string> {
  const key = chain.certificates.get(name) as KeyAndCertificate;
  return (await detachedSigner(key)(content, null)).toString('base64');
}

async function officerSigns(id: string): Promise<void> {
  const { chief } = chain.officers;
  expect(await chief.post(`/handovers/${id}/paper`)).toMatchObject({ status: 200 });
  const signed = await signature('truongca', await bytes(`/handovers/${id}/paper/content`));
  const answer = await chief.post<PaperView>(`/handovers/${id}/paper/signature`, { signature: signed });
  expect(answer).toMatchObject({ status: 200, body: { state: 'signed', number: null } });
}

const trust = () => ({
  trustAnchorsPem: [readFileSync(chain.anchorsFile, 'utf8')],
  crlsDer: [readFileSync(chain.crlFile)],
  at: new Date(),
});

beforeAll(async () => {
  chain = await Scenario.start();
  folder = mkdtempSync(join(tmpdir(), 'ban-giao-paper-'));
  handoverId = await received();
});
afterAll(async () => {
  await chain?.close();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

describe('the paper of an official handover', () => {
  const path = (rest = '') => `/handovers/${handoverId}/paper${rest}`;

  it('is not there until somebody of the issuing office prepares it', async () => {
    const { chief, station, commune } = chain.officers;
    expect(await chief.get(path())).toMatchObject(refusal(404, 'paper_not_found'));
    expect(await station.post(path())).toMatchObject(refusal(403, 'out_of_area'));
    expect(await commune.post(path())).toMatchObject(refusal(403, 'out_of_area'));
    expect(await chain.officers.policeClerk.post(path())).toMatchObject(refusal(403, 'no_permission'));
    const stranger = chain.api.as(`truongca.${OTHER_COMMUNE}`);
    expect(await stranger.get(path())).toMatchObject(refusal(403, 'out_of_area'));
    expect(await chief.post(`/handovers/${randomUUID()}/paper`)).toMatchObject(
      refusal(404, 'handover_not_found'),
    );
  });

  it('is written the same each time, and each request with one key gets one answer', async () => {
    const { chief } = chain.officers;
    const first = await chief.post<PaperView>(path(), {}, { key: 'prepare-1' });
    expect(first).toMatchObject({ status: 200, body: { state: 'prepared', kind: 'minutes', number: null } });
    expect((await chief.post(path(), {}, { key: 'prepare-1' })).body).toEqual(first.body);
    const before = await bytes(path());
    await chain.owner.query(`update papers set state = 'voided' where handover_id = $1`, [handoverId]);
    const again = await chief.post<PaperView>(path());
    expect(again.body.id).not.toBe(first.body.id);
    expect((await bytes(path())).equals(before)).toBe(true);
  });

  it('is signed by the officer who signed the manifest, over exactly the bytes that wait', async () => {
    const { chief, deputy, station } = chain.officers;
    const content = await bytes(path('/content'));
    const own = { signature: await signature('truongca', content) };
    expect(await station.post(path('/signature'), own)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await deputy.post(path('/signature'), own)).toMatchObject(refusal(422, 'cert_not_yours'));
    const changed = Buffer.from(content);
    changed[5000] = (changed[5000] ?? 0) ^ 1;
    for (const wrong of [await signature('truongca', changed), Buffer.alloc(300, 7).toString('base64')])
      expect(await chief.post(path('/signature'), { signature: wrong })).toMatchObject(
        refusal(422, 'signature_invalid'),
      );
    for (const [name, code] of [
      ['expired', 'cert_expired'],
      ['revoked', 'cert_revoked'],
      ['foreign', 'cert_untrusted'],
      ['vanthuca', 'cert_not_yours'],
    ] as const)
      expect(
        await chief.post(path('/signature'), { signature: await signature(name, content) }),
      ).toMatchObject(refusal(422, code));
    expect(await chief.post(path('/registration'))).toMatchObject(refusal(403, 'no_permission'));
    expect(await chain.officers.policeClerk.post(path('/registration'))).toMatchObject(
      refusal(409, 'act_not_allowed', { state: 'prepared' }),
    );
    expect(await chief.post(path('/signature'), own, { key: 'sign-1' })).toMatchObject({
      status: 200,
      body: { state: 'signed' },
    });
    expect(await chief.post(path('/signature'), own, { key: 'sign-1' })).toMatchObject({ status: 200 });
    expect(await chief.post(path('/signature'), own)).toMatchObject(refusal(409, 'act_not_allowed'));
  });

  it('is numbered by the clerk and issued with the signature of the organisation', async () => {
    const { policeClerk, stationClerk, chief } = chain.officers;
    expect(await stationClerk.post(path('/registration'))).toMatchObject(refusal(403, 'out_of_area'));
    const numbered = await policeClerk.post<PaperView>(path('/registration'));
    expect(numbered).toMatchObject({
      status: 200,
      body: { state: 'numbered', number: 1, symbol: 'BB-CAPMN' },
    });
    expect((await policeClerk.post<PaperView>(path('/registration'))).body.number).toBe(1);
    const content = await bytes(path('/content'), 'vanthuca');
    const issue = async (who: typeof chief, name: string) =>
      who.post(path('/registration/signature'), { signature: await signature(name, content) });
    expect(await issue(chief, 'truongca')).toMatchObject(refusal(403, 'no_permission'));
    expect(await issue(policeClerk, 'truongca')).toMatchObject(refusal(422, 'cert_not_yours'));
    expect(await issue(policeClerk, 'vanthutyt')).toMatchObject(refusal(422, 'cert_not_yours'));
    expect(await issue(policeClerk, 'vanthuca')).toMatchObject({ status: 200, body: { state: 'issued' } });
    const reports = await verifyPdfSignatures(await bytes(path(), 'tramyte1'), trust());
    expect(
      reports.map(({ field, coversWholeFile, changedLater, problem }) => ({
        ...{ field, coversWholeFile, changedLater, problem },
      })),
    ).toEqual([
      { field: 'CanBo', coversWholeFile: false, changedLater: 'fields', problem: undefined },
      { field: 'CoQuan', coversWholeFile: true, changedLater: 'nothing', problem: undefined },
    ]);
    expect(allHold(reports)).toBe(true);
  });

  withPoppler(
    'is reported valid by pdfsig, and says who gave what to whom without naming a citizen',
    async () => {
      const file = join(folder, 'minutes.pdf');
      writeFileSync(file, await bytes(path()));
      const report = execFileSync('pdfsig', [file], { encoding: 'utf8' });
      expect(report.match(/Signature Validation: Signature is Valid\./g)).toHaveLength(2);
      expect(report.match(/Signature Type: ETSI\.CAdES\.detached/g)).toHaveLength(2);
      expect(report).toMatch(/Signature #2:[^]*- Total document signed/);
      const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' }).replace(
        /\s+/g,
        ' ',
      );
      for (const part of [
        'Số: 01/BB-CAPMN',
        'Công an phường Mũi Né bàn giao',
        'gồm 6 (sáu) hồ sơ',
        'Sai chữ đệm',
      ])
        expect(text).toContain(part);
      expect(text).not.toContain('Nguyễn Văn Thử');
    },
  );

  it('stands in the events of its list with hashes and numbers only, and in the registers of both offices', async () => {
    const { rows } = await chain.owner.query<{ type: string; payload: Record<string, unknown> }>(
      `select type, payload from events where list_id = $1 and type like 'paper.%' order by event_no`,
      [chain.listId],
    );
    expect(rows.map(({ type }) => type)).toEqual(['paper.signed', 'paper.issued']);
    expect(rows[1]?.payload).toMatchObject({ number: '01/BB-CAPMN', handoverId });
    const sent = await chain.officers.policeClerk.get<{ items: RegisterLine[] }>(
      `/offices/CA-${COMMUNE}/register`,
    );
    expect(sent.body.items).toMatchObject([{ number: 1, state: 'issued', toOfficeId: `TYT-${COMMUNE}` }]);
    const arrived = await chain.officers.stationClerk.get<{ items: RegisterLine[] }>(
      `/offices/TYT-${COMMUNE}/register?direction=received`,
    );
    expect(arrived.body.items).toMatchObject([{ number: 1, sha256: sent.body.items[0]?.sha256 }]);
    const { policeClerk, chief } = chain.officers;
    expect(await policeClerk.get(`/offices/TYT-${COMMUNE}/register`)).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await policeClerk.get(`/offices/none/register`)).toMatchObject(refusal(404, 'not_found'));
    expect(await chief.get(`/offices/CA-${COMMUNE}/register`)).toMatchObject(refusal(403, 'no_permission'));
  });

  it('cannot be changed once it is issued, whoever asks; void, it stays in the register', async () => {
    const change = chain.owner.query(
      `update papers set pdf = 'x' where handover_id = $1 and state = 'issued'`,
      [handoverId],
    );
    await expect(change).rejects.toThrow('append_only');
    await expect(chain.owner.query(`delete from papers`)).rejects.toThrow('append_only');
    const { policeClerk, chief } = chain.officers;
    const reason = 'Ghi nhầm nơi nhận';
    expect(await chief.delete(path(), { reason })).toMatchObject(refusal(403, 'no_permission'));
    for (let time = 0; time < 2; time += 1)
      expect(await policeClerk.delete(path(), { reason }, { key: 'void-1' })).toMatchObject({
        status: 200,
        body: { state: 'voided' },
      });
    await officerSigns(handoverId);
    expect(await policeClerk.post(path('/registration'))).toMatchObject({ body: { number: 2 } });
    const { body } = await policeClerk.get<{ items: RegisterLine[] }>(
      `/offices/CA-${COMMUNE}/register?limit=1`,
    );
    expect(body.items).toMatchObject([{ number: 1, state: 'voided', voidReason: reason }]);
  });
});

describe('the paper of a receipt', () => {
  it('is the station’s: signed by who countersigned, numbered in the register of the station', async () => {
    const { station, stationClerk } = chain.officers;
    const kind = 'receipt';
    const path = (rest = '') => `/handovers/${handoverId}/paper${rest}`;
    expect(await station.post(path(), { kind })).toMatchObject({ status: 200, body: { kind } });
    const sign = async (name: string) => ({
      ...{ kind, signature: await signature(name, await bytes(`${path('/content')}?kind=receipt`)) },
    });
    expect(await station.post(path('/signature'), await sign('tramyte1'))).toMatchObject({ status: 200 });
    expect(await stationClerk.post(path('/registration'), { kind })).toMatchObject({
      body: { number: 1, symbol: 'BB-TYTPMN' },
    });
    const issued = await stationClerk.post(path('/registration/signature'), await sign('vanthutyt'));
    expect(issued).toMatchObject({ status: 200, body: { state: 'issued' } });
    expect(allHold(await verifyPdfSignatures(await bytes(`${path()}?kind=receipt`), trust()))).toBe(true);
  });
});

describe('numbers', () => {
  it('have no gap and no double when many papers are numbered at once', async () => {
    const { rows } = await chain.owner.query<{ id: string }>(
      `insert into handovers select (jsonb_populate_record(h, jsonb_build_object('id', gen_random_uuid(), 'number', 100 + n))).*
       from handovers h, generate_series(1, 8) n where h.id = $1 returning id`,
      [handoverId],
    );
    for (const { id } of rows) await officerSigns(id);
    const answers = await Promise.all(
      rows.map(({ id }) => chain.officers.policeClerk.post<PaperView>(`/handovers/${id}/paper/registration`)),
    );
    const numbers = answers.map(({ body }) => body.number ?? 0).sort((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, i) => (numbers[0] ?? 0) + i));
    expect(numbers[0]).toBe(3);
  });
});

describe('the paper of an attested handover', () => {
  it('says that nobody signed it, and is never signed', async () => {
    const { rows } = await chain.owner.query<{ id: string; from: string }>(
      `select id, from_office_id as "from" from handovers where list_id = $1 and grade = 'attested' and from_office_id = $2 and state = 'accepted' limit 1`,
      [chain.listId, `TCT-X-${COMMUNE}`],
    );
    const id = rows[0]?.id ?? '';
    const { commune, chief } = chain.officers;
    expect(await commune.post(`/handovers/${id}/paper`)).toMatchObject({
      status: 200,
      body: { grade: 'attested', state: 'prepared', contentSha256: null },
    });
    expect(
      await commune.post(`/handovers/${id}/paper/signature`, { signature: 'A'.repeat(200) }),
    ).toMatchObject(refusal(403, 'no_permission'));
    expect(await chief.get(`/handovers/${id}/paper/content`)).toMatchObject(refusal(409, 'act_not_allowed'));
    expect((await bytes(`/handovers/${id}/paper`)).toString('latin1')).not.toContain('/AcroForm');
  });
});
