import { Worker } from 'node:worker_threads';
import { Unavailable } from '../failures.ts';
import type { SignBytes } from '#signatures/dcc/keys';
import type { FromThread, ToThread } from './page-thread.ts';
import { pageWorker, type PageDone, type PageWork } from './page-work.ts';

/** Does pages of work somewhere else than on the caller's thread. */
export interface PagePool {
  /** How many pages it does at once. */
  readonly lanes: number;
  /** `askToken` makes the signatures of keys that lie in a token. @throws Unavailable with a code when the page could not be done. */
  run(work: PageWork, askToken?: SignBytes): Promise<PageDone>;
  close(): Promise<void>;
}

const noToken: SignBytes = () => Promise.reject(new Unavailable('key_unavailable'));

interface Waiting {
  readonly resolve: (done: PageDone) => void;
  readonly reject: (error: Error) => void;
  readonly askToken: SignBytes;
}

/** Threads of the worker's process, started with the first page. One that dies fails its pages, and another takes its place. */
export function threadPool(lanes: number): PagePool {
  const threads = new Map<number, { worker: Worker; waiting: Map<number, Waiting> }>();
  let [turn, ids] = [0, 0];
  const open = (lane: number) => {
    const worker = new Worker(new URL('./page-thread.js', import.meta.url));
    const waiting = new Map<number, Waiting>();
    const lost = () => {
      if (threads.get(lane)?.worker === worker) threads.delete(lane);
      for (const { reject } of waiting.values()) reject(new Unavailable('signing_thread_lost'));
      waiting.clear();
    };
    worker.on('error', lost).on('exit', lost);
    worker.on('message', (message: FromThread) => void answer(worker, waiting, message));
    worker.unref();
    const thread = { worker, waiting };
    threads.set(lane, thread);
    return thread;
  };
  return {
    lanes,
    run(work, askToken = noToken) {
      const lane = turn++ % lanes;
      const { worker, waiting } = threads.get(lane) ?? open(lane);
      const id = ids++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject, askToken });
        worker.postMessage({ kind: 'work', id, work } satisfies ToThread);
      });
    },
    async close() {
      await Promise.all([...threads.values()].map(({ worker }) => worker.terminate()));
    },
  };
}

async function answer(worker: Worker, waiting: Map<number, Waiting>, message: FromThread): Promise<void> {
  if (message.kind === 'sign') {
    // Questions carry no page: all pages under way ask the same key.
    const [page] = waiting.values();
    const signature = await Promise.resolve(page?.askToken(message.message)).catch(() => undefined);
    worker.postMessage({ kind: 'signed', id: message.id, signature } satisfies ToThread);
    return;
  }
  const page = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.kind === 'done') page?.resolve(message.done);
  else page?.reject(new Unavailable(message.code ?? message.name));
}

/** The same work on the caller's thread: for tests and for programs that do nothing else. */
export function ownThread(): PagePool {
  let ask: SignBytes = noToken;
  const work = pageWorker((message) => ask(message));
  return {
    lanes: 1,
    run(page, askToken = noToken) {
      ask = askToken;
      return work(page);
    },
    close: () => Promise.resolve(),
  };
}
