import type { CheckerState, CheckerStorage } from '#signatures/dcc/checker';

const STORE = 'lists';
const KEY = 'state';

function opened(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('ban-giao-verify', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

function answered<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB'));
  });
}

/** The lists of signers and revocations on this device; nothing of anybody whose code was checked. */
export const deviceStorage: CheckerStorage = {
  async read() {
    const db = await opened();
    const state = await answered<CheckerState | undefined>(
      db.transaction(STORE).objectStore(STORE).get(KEY) as IDBRequest<CheckerState | undefined>,
    );
    db.close();
    return state;
  },
  async write(state) {
    const db = await opened();
    await answered(db.transaction(STORE, 'readwrite').objectStore(STORE).put(state, KEY));
    db.close();
  },
};
