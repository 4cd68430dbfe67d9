import { migrate } from '../../apps/simulators/src/database/schema.ts';
import { CertificateStore } from '../../apps/simulators/src/signing-agent/certificate-store.ts';
import { startTimeStampServer } from '../../apps/simulators/src/time-stamp/time-stamp-server.ts';
import { emptyDatabase } from './empty-database.ts';

const CRL_URL = 'http://127.0.0.1:9/ca.crl';

/** The simulators' time-stamp server on a private database. */
export interface TimeStamps {
  readonly url: string;
  /** Its trust anchor, as PEM. */
  readonly rootPem: string;
  /** How many stamps it has given. */
  given(): Promise<number>;
  faults(settings: object): Promise<unknown>;
  /** A second server on the same database. */
  another(): Promise<{ readonly url: string; close(): Promise<void> }>;
  close(): Promise<void>;
}

export async function startTimeStamps(): Promise<TimeStamps> {
  const database = await emptyDatabase();
  const { pool } = database;
  await migrate(pool);
  const start = async () => {
    const server = await startTimeStampServer({ host: '127.0.0.1', port: 0, pool, crlUrl: CRL_URL });
    return { url: `http://127.0.0.1:${server.port}/tsa`, close: () => server.close() };
  };
  const { url, close } = await start();
  const { authorityPem } = await CertificateStore.open(pool, CRL_URL);
  return {
    url,
    rootPem: authorityPem,
    another: start,
    async given() {
      const answer = await fetch(new URL('/admin/effects', url));
      const { items } = (await answer.json()) as { items: { applied: boolean }[] };
      return items.filter(({ applied }) => applied).length;
    },
    faults: (settings) =>
      fetch(new URL('/admin/faults', url), { method: 'PUT', body: JSON.stringify(settings) }),
    async close() {
      await close();
      await database.close();
    },
  };
}
