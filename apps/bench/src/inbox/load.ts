import { Client } from 'undici';

export interface Request {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Figures {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const CLIENTS = 10;
const ROUND = (value: number): number => Math.round(value * 100) / 100;

/**
 * Ten clients, each on a connection of its own with one request at a time, share `count` requests. `made` makes the n-th.
 * @throws Error for the first answer that is not 2xx.
 */
export async function drive(
  url: string,
  count: number,
  made: (n: number) => Request,
  seen: (n: number, body: string) => void = () => {},
): Promise<Figures> {
  const times = new Float64Array(count);
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const client = new Client(url);
      try {
        for (let n = next++; n < count; n = next++) {
          const request = made(n);
          const from = performance.now();
          const { statusCode, body } = await client.request(request);
          const text = await body.text();
          times[n] = performance.now() - from;
          if (statusCode >= 300) throw new Error(`${request.method} ${request.path}: ${statusCode} ${text}`);
          seen(n, text);
        }
      } finally {
        await client.destroy();
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  times.sort();
  const at = (share: number): number => ROUND(times[Math.min(count - 1, Math.floor(count * share))] ?? 0);
  return { perSecond: Math.round(count / seconds), p50Ms: at(0.5), p95Ms: at(0.95) };
}
