import { addressOf } from './calls.ts';
import { send } from './transport.ts';

export interface LiveEvent {
  readonly id: string;
  readonly kind: string;
  readonly data: unknown;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

const wait = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });

/**
 * Follows the server's events until `signal` ends it, coming again with growing pauses when the line drops. Not `EventSource`: that one
 * cannot say in which post it listens.
 */
export async function follow(
  signal: AbortSignal,
  heard: (event: LiveEvent) => void,
  connected: (there: boolean) => void,
): Promise<void> {
  let lastId: string | undefined;
  let pause = FIRST_PAUSE_MS;
  while (!signal.aborted) {
    try {
      const response = await send(
        new Request(addressOf('/notifications/stream'), {
          headers: { accept: 'text/event-stream', ...(lastId ? { 'last-event-id': lastId } : {}) },
          signal,
        }),
      );
      connected(true);
      pause = FIRST_PAUSE_MS;
      for await (const event of eventsOf(response)) {
        lastId = event.id || lastId;
        heard(event);
      }
    } catch {
      if (!signal.aborted) connected(false);
    }
    await wait(pause, signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
  }
}

async function* eventsOf(response: Response): AsyncGenerator<LiveEvent> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (reader === undefined) return;
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const event = parseEvent(block);
      if (event !== undefined) yield event;
    }
  }
}

/** One block of the stream; undefined for a heartbeat. */
export function parseEvent(block: string): LiveEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const [, name, value] = /^(\w+): ?(.*)$/.exec(line) ?? [];
    if (name !== undefined) fields.set(name, value ?? '');
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return { id: fields.get('id') ?? '', kind: fields.get('event') ?? 'message', data: JSON.parse(data) };
}
