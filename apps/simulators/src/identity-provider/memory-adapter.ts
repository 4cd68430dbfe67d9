import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';

interface Entry {
  readonly payload: AdapterPayload;
  readonly expiresAt: number;
}

const SWEEP_EVERY = 1_000;

/**
 * Sessions, codes and grants in this process's memory. After a restart people sign in again; their access tokens stay valid,
 * because those are signed and stored nowhere. Unlike the library's own store it never drops a living entry for a new one.
 */
export function memoryAdapters(): AdapterFactory {
  const entries = new Map<string, Entry>();
  /** Keys of sessions by the identifier that other entries name them by. */
  const keysByUid = new Map<string, string>();
  let writes = 0;
  const find = (key: string): AdapterPayload | undefined => {
    const entry = entries.get(key);
    return entry && entry.expiresAt > Date.now() ? entry.payload : undefined;
  };
  const drop = (key: string): void => {
    const uid = entries.get(key)?.payload.uid;
    if (uid && keysByUid.get(uid) === key) keysByUid.delete(uid);
    entries.delete(key);
  };
  const dropWhere = (wanted: (entry: Entry) => boolean): void => {
    for (const [key, entry] of entries) if (wanted(entry)) drop(key);
  };

  return (kind): Adapter => ({
    upsert: async (id, payload, expiresInSeconds) => {
      writes += 1;
      if (writes % SWEEP_EVERY === 0) dropWhere(({ expiresAt }) => expiresAt <= Date.now());
      const expiresAt = Date.now() + (expiresInSeconds ?? 86_400) * 1000;
      const key = `${kind}:${id}`;
      entries.set(key, { payload: structuredClone(payload), expiresAt });
      if (kind === 'Session' && payload.uid) keysByUid.set(payload.uid, key);
    },
    find: async (id) => structuredClone(find(`${kind}:${id}`)),
    findByUid: async (uid) => structuredClone(find(keysByUid.get(uid) ?? '')),
    findByUserCode: async () => undefined,
    consume: async (id) => {
      const payload = find(`${kind}:${id}`);
      if (payload) payload.consumed = Math.floor(Date.now() / 1000);
    },
    destroy: async (id) => drop(`${kind}:${id}`),
    revokeByGrantId: async (grantId) => dropWhere(({ payload }) => payload.grantId === grantId),
  });
}
