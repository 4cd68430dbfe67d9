import { randomUUID } from 'node:crypto';
import { expect } from '@jest/globals';
import type { TestApi } from './api.ts';

export interface Batch {
  readonly id: string;
  readonly no: number;
  readonly state: string;
  readonly kind: string;
  readonly taskId: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly warnings: readonly { readonly code: string }[];
  readonly appliedEventNo: number | null;
  readonly [more: string]: unknown;
}

export interface BatchRow {
  readonly rowNo: number;
  readonly recordNo: number | null;
  readonly state: string;
  readonly changes: readonly {
    readonly field: string;
    readonly old: string | null;
    readonly new: string | null;
  }[];
  readonly problems: readonly {
    readonly code: string;
    readonly cell: string | null;
    readonly message: string;
    readonly messageEn: string;
  }[];
  readonly changedBy: readonly { readonly by: string | null; readonly field: string }[];
}

/** Calls about files as one officer makes them; bytes do not go through the JSON caller. */
export class FilesOf {
  constructor(
    private readonly api: TestApi,
    private readonly login: string,
  ) {}

  async #headers(more: Readonly<Record<string, string>> = {}): Promise<Record<string, string>> {
    return { authorization: `Bearer ${await this.api.issuer.token(this.login)}`, ...more };
  }

  async download(path: string): Promise<Buffer> {
    const response = await fetch(`${this.api.url}${path}`, { headers: await this.#headers() });
    const bytes = Buffer.from(await response.arrayBuffer());
    expect({ status: response.status, text: response.ok ? '' : bytes.toString() }).toEqual({
      status: 200,
      text: '',
    });
    return bytes;
  }

  async export(taskId: string, epoch: number): Promise<Buffer> {
    const out = await this.api.as(this.login).post<{ id: string }>(`/tasks/${taskId}/exports`, { epoch });
    expect(out).toMatchObject({ status: 201 });
    return this.download(`/exports/${out.body.id}/content`);
  }

  async upload<T = Batch>(
    taskId: string,
    epoch: number,
    bytes: Buffer,
    {
      fileName = 'danh sách.xlsx',
      key = randomUUID(),
      path = `/tasks/${taskId}/batches?epoch=${epoch}`,
    } = {},
  ): Promise<{ status: number; body: T; replayed: boolean }> {
    const response = await fetch(`${this.api.url}${path}`, {
      method: 'POST',
      headers: await this.#headers({
        ...{ 'content-type': 'application/octet-stream', 'idempotency-key': key },
        'x-file-name': encodeURIComponent(fileName),
      }),
      body: new Uint8Array(bytes),
    });
    return {
      status: response.status,
      body: (await response.json()) as T,
      replayed: response.headers.get('idempotent-replayed') === 'true',
    };
  }

  async rows(batchId: string, state = ''): Promise<BatchRow[]> {
    const all: BatchRow[] = [];
    for (let cursor = ''; ;) {
      const { body } = await this.api
        .as(this.login)
        .get<{ items: BatchRow[]; nextCursor: string | null }>(
          `/batches/${batchId}/rows?limit=200${state && `&state=${state}`}${cursor && `&cursor=${cursor}`}`,
        );
      all.push(...body.items);
      if (body.nextCursor === null) return all;
      cursor = body.nextCursor;
    }
  }
}
