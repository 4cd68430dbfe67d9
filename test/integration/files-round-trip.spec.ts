import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { REVIEW_COLUMNS as C } from '#domain/files/review-columns';
import { OUTCOME_WORDS } from '#domain/papers/outcome-words';
import { COMMUNE } from '../support/database.ts';
import { FilesOf } from '../support/files.ts';
import {
  hasLibreOffice,
  hasOpenpyxl,
  savedByLibreOffice,
  savedByOpenpyxl,
} from '../support/office-programs.ts';
import { Sheet } from '../support/workbooks.ts';
import { Scenario, village } from './acts-scenario.ts';

const [libreOffice, openpyxl] = await Promise.all([hasLibreOffice(), hasOpenpyxl()]);

let chain: Scenario;
let files: FilesOf;
let taskId: string;
let epoch: number;
let original: Buffer;

beforeAll(async () => {
  chain = await Scenario.start();
  files = new FilesOf(chain.api, `thon1.${COMMUNE}`);
  await chain.list(30);
  // Values that programs like to take for numbers, dates and formulas.
  await chain.owner.query(
    `update records set id_number = '0010850001' || lpad(record_no::text, 2, '0'), phone = '0912345' || lpad(record_no::text, 3, '0'),
       full_name = case record_no % 3 when 0 then 'Nguyễn Thị Hoà' when 1 then '1E5' else '=1+1' end, address = '3/4, thôn 2' where list_id = $1`,
    [chain.listId],
  );
  await chain.step(chain.officers.station, 'compile');
  await chain.step(chain.officers.commune, 'assign');
  const who = chain.officers.villages[0]!;
  taskId = await chain.task('review', village(1));
  epoch = await chain.claim(who, taskId);
  original = await files.export(taskId, epoch);
}, 120_000);
afterAll(() => chain?.close());

/** Nothing but what the person changed differs, and the batch says the same. */
async function checkUnhurt(saved: Buffer, fileName: string): Promise<void> {
  const [before, after] = [new Sheet(original, C.outcome.title), new Sheet(saved, C.outcome.title)];
  expect(after.headings.filter((heading) => heading !== '')).toEqual(before.headings);
  const changed = after.rows.map((row, i) =>
    Object.keys(row).filter((heading) => heading !== '' && row[heading] !== before.rows[i]?.[heading]),
  );
  expect(
    changed.flat().filter((heading) => ![C.outcome.title, C.newIdNumber.title].includes(heading as never)),
  ).toEqual([]);
  const { status, body } = await files.upload(taskId, epoch, saved, { fileName });
  expect({ status, body }).toMatchObject({ status: 201 });
  const rows = await files.rows(body.id);
  expect(rows.flatMap(({ problems }) => problems)).toEqual([]);
  const filled = changed.filter((headings) => headings.length > 0).length;
  expect(body.counts).toMatchObject({
    total: before.rows.length,
    ...(filled > 0 ? { change: filled } : { blank: before.rows.length }),
  });
}

describe('a village’s workbook, opened and saved', () => {
  (libreOffice ? it : it.skip)(
    'by LibreOffice as .xlsx, comes back unhurt',
    async () => {
      await checkUnhurt(await savedByLibreOffice(original, 'xlsx', 'xlsx'), 'libreoffice.xlsx');
    },
    200_000,
  );

  (libreOffice ? it : it.skip)(
    'by LibreOffice as .xls, comes back unhurt',
    async () => {
      await checkUnhurt(await savedByLibreOffice(original, 'xlsx', 'xls'), 'libreoffice.xls');
    },
    200_000,
  );

  (openpyxl ? it : it.skip)(
    'by openpyxl, comes back unhurt',
    async () => {
      await checkUnhurt(await savedByOpenpyxl(original), 'openpyxl.xlsx');
    },
    120_000,
  );

  (openpyxl && libreOffice ? it : it.skip)(
    'by openpyxl with entries, then by LibreOffice, brings the entries alone',
    async () => {
      const entries = [
        `0=${C.outcome.title}=${OUTCOME_WORDS.confirmed}`,
        `1=${C.outcome.title}=${OUTCOME_WORDS.corrected}`,
        `1=${C.newIdNumber.title}=001085000123`,
      ];
      await checkUnhurt(
        await savedByLibreOffice(await savedByOpenpyxl(original, entries), 'xlsx', 'xlsx'),
        'hai-lan.xlsx',
      );
    },
    200_000,
  );
});
