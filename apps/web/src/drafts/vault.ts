import { beforeSignOut } from '../session/session.ts';

/**
 * What was decided and has not reached the server, kept on this device until it has. Encrypted with a key that this browser made, that scripts
 * can use but not read, and that goes away with the drafts when the person signs out.
 */
const DATABASE = 'bangiao';
const KEYS = 'keys';
const DRAFTS = 'drafts';
const NONCE_BYTES = 12;

interface Sealed {
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly content: ArrayBuffer;
}

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The store of drafts failed.'));
  });
}

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(DRAFTS);
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The store of drafts cannot be opened.'));
  });
  return opened;
}

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await database()).transaction(name, mode).objectStore(name);
}

async function keyOf(personId: string): Promise<CryptoKey> {
  const known = await asked<CryptoKey | undefined>((await store(KEYS, 'readonly')).get(personId));
  if (known !== undefined) return known;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ]);
  await asked((await store(KEYS, 'readwrite')).put(key, personId));
  return key;
}

const nameOf = (personId: string, taskId: string): string => `${personId} ${taskId}`;

/** Keeps a draft; an empty one is removed. */
export async function keepDraft(personId: string, taskId: string, draft: readonly unknown[]): Promise<void> {
  const name = nameOf(personId, taskId);
  if (draft.length === 0) {
    await asked((await store(DRAFTS, 'readwrite')).delete(name));
    return;
  }
  const key = await keyOf(personId);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const text = new TextEncoder().encode(JSON.stringify(draft));
  const content = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, text);
  const sealed: Sealed = { nonce, content };
  await asked((await store(DRAFTS, 'readwrite')).put(sealed, name));
}

/** The draft of a task; empty when there is none, or when it can no longer be read. */
export async function readDraft<T>(personId: string, taskId: string): Promise<readonly T[]> {
  const sealed = await asked<Sealed | undefined>(
    (await store(DRAFTS, 'readonly')).get(nameOf(personId, taskId)),
  );
  if (sealed === undefined) return [];
  try {
    const key = await keyOf(personId);
    const text = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: sealed.nonce }, key, sealed.content);
    return JSON.parse(new TextDecoder().decode(text)) as T[];
  } catch {
    return [];
  }
}

/** How many tasks have decisions on this device that have not reached the server. */
export async function countDrafts(): Promise<number> {
  return asked((await store(DRAFTS, 'readonly')).count());
}

/** Forgets every draft of this device, and the keys. */
export async function wipeDrafts(): Promise<void> {
  await asked((await store(DRAFTS, 'readwrite')).clear());
  await asked((await store(KEYS, 'readwrite')).clear());
}

beforeSignOut(wipeDrafts);
