import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { REVIEW_COLUMNS as C } from '#domain/files/review-columns';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { compareTables } from '#persistence/audit/compare-tables';
import { FilesOf, type Batch } from '../support/files.ts';
import { COMMUNE, PROVINCE } from '../support/database.ts';
import { Sheet } from '../support/workbooks.ts';
import { refusal, Scenario, village } from './acts-scenario.ts';

const COUNT = 30;
const GOOD_NUMBER = '060185000123';

let chain: Scenario;
let files: FilesOf;
let taskId: string;
let epoch: number;

const [first] = [0];
const who = () => chain.officers.villages[first as number]!;

/** The records of the village's task as they are in the database, by number. */
async function stored(): Promise<Map<number, Record<string, unknown>>> {
  const { rows } = await chain.owner.query<{ record_no: number }>(
    `select * from records where list_id = $1 order by record_no`,
    [chain.listId],
  );
  return new Map(rows.map((row) => [row.record_no, row]));
}

/** What the audit says of the list: nothing, when every table is what the events build. */
async function findings(): Promise<unknown[]> {
  const runner = (await chain.api.db.connect('system')).createQueryRunner();
  await runner.startTransaction();
  try {
    return await compareTables(
      { query: (text, values) => runner.query(text, [...(values ?? [])]) as Promise<never[]> },
      { provinceCode: PROVINCE, listId: chain.listId },
    );
  } finally {
    await runner.rollbackTransaction();
    await runner.release();
  }
}

const filled = async (fill: (sheet: Sheet) => void): Promise<Buffer> => {
  const sheet = new Sheet(await files.export(taskId, epoch), C.outcome.title);
  fill(sheet);
  return sheet.save();
};

const batchOf = async (bytes: Buffer, fileName = 'thon 1.xlsx'): Promise<Batch> => {
  const { status, body } = await files.upload(taskId, epoch, bytes, { fileName });
  expect({ status, body }).toMatchObject({ status: 201 });
  return body;
};

const apply = (batch: Batch) => who().post<Batch>(`/batches/${batch.id}/apply`, { epoch });
const undo = (batch: Batch, reason = 'Chọn nhầm tệp của thôn khác') =>
  who().post<Batch>(`/batches/${batch.id}/undo`, { epoch, reason });

beforeAll(async () => {
  chain = await Scenario.start();
  files = new FilesOf(chain.api, `thon1.${COMMUNE}`);
}, 120_000);
afterAll(() => chain?.close());

beforeEach(async () => {
  await chain.list(COUNT);
  await chain.step(chain.officers.station, 'compile');
  await chain.step(chain.officers.commune, 'assign');
  taskId = await chain.task('review', village(1));
  epoch = await chain.claim(who(), taskId);
});

describe('undoing a batch', () => {
  const decided = () =>
    filled((sheet) => {
      for (const nth of [0, 1, 2]) sheet.set(nth, C.outcome.title, OUTCOME_WORDS.corrected);
      sheet.set(0, C.newFullName.title, 'Lê Thị Phượng');
      sheet.set(1, C.newIdNumber.title, GOOD_NUMBER);
      sheet.set(2, C.note.title, 'Đã xem giấy tờ');
    });

  it('restores every field, while edits of other records stay', async () => {
    const before = await stored();
    const batch = (await apply(await batchOf(await decided()))).body;
    const others = (await chain.records(who(), taskId)).slice(5, 8);
    const [undone] = await Promise.all([
      undo(batch),
      ...others.map(({ recordNo }) =>
        who().put(`/tasks/${taskId}/records/${recordNo}/decision`, { epoch, outcome: 'confirmed' }),
      ),
    ]);
    expect(undone).toMatchObject({ status: 200, body: { state: 'undone', counts: { undone: 3 } } });
    const after = await stored();
    const edited = new Set(others.map(({ recordNo }) => recordNo));
    for (const [no, record] of before) {
      const { version: _, ...fields } = record;
      const { version: _now, ...now } = after.get(no) as Record<string, unknown>;
      expect([no, now]).toEqual([no, edited.has(no) ? { ...fields, village_outcome: 'confirmed' } : fields]);
    }
    expect(await findings()).toEqual([]);
    await chain.checkCustody();
  });

  it('is refused when a record was changed since, naming it and who changed it', async () => {
    const batch = (await apply(await batchOf(await decided()))).body;
    const [record] = await files.rows(batch.id, 'applied');
    await who().put(`/tasks/${taskId}/records/${record?.recordNo}/decision`, { epoch, outcome: 'deceased' });
    expect(await undo(batch)).toMatchObject(
      refusal(409, 'batch_not_undoable', {
        reason: 'records_changed',
        records: [{ recordNo: record?.recordNo, type: 'records.reviewed', by: expect.any(String) }],
      }),
    );
    expect((await stored()).get(record?.recordNo ?? 0)).toMatchObject({ village_outcome: 'deceased' });
  });

  it('is refused after the step was completed, and a second time', async () => {
    const batch = (await apply(await batchOf(await decided()))).body;
    expect(await undo(batch)).toMatchObject({ status: 200 });
    expect(await undo(batch)).toMatchObject(refusal(409, 'batch_not_undoable', { reason: 'not_applied' }));
    await chain.decideAll(who(), taskId, epoch, 'confirmed');
    const more = (await apply(await batchOf(await decided()))).body;
    await who().post(`/tasks/${taskId}/complete`, { epoch });
    expect(await undo(more)).toMatchObject(refusal(409, 'batch_not_undoable', { reason: 'step_completed' }));
  });
});

