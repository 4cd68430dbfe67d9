import { randomBytes } from 'node:crypto';
import { buildTimeStampRequest } from '#signatures/time-stamp';

/** An attempt that failed before there was a time stamp to check; `code` is what the proof remembers. */
export class StampAttemptError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const LARGEST_BYTES = 10_000_000;

/** A time-stamp server's answer to a request for this digest, and the nonce that the answer must repeat. */
export type AskForStamp = (digest: Buffer) => Promise<{ readonly response: Buffer; readonly nonce: Buffer }>;

/** Asks by RFC 3161 over HTTP (§3.4). @throws StampAttemptError `tsa_unreachable`, `tsa_http_<status>`. */
export function timeStampsOverHttp(url: string, timeoutMs: number): AskForStamp {
  return async (digest) => {
    const nonce = randomBytes(8);
    const response = await fetched(url, timeoutMs, 'tsa', {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query' },
      body: new Uint8Array(buildTimeStampRequest(digest, nonce)),
    });
    return { response, nonce };
  };
}

/** The body of an answer. @throws StampAttemptError `<what>_unreachable`, `<what>_http_<status>`. */
export async function fetched(
  url: string,
  timeoutMs: number,
  what: string,
  init: RequestInit = {},
): Promise<Buffer> {
  try {
    const answer = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
    const body = Buffer.from(await answer.arrayBuffer());
    if (!answer.ok || body.length > LARGEST_BYTES)
      throw new StampAttemptError(`${what}_http_${answer.status}`);
    return body;
  } catch (error) {
    throw error instanceof StampAttemptError ? error : new StampAttemptError(`${what}_unreachable`);
  }
}
