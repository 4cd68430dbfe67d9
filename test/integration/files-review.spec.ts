import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { REVIEW_COLUMNS as C } from '#domain/files/review-columns';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { compareTables } from '#persistence/audit/compare-tables';
import { FilesOf, type Batch } from '../support/files.ts';
import { COMMUNE, PROVINCE } from '../support/database.ts';
import { Sheet } from '../support/workbooks.ts';
import { Scenario, village } from './acts-scenario.ts';

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

describe('a village’s workbook', () => {
  it('holds the village’s records as text, with the outcomes to choose from and a hidden key', async () => {
    const bytes = await files.export(taskId, epoch);
    const sheet = new Sheet(bytes, C.outcome.title);
    expect(sheet.headings).toEqual(Object.values(C).map(({ title }) => title));
    const records = await chain.records(who(), taskId);
    expect(sheet.rows).toHaveLength(records.length);
    for (const [i, record] of records.entries()) {
      expect(sheet.rows[i]).toMatchObject({
        [C.recordNo.title]: String(record.recordNo),
        [C.subjectId.title]: record.platformSubjectId,
        [C.idNumber.title]: record.current['idNumber'] ?? '',
      });
      expect(sheet.rows[i]?.[C.key.title]).toMatch(
        new RegExp(`^BG:[0-9a-f-]{36}:${record.recordNo}:${record.version}:`),
      );
    }
  });

  it('comes back with decisions: shown first, then applied as one batch, and the same file again changes nothing', async () => {
    const bytes = await filled((sheet) => {
      sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(1, C.outcome.title, OUTCOME_WORDS.corrected);
      sheet.set(1, C.newFullName.title, 'Nguyễn Thị Hòa');
      sheet.set(1, C.newDateOfBirth.title, '5/3/1985');
      sheet.set(1, C.newGender.title, 'Nam');
      sheet.set(1, C.newIdNumber.title, GOOD_NUMBER);
      sheet.set(2, C.outcome.title, OUTCOME_WORDS.moved_away);
      sheet.set(2, C.note.title, 'Chuyển vào TP.HCM');
    });
    const before = await stored();
    const batch = await batchOf(bytes);
    expect(batch).toMatchObject({
      state: 'checked',
      kind: 'review',
      counts: { change: 3, blank: 7, total: 10 },
    });
    expect(await stored()).toEqual(before);
    const [, second] = await files.rows(batch.id, 'change');
    expect(second?.changes).toEqual(
      expect.arrayContaining([
        { field: 'fullName', old: expect.any(String), new: 'Nguyễn Thị Hòa' },
        { field: 'dateOfBirth', old: expect.anything(), new: '1985-03-05' },
      ]),
    );
    const applied = await apply(batch);
    expect(applied).toMatchObject({ status: 200, body: { state: 'applied', counts: { applied: 3 } } });
    const after = await stored();
    expect(after.get(second?.recordNo ?? 0)).toMatchObject({
      ...{ village_outcome: 'corrected', full_name: 'Nguyễn Thị Hòa', date_of_birth: '1985-03-05' },
      ...{ gender: 'Nam', id_number: GOOD_NUMBER },
    });
    const again = await files.upload(taskId, epoch, bytes);
    expect(again.body).toMatchObject({ id: batch.id, state: 'applied' });
    // Saved once more by another program: other bytes, the same contents.
    const resaved = await batchOf(new Sheet(bytes, C.outcome.title).save('biff8'), 'thon 1.xls');
    expect(resaved.counts).toMatchObject({ same: 3, blank: 7 });
    expect(await stored()).toEqual(after);
    expect(await findings()).toEqual([]);
  });

  it('applies the good rows and keeps the wrong ones waiting, with each error in its cell in both languages', async () => {
    const bytes = await filled((sheet) => {
      sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(1, C.outcome.title, 'Chưa biết');
      sheet.set(2, C.outcome.title, OUTCOME_WORDS.corrected);
      sheet.set(2, C.newIdNumber.title, '7.9201E+10');
      sheet.set(3, C.newFullName.title, 'Trần Văn Nam');
      sheet.set(4, C.outcome.title, OUTCOME_WORDS.corrected);
      sheet.set(4, C.newDateOfBirth.title, '31/02/1990');
    });
    const batch = await batchOf(bytes);
    expect(batch.counts).toMatchObject({ change: 1, error: 4 });
    const wrong = await files.rows(batch.id, 'error');
    expect(wrong.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ...[['outcome_unknown'], ['value_invalid'], ['outcome_missing'], ['value_invalid']],
    ]);
    expect(wrong[1]?.problems[0]).toMatchObject({
      cell: `O${wrong[1]?.rowNo}`,
      message: expect.stringContaining('Excel'),
      messageEn: expect.stringContaining('Excel'),
    });
    expect(await apply(batch)).toMatchObject({ body: { counts: { applied: 1, error: 4 } } });
    const result = new Sheet(await files.download(`/batches/${batch.id}/file`), C.outcome.title);
    expect(result.rows[1]?.['Lỗi và lưu ý']).toContain('Kết quả không có trong danh mục');
    expect(result.rows[0]?.['Kết quả kiểm tra tệp']).toBe('Đã cập nhật');
    result.set(1, C.outcome.title, OUTCOME_WORDS.deceased);
    result.set(4, C.newDateOfBirth.title, '28/02/1990');
    const corrected = await batchOf(result.save(), 'da-sua.xlsx');
    expect(corrected.counts).toMatchObject({ change: 2, same: 1, error: 2 });
    expect(await apply(corrected)).toMatchObject({ body: { counts: { applied: 2 } } });
    expect(await findings()).toEqual([]);
  });

  it('shows a record that others changed meanwhile, with who changed what, and does not touch it', async () => {
    const bytes = await filled((sheet) => {
      sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(1, C.outcome.title, OUTCOME_WORDS.confirmed);
    });
    const [record] = await chain.records(who(), taskId);
    await who().put(`/tasks/${taskId}/records/${record?.recordNo}/decision`, { epoch, outcome: 'deceased' });
    const batch = await batchOf(bytes);
    const [stale] = await files.rows(batch.id, 'stale');
    expect(stale).toMatchObject({
      recordNo: record?.recordNo,
      changedBy: [{ field: 'village_outcome', by: expect.any(String) }],
    });
    await apply(batch);
    expect((await stored()).get(record?.recordNo ?? 0)).toMatchObject({ village_outcome: 'deceased' });
  });

  it('finds a record out that was changed between the preview and the application', async () => {
    const batch = await batchOf(
      await filled((sheet) => sheet.set(0, C.outcome.title, OUTCOME_WORDS.confirmed)),
    );
    const [record] = await chain.records(who(), taskId);
    await who().put(`/tasks/${taskId}/records/${record?.recordNo}/decision`, { epoch, outcome: 'deceased' });
    expect(await apply(batch)).toMatchObject({ status: 200, body: { counts: { stale: 1 } } });
    expect((await stored()).get(record?.recordNo ?? 0)).toMatchObject({ village_outcome: 'deceased' });
  });

  it('notices rows that are forged, from another task, twice, or of nobody', async () => {
    const bytes = await filled((sheet) => {
      const key = sheet.rows[0]?.[C.key.title] ?? '';
      for (const nth of [0, 1, 2, 3]) sheet.set(nth, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(0, C.key.title, key.replace(/:\d+:([\w-]{8}):/, ':9:$1:'));
      sheet.set(1, C.key.title, 'xyz');
      sheet.set(2, C.key.title, '');
      sheet.set(3, C.key.title, sheet.rows[4]?.[C.key.title] ?? '');
      sheet.set(4, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(5, C.outcome.title, OUTCOME_WORDS.confirmed);
      sheet.set(5, C.fullName.title, 'Người Khác Hẳn');
      sheet.set(6, C.outcome.title, OUTCOME_WORDS.confirmed);
      for (const { title } of [C.key, C.recordNo, C.subjectId])
        sheet.set(6, title, sheet.rows[4]?.[title] ?? '');
    });
    const batch = await batchOf(bytes);
    const rows = await files.rows(batch.id, 'error,twice,change');
    expect(rows.map(({ state, problems }) => [state, problems[0]?.code])).toEqual([
      ...[
        ['error', 'key_forged'],
        ['error', 'key_forged'],
        ['error', 'record_unknown'],
      ],
      ...[
        ['error', 'key_forged'],
        ['change', undefined],
        ['change', 'locked_changed'],
        ['twice', undefined],
      ],
    ]);
  });

  it('reads columns that were moved and renamed, and text in any usual encoding', async () => {
    const sheet = new Sheet(await files.export(taskId, epoch), C.outcome.title);
    const names = sheet.rows.map((row) => row[C.key.title] as string);
    const lines = [
      ['Mã kiểm tra', 'KẾT QUẢ', 'Họ tên đúng'],
      [names[0], 'Đã sửa', 'Phượng Thị Đức'],
      [names[1], 'Đúng thông tin', ''],
    ] as string[][];
    const text = (separator: string) =>
      lines.map((line) => line.map((cell) => `"${cell}"`).join(separator)).join('\r\n');
    const contents: Record<string, Buffer> = {
      'utf8.csv': Buffer.from(text(';')),
      'bom.csv': Buffer.from(`\ufeff${text(',')}`),
      'utf16le.csv': Buffer.from(`\ufeff${text('\t')}`, 'utf16le'),
      'utf16be.csv': Buffer.from(`\ufeff${text(';')}`, 'utf16le').swap16(),
    };
    for (const [fileName, bytes] of Object.entries(contents)) {
      const { body } = await files.upload(taskId, epoch, bytes, { fileName });
      expect([fileName, body.counts]).toEqual([fileName, { change: 2, total: 2 }]);
      const [row] = await files.rows(body.id);
      expect(row?.changes).toContainEqual(
        expect.objectContaining({ field: 'fullName', new: 'Phượng Thị Đức' }),
      );
    }
  });

  it('reads a foreign template by the mapping of the office', async () => {
    const records = await chain.records(who(), taskId);
    const headings = ['Stt', 'Ma BN', 'Tinh trang', 'Gioi'];
    const table = [
      headings,
      ['1', records[0]?.platformSubjectId, 'OK', '1'],
      ['2', records[1]?.platformSubjectId, 'SUA', '0'],
    ];
    const bytes = Buffer.from(table.map((row) => row.join(',')).join('\n'));
    expect(await files.upload(taskId, epoch, bytes, { fileName: 'mau-la.csv' })).toMatchObject({
      status: 422,
      body: { code: 'file_unreadable', reason: 'header_not_found' },
    });
    const heads = await files.upload<{ sheets: { rows: { texts: string[] }[] }[] }>(taskId, epoch, bytes, {
      path: '/templates/heads?kind=review',
      fileName: 'mau-la.csv',
    });
    expect(heads.body.sheets[0]?.rows[0]?.texts).toEqual(headings);
    const saved = await who().put('/templates', {
      ...{
        kind: 'review',
        name: 'Mẫu của thôn',
        headings,
        columns: { subjectId: 'Ma BN', outcome: 'Tinh trang', newGender: 'Gioi' },
      },
      values: { outcome: { OK: 'Đúng thông tin', SUA: 'Đã sửa' }, newGender: { '0': 'Nữ', '1': '' } },
    });
    expect(saved).toMatchObject({ status: 200, body: { version: 1 } });
    const batch = await batchOf(bytes, 'mau-la.csv');
    expect(batch.counts).toMatchObject({ change: 2, total: 2 });
    const rows = await files.rows(batch.id);
    expect(rows[1]?.problems.map(({ code }) => code)).toEqual(['version_unknown']);
    expect(rows[1]?.changes).toContainEqual(expect.objectContaining({ field: 'outcome', new: 'corrected' }));
  });
});
