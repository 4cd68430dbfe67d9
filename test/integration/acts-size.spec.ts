import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { Scenario, village } from './acts-scenario.ts';

/** Typical size of a list. ACTS_RECORDS=20000 tries the worst one; ACTS_TIMES=1 prints what each act took. */
const RECORDS = Number(process.env['ACTS_RECORDS'] ?? 3_000);
/** Generous: the promise is 100 ms on an idle machine, tests share theirs with others. */
const SLOWEST_MS = RECORDS;

let chain: Scenario;
const times = new Map<string, number[]>();

beforeAll(async () => {
  chain = await Scenario.start();
  const post = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const started = performance.now();
    const answer = await post(input, init);
    const path = `${init?.method} ${String(input)
      .replace(/^.*?\d\//, '/')
      .replace(/[0-9a-f-]{36}/g, ':id')
      .replace(/records\/\d+/, 'records/:no')
      .replace(/\?.*/, '')}`;
    times.set(path, [...(times.get(path) ?? []), performance.now() - started]);
    return answer;
  };
});
afterAll(async () => {
  await chain.close();
  if (process.env['ACTS_TIMES'] === undefined) return;
  for (const [path, all] of times) {
    const sorted = [...all].sort((a, b) => a - b).map((ms) => ms.toFixed(1));
    process.stderr.write(
      `${path} ${all.length}: ${all.length < 12 ? all.map((ms) => ms.toFixed(0)).join(' ') : `median ${sorted[all.length >> 1]}`}, best ${sorted[0]} ms\n`,
    );
  }
  process.stderr.write(`peak memory ${Math.round(process.resourceUsage().maxRSS / 1_024)} MB\n`);
});

it(`passes a list of ${RECORDS} records with each act in a handful of statements`, async () => {
  const { police, chief } = chain.officers;
  const scope = await chain.toPolice(RECORDS);
  await chain.owner.query(
    `update records set proposed_outcome = 'number_supplied', proposed_values = jsonb_build_object('idNumber', '060190' || lpad(record_no::text, 6, '0'))
     where list_id = $1 and record_no % 10 <> 0`,
    [chain.listId],
  );
  await chain.step(police, 'verify', {
    scope,
    work: async (id, epoch) => {
      expect(await police.post(`/tasks/${id}/accept-proposals`, { epoch })).toMatchObject({ status: 200 });
      for (let no = 10; no <= 600; no += 10) {
        const answer = await police.put(`/tasks/${id}/records/${no}/decision`, {
          epoch,
          outcome: 'matches',
          note: 'Đã đối chiếu',
        });
        expect(answer.status).toBe(200);
      }
      const rest = [];
      for (let no = 610; no <= RECORDS; no += 10) rest.push({ recordNo: no, outcome: 'matches' });
      for (let i = 0; i < rest.length; i += 200) {
        expect(
          await police.post(`/tasks/${id}/decisions`, { epoch, decisions: rest.slice(i, i + 200) }),
        ).toMatchObject({ status: 200 });
      }
    },
  });
  await chain.sign(scope);
  await chain.receive(scope, [{ recordNo: 7, reason: 'Thiếu căn cứ' }]);
  await chain.update(scope);
  await chain.checkCustody();
  for (const [path, all] of times) {
    if (path.endsWith('/complete') || path.endsWith('/freeze'))
      expect([path, Math.min(...all) < SLOWEST_MS]).toEqual([path, true]);
  }
  expect((await chief.get(`/lists/${chain.listId}`)).status).toBe(200);
  expect(village(1)).toMatch(/-01$/);
}, 300_000);