describe('decisions made at once', () => {
  it('are previewed, applied and undone like a file', async () => {
    const records = await chain.records(who(), taskId);
    const decisions = records
      .slice(0, 4)
      .map(({ recordNo, version }) => ({ recordNo, version, outcome: 'unreachable' }));
    const before = await stored();
    const made = await who().post<Batch>(`/tasks/${taskId}/decision-batches`, {
      epoch,
      name: 'Vắng nhà',
      decisions,
    });
    expect(made).toMatchObject({
      status: 201,
      body: { kind: 'decisions', name: 'Vắng nhà', counts: { change: 4 } },
    });
    expect(await stored()).toEqual(before);
    expect(await apply(made.body)).toMatchObject({ status: 200, body: { counts: { applied: 4 } } });
    expect(await undo(made.body)).toMatchObject({ status: 200 });
    const { body } = await who().get<{ items: Batch[] }>(`/tasks/${taskId}/batches`);
    expect(body.items.map(({ name, state }) => [name, state])).toEqual([['Vắng nhà', 'undone']]);
    expect(await findings()).toEqual([]);
  });
});

describe('decisions sent without a preview', () => {
  it('are a batch all the same, which says what it changed and can be taken back', async () => {
    const before = await stored();
    const records = (await chain.records(who(), taskId)).slice(0, 3);
    const decisions = records.map(({ recordNo }) => ({
      recordNo,
      outcome: 'deceased',
      note: 'giấy chứng tử',
    }));
    const { body } = await who().post<{ batchId: string }>(`/tasks/${taskId}/decisions`, {
      epoch,
      decisions,
    });
    const { body: batch } = await who().get<Batch>(`/batches/${body.batchId}`);
    expect(batch).toMatchObject({ state: 'applied', kind: 'decisions', counts: { applied: 3, total: 3 } });
    const rows = await files.rows(body.batchId);
    expect(rows.map(({ recordNo }) => recordNo)).toEqual(records.map(({ recordNo }) => recordNo));
    expect(rows[0]?.changes).toContainEqual({ field: 'village_outcome', old: null, new: 'deceased' });
    expect(await undo(batch)).toMatchObject({ status: 200, body: { state: 'undone' } });
    for (const [no, { version: _, ...fields }] of before)
      expect((await stored()).get(no)).toMatchObject(fields);
    expect(await findings()).toEqual([]);
  });
});

describe('a file whose reading was cut off', () => {
  it('leaves nothing that anybody sees, and is cleared away by the next one', async () => {
    const bytes = await filled((sheet) => sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed));
    const batch = await batchOf(bytes);
    await chain.owner.query(
      `update batches set state = 'reading', batch_no = null, created_at = now() - interval '1 hour' where id = $1`,
      [batch.id],
    );
    expect((await who().get<{ items: Batch[] }>(`/tasks/${taskId}/batches`)).body.items).toEqual([]);
    const again = await batchOf(bytes);
    expect(again).toMatchObject({ state: 'checked', counts: { change: 1 } });
    const { rows } = await chain.owner.query(`select state from batches where id = $1`, [batch.id]);
    expect(rows).toEqual([{ state: 'discarded' }]);
  });
});

describe('who may', () => {
  it('is whoever holds the task, with its present epoch, in this village alone', async () => {
    const bytes = await filled((sheet) => sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed));
    const batch = await batchOf(bytes);
    const [, other] = chain.officers.villages;
    expect(await other!.post(`/tasks/${taskId}/exports`, { epoch })).toMatchObject(
      refusal(403, 'out_of_area'),
    );
    expect(await other!.get(`/batches/${batch.id}`)).toMatchObject(refusal(403, 'out_of_area'));
    expect(await chain.officers.station.post(`/batches/${batch.id}/apply`, { epoch })).toMatchObject({
      status: 403,
    });
    expect(await chain.api.as(`giamsat.${COMMUNE}`).get(`/batches/${batch.id}/rows`)).toMatchObject({
      status: 403,
    });
    const stale = await who().post(`/batches/${batch.id}/apply`, { epoch: epoch + 1 });
    expect(stale).toMatchObject(refusal(409, 'stale_epoch'));
    expect(
      await files.upload(taskId, epoch + 1, Buffer.from('Mã kiểm tra;Kết quả;Ghi chú\nx;Đúng;y')),
    ).toMatchObject({ status: 409, body: { code: 'stale_epoch' } });
    await who().post(`/tasks/${taskId}/release`, { epoch });
    epoch = await chain.claim(who(), taskId);
    expect(await files.upload(taskId, epoch, Buffer.concat([bytes]), { fileName: 'cu.xlsx' })).toMatchObject({
      status: 201,
    });
  });

  it('gets the kept answer for a repeated request, and applies once', async () => {
    const bytes = await filled((sheet) => sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed));
    const key = randomUUID();
    const first = await files.upload(taskId, epoch, bytes, { key });
    expect(await files.upload(taskId, epoch, bytes, { key })).toMatchObject({
      status: 201,
      replayed: true,
      body: { id: first.body.id },
    });
    const answers = await Promise.all([1, 2, 3].map(() => apply(first.body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const { rows } = await chain.owner.query(
      `select 1 from events where list_id = $1 and type = 'records.reviewed'`,
      [chain.listId],
    );
    expect(rows).toHaveLength(1);
  });
});
