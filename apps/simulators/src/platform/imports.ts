import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Faults } from '../http/faults.ts';
import { Refusal } from '../http/answers.ts';
import { IMPORT_SQL } from './import-sql.ts';
import type { Turnstile } from './turnstile.ts';
import { BadWorkbook, readImportRows } from './workbook.ts';

export interface ImportResult {
  row: number;
  subjectId: string;
  result: 'updated' | 'unchanged' | 'refused' | 'created';
  code: string | null;
}

export interface ImportJob {
  jobId: string;
  fileName: string | null;
  state: 'queued' | 'running' | 'done' | 'failed';
  total: number;
  /** Empty until the job is done. */
  rows: ImportResult[];
  error: string | null;
  receivedAt: string;
}

const RETRY_MS = 500;

/** Excel imports: a file is kept at once and worked off afterwards, side by side; unfinished ones go on after a restart. */
export class Imports {
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly pool: Pool,
    private readonly turnstile: Turnstile,
    private readonly faults: Faults,
  ) {}

  async receive(fileName: string | null, body: Buffer, requestId: string): Promise<string> {
    if (body.length === 0) throw new Refusal(400, { code: 'file_missing' });
    const jobId = randomUUID();
    await this.pool.query(
      'insert into platform_imports (job_id, file_name, body, request_id) values ($1, $2, $3, $4)',
      [jobId, fileName, body, requestId],
    );
    this.enqueue(jobId);
    return jobId;
  }

  async read(jobId: string): Promise<ImportJob> {
    const { rows } = await this.pool.query<ImportJob>(`${SELECT} where job_id = $1`, [jobId]);
    if (!rows[0]) throw new Refusal(404, { code: 'job_not_found' });
    return rows[0];
  }

  async findByFileName(fileName: string): Promise<ImportJob[]> {
    const { rows } = await this.pool.query<ImportJob>(`${SELECT} where file_name = $1 order by received_at`, [
      fileName,
    ]);
    return rows;
  }

  async resume(): Promise<void> {
    const { rows } = await this.pool.query<{ job_id: string }>(
      `select job_id from platform_imports where state in ('queued', 'running') order by received_at`,
    );
    for (const { job_id } of rows) this.enqueue(job_id);
  }

  async close(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private enqueue(jobId: string): void {
    const work = this.workOff(jobId).finally(() => this.running.delete(work));
    this.running.add(work);
  }

  /** Tries until it is done: the database may be away for a while. A file that cannot be read fails for good. */
  private async workOff(jobId: string): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        return await this.process(jobId);
      } catch (error) {
        if (error instanceof BadWorkbook) return await this.giveUp(jobId, error.message);
        await sleep(RETRY_MS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async process(jobId: string): Promise<void> {
    const { rows: jobs } = await this.pool.query<{ body: Buffer; request_id: string }>(
      `update platform_imports set state = 'running' where job_id = $1 and state in ('queued', 'running') returning body, request_id`,
      [jobId],
    );
    const job = jobs[0];
    if (!job) return;
    const rows = await readImportRows(job.body);
    const { importMs, importRowMs } = this.faults.settings;
    await sleep(importMs + importRowMs * rows.length, undefined, { signal: this.stopping.signal });
    await this.turnstile.pass(() =>
      this.pool.query(IMPORT_SQL, [JSON.stringify(rows), jobId, job.request_id]),
    );
  }

  private async giveUp(jobId: string, error: string): Promise<void> {
    await this.pool
      .query(`update platform_imports set state = 'failed', error = $2, done_at = now() where job_id = $1`, [
        jobId,
        error,
      ])
      .catch(() => undefined);
  }
}

const SELECT = `select job_id as "jobId", file_name as "fileName", state, total, coalesce(rows, '[]') as rows, error,
  to_char(received_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "receivedAt" from platform_imports`;
