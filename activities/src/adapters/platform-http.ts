import writeExcelFile from 'write-excel-file/node';
import { Unavailable } from '../failures.ts';
import type { PlatformFeed } from '../passports.activities.ts';
import type { DoseEditor } from '../passports/dose-edits.ts';
import type {
  EditAnswer,
  ImportResult,
  ImportRow,
  PlatformPage,
  PlatformPort,
  PlatformSubject,
  Verification,
} from '../ports.ts';
import type { HttpClient } from './http-client.ts';

/** Subjects on one page of the platform's list function. */
const PAGE = 1000;
const FEED_PAGE = 2000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const HEADER = ['Mã đối tượng', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CMND/CCCD/hộ chiếu'];

/** The vaccination platform over HTTP. */
export function platformOverHttp(http: HttpClient): PlatformPort & PlatformFeed & DoseEditor {
  return {
    async list(communeCode, cursor, signal) {
      const query = new URLSearchParams({ group: 'missing,bad_format,wrong_info', limit: String(PAGE) });
      if (cursor !== null) query.set('cursor', cursor);
      const path = `/communes/${encodeURIComponent(communeCode)}/subjects?${query}`;
      const page = (await http.ask({ method: 'GET', path, signal })) as PlatformPage;
      return { items: page.items, nextCursor: page.nextCursor ?? null };
    },
    async read(subjectIds, signal) {
      const answer = await http.ask({ method: 'POST', path: '/subjects/read', json: { subjectIds }, signal });
      return (answer as { items: PlatformSubject[] }).items;
    },
    async edit(subjectId, fields, expectedVersion, signal) {
      const path = `/subjects/${encodeURIComponent(subjectId)}`;
      return editing('platform', () =>
        http.once({ method: 'PUT', path, json: { ...fields, expectedVersion }, signal }),
      );
    },
    async merge(dropped, kept, signal) {
      const path = `/subjects/${encodeURIComponent(dropped)}/merge`;
      return editing('platform', () => http.once({ method: 'POST', path, json: { into: kept }, signal }));
    },
    async findImports(fileName, signal) {
      const path = `/imports?${new URLSearchParams({ fileName })}`;
      const answer = (await http.ask({ method: 'GET', path, signal })) as { items: { jobId: string }[] };
      return answer.items.map(({ jobId }) => jobId);
    },
    async startImport(fileName, rows, signal) {
      const bytes = { content: await toExcel(rows), type: XLSX };
      const path = `/imports?${new URLSearchParams({ fileName })}`;
      try {
        const { status, body } = await http.once({ method: 'POST', path, bytes, signal });
        if (status >= 400) throw new Unavailable(`platform_import_${status}`);
        return (body as { jobId: string }).jobId;
      } catch (error) {
        if (error instanceof Unavailable && !/_4\d\d$/.test(error.code)) return undefined;
        throw error;
      }
    },
    async importResults(jobId, signal) {
      const path = `/imports/${encodeURIComponent(jobId)}`;
      const job = (await http.ask({ method: 'GET', path, signal })) as {
        state: string;
        rows: ImportResult[] | null;
      };
      return job.state === 'done' || job.state === 'failed' ? (job.rows ?? []) : undefined;
    },
    async vaccinees(after, signal) {
      const query = new URLSearchParams({ after, limit: String(FEED_PAGE) });
      return (await http.ask({ method: 'GET', path: `/vaccinees?${query}`, signal })) as Awaited<
        ReturnType<PlatformFeed['vaccinees']>
      >;
    },
    async editDose({ subjectId, doseNo, ...fields }, signal) {
      const path = `/subjects/${encodeURIComponent(subjectId)}/doses/${doseNo}`;
      return editing('platform', () => http.once({ method: 'PUT', path, json: fields, signal }));
    },
    async verification(subjectIds, signal) {
      const json = { subjectIds };
      const answer = await http.ask({ method: 'POST', path: '/verification-list', json, signal });
      return (answer as { items: Verification[] }).items;
    },
  };
}

/** Everything is text: a numeric cell would lose the zero every domestic number begins with. */
async function toExcel(rows: readonly ImportRow[]): Promise<Buffer> {
  const cell = (value: string) => ({ value, type: String });
  const data = rows.map((row) =>
    [row.subjectId, row.fullName, row.dateOfBirth, row.gender, row.number].map(cell),
  );
  return writeExcelFile([HEADER.map(cell), ...data]).toBuffer();
}

/** The answer to an edit that is tried once: no answer and an error of the server leave it open whether it was carried out. */
export async function editing(
  name: string,
  call: () => Promise<{ readonly status: number; readonly body: unknown }>,
): Promise<EditAnswer> {
  try {
    const { status, body } = await call();
    if (status === 409) return { kind: 'conflict' };
    if (status >= 400) return { kind: 'refused', code: `${name}_refused_${status}` };
    const version = (body as { version?: number } | undefined)?.version;
    return { kind: 'done', version: version ?? 0 };
  } catch (error) {
    if (error instanceof Unavailable) return { kind: 'unknown' };
    throw error;
  }
}
