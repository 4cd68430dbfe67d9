import { setTimeout as sleep } from 'node:timers/promises';
import { PLATFORM_UPDATE_COLUMNS, VERIFICATION_COLUMNS } from '#domain/files/hand-columns';
import { HAND_WORDS } from '#domain/files/hand-rows';
import { Refused } from '../connection/http.ts';
import type { ListRecord, Officer, Task } from '../connection/api.ts';
import { inParallel, pieces } from '../random.ts';
import type { Drive } from '../officers/drive.ts';
import { applied, bringBack, takeOut } from './carrying.ts';
import { csvOf, rowsOf } from './tables.ts';

const LANES = 8;
const AT_ONCE = 1_000;
const POLL_MS = 100;
const [DONE, FAILED] = HAND_WORDS.done as [string, string];
const WORD_OF: Readonly<Record<string, string>> = {
  right: HAND_WORDS.verified[0] as string,
  wrong: HAND_WORDS.verified[1] as string,
  unverified: HAND_WORDS.verified[2] as string,
};

interface Subject {
  readonly subjectId: string;
  readonly version: number;
  readonly [field: string]: unknown;
}

/** Step 9 by hand, one run: uploads the import file to the platform itself, edits the rest there, and reports both. */
export async function carryUpdate(drive: Drive, who: Officer, task: Task, run: number): Promise<void> {
  const now = await drive.until(
    who,
    task,
    ({ job }) => job !== null && job.runNo >= run && ['by_hand', 'done', 'failed'].includes(job.state),
  );
  if (now.job?.state !== 'by_hand') return;
  const file = await nothingOr(() => takeOut(drive, who, task, 'platform_import'));
  if (file !== undefined) await importFile(drive, who, task, file, run);
  const edits = await nothingOr(() => takeOut(drive, who, task, 'direct_edits'));
  if (edits !== undefined) await editDirectly(drive, who, task, edits);
}

/** A file with no record in it is not issued. */
async function nothingOr(take: () => Promise<Buffer>): Promise<Buffer | undefined> {
  try {
    return await take();
  } catch (error) {
    if (error instanceof Refused && ['task_incomplete', 'act_not_allowed'].includes(error.code))
      return undefined;
    throw error;
  }
}

async function importFile(
  drive: Drive,
  who: Officer,
  task: Task,
  content: Buffer,
  run: number,
): Promise<void> {
  const { simulators } = drive.tools;
  const name = `tay-${drive.plan.listId}-${task.scope}-${run}.xlsx`;
  const path = `/imports?fileName=${encodeURIComponent(name)}`;
  const { body: started } = await simulators.call<{ jobId: string }>('platform', {
    method: 'POST',
    path,
    file: { content, name },
  });
  for (;;) {
    const { body } = await simulators.call<{
      state: string;
      rows: { subjectId: string; result: string; code: string | null }[];
    }>('platform', {
      ...{ method: 'GET', path: `/imports/${started.jobId}` },
    });
    if (body.state !== 'done' && body.state !== 'failed') {
      await sleep(POLL_MS);
      continue;
    }
    const results = body.rows.map(({ subjectId, result, code }) => ({
      ...{ subjectId, result: ['updated', 'unchanged'].includes(result) ? DONE : FAILED, note: code ?? '' },
    }));
    await bringBack(drive, who, task, csvOf(PLATFORM_UPDATE_COLUMNS, results), `ket-qua-import-${run}.csv`);
    return;
  }
}

/** Every edit carries the version that was looked at; what others changed since the list was compiled is left alone. */
async function editDirectly(drive: Drive, who: Officer, task: Task, content: Buffer): Promise<void> {
  const rows = await rowsOf(content, PLATFORM_UPDATE_COLUMNS);
  const records = new Map(
    (await drive.api.records(who, task.id)).map((record) => [String(record.recordNo), record]),
  );
  const subjects = await readSubjects(
    drive,
    rows.map(({ subjectId }) => subjectId),
  );
  const ticks: { recordNo: number; result: string; code?: string }[] = [];
  await inParallel(rows, LANES, async (row) => {
    const code = await editOne(
      drive,
      row,
      records.get(row.recordNo) as ListRecord,
      subjects.get(row.subjectId),
    );
    ticks.push({
      recordNo: Number(row.recordNo),
      result: code === undefined ? 'done' : 'failed',
      ...(code === undefined ? {} : { code }),
    });
  });
  const { body } = await drive.api.write<{ id: string; state: string; counts: Record<string, number> }>(
    who,
    'POST',
    `/tasks/${task.id}/ticks`,
    {
      ...{ epoch: task.claimEpoch, name: 'Chỉnh sửa trực tiếp', ticks },
    },
  );
  await applied(drive, who, task, body);
}

async function editOne(
  drive: Drive,
  row: Readonly<Record<string, string>>,
  { platform, current, villageOutcome }: ListRecord,
  subject: Subject | undefined,
): Promise<string | undefined> {
  if (subject === undefined) return 'not_found';
  const citizen = current.nationality === 'VN' && villageOutcome !== 'foreigner';
  const target: Record<string, string | undefined> = {
    ...{ fullName: row['fullName'], dateOfBirth: row['dateOfBirth'], gender: row['gender'] },
    [citizen ? 'idNumber' : 'passportNumber']: row['idNumber'],
  };
  const open = Object.entries(target).filter(([field, value]) => value && text(subject[field]) !== value);
  if (open.length === 0) return undefined;
  const seen = platform as unknown as Record<string, string | null>;
  if (open.some(([field]) => field in seen && text(subject[field]) !== text(seen[field]))) return 'changed';
  const { status } = await drive.tools.simulators.call('platform', {
    ...{ method: 'PUT', path: `/subjects/${encodeURIComponent(subject.subjectId)}`, accept: [404, 409, 422] },
    body: { ...Object.fromEntries(open), expectedVersion: subject.version },
  });
  return status < 300 ? undefined : status === 409 ? 'version_conflict' : 'refused_by_hand';
}

async function readSubjects(drive: Drive, subjectIds: readonly string[]): Promise<Map<string, Subject>> {
  const found = new Map<string, Subject>();
  for (const piece of pieces(subjectIds, AT_ONCE)) {
    const { body } = await drive.tools.simulators.call<{ items: Subject[] }>('platform', {
      ...{ method: 'POST', path: '/subjects/read', body: { subjectIds: piece } },
    });
    for (const subject of body.items) found.set(subject.subjectId, subject);
  }
  return found;
}

/** Step 10 by hand: the platform's verification list is downloaded there and fed back. */
export async function carryVerification(drive: Drive, who: Officer, task: Task): Promise<void> {
  const records = await drive.api.records(who, task.id);
  const rows: { subjectId: string; result: string }[] = [];
  for (const piece of pieces(
    records.map(({ platformSubjectId }) => platformSubjectId),
    AT_ONCE,
  )) {
    const { body } = await drive.tools.simulators.call<{ items: { subjectId: string; result: string }[] }>(
      'platform',
      {
        ...{ method: 'POST', path: '/verification-list', body: { subjectIds: piece } },
      },
    );
    rows.push(...body.items.map(({ subjectId, result }) => ({ subjectId, result: WORD_OF[result] ?? '' })));
  }
  await bringBack(drive, who, task, csvOf(VERIFICATION_COLUMNS, rows), 'danh-sach-xac-minh.csv');
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
