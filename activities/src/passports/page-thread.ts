import { parentPort } from 'node:worker_threads';
import { pageWorker, type PageDone, type PageWork } from './page-work.ts';

/** What goes to the thread and back. Each order has a number, and each question to the token too. */
export type ToThread =
  | { readonly kind: 'work'; readonly id: number; readonly work: PageWork }
  | { readonly kind: 'signed'; readonly id: number; readonly signature: Uint8Array | undefined };
export type FromThread =
  | { readonly kind: 'done'; readonly id: number; readonly done: PageDone }
  | { readonly kind: 'failed'; readonly id: number; readonly name: string; readonly code: string | undefined }
  | { readonly kind: 'sign'; readonly id: number; readonly message: Uint8Array };

const asked = new Map<number, (signature: Uint8Array | undefined) => void>();
let questions = 0;
const post = (message: FromThread): void => parentPort?.postMessage(message);

const work = pageWorker(async (message) => {
  const id = questions++;
  const signature = await new Promise<Uint8Array | undefined>((resolve) => {
    asked.set(id, resolve);
    post({ kind: 'sign', id, message });
  });
  if (signature === undefined) throw new Error('the token did not sign');
  return signature;
});

parentPort?.on('message', (message: ToThread) => {
  if (message.kind === 'signed') {
    asked.get(message.id)?.(message.signature);
    asked.delete(message.id);
    return;
  }
  const { id } = message;
  work(message.work).then(
    (done) => post({ kind: 'done', id, done }),
    // Texts of errors may quote a person; names and codes cannot.
    (error: Error & { code?: unknown }) =>
      post({
        kind: 'failed',
        id,
        name: error.name,
        code: typeof error.code === 'string' ? error.code : undefined,
      }),
  );
});
