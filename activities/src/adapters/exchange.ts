import type { Dispatcher } from 'undici';

export interface Exchanged {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

type Flying = Set<Dispatcher.DispatchController>;

/** One listener for each signal, not one for each call: an activity makes thousands of calls under one signal. */
const flying = new WeakMap<AbortSignal, Flying>();

function flyingUnder(signal: AbortSignal): Flying {
  let calls = flying.get(signal);
  if (calls === undefined) {
    const made: Flying = new Set();
    flying.set(signal, made);
    signal.addEventListener('abort', () => {
      for (const call of made) call.abort(new DOMException('The call was given up.', 'AbortError'));
    });
    calls = made;
  }
  return calls;
}

/**
 * One request and its whole answer as text. undici's `request` makes a stream of every answer, which costs more than the short
 * answers of 26,000 edits themselves.
 * @throws what undici reports: an error named `...TimeoutError`, or one of the connection
 */
export function exchange(
  pool: Dispatcher,
  signal: AbortSignal,
  options: Pick<Dispatcher.DispatchOptions, 'method' | 'path' | 'headers' | 'body'>,
): Promise<Exchanged> {
  signal.throwIfAborted();
  const calls = flyingUnder(signal);
  return new Promise((resolve, reject) => {
    let call: Dispatcher.DispatchController | undefined;
    let status = 0;
    let headers: Exchanged['headers'] = {};
    let chunks: Buffer[] = [];
    const begin = (controller: Dispatcher.DispatchController): void => {
      if (call !== undefined) calls.delete(call);
      call = controller;
      chunks = [];
      if (signal.aborted) controller.abort(new DOMException('The call was given up.', 'AbortError'));
      else calls.add(controller);
    };
    const end = (): void => {
      if (call !== undefined) calls.delete(call);
    };
    pool.dispatch(options, {
      onRequestStart: begin,
      onResponseStart(_controller, code, fields) {
        status = code;
        headers = fields;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        end();
        resolve({ status, headers, text: Buffer.concat(chunks).toString('utf8') });
      },
      onResponseError(_controller, error) {
        end();
        reject(error);
      },
    });
  });
}
