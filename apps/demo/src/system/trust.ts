import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Trust } from '#activities/audit/check-handovers';

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/g;
const LOOK_MS = 500;
/** The access log is sealed every minute. */
const PATIENCE_MS = 90_000;

/** What the operator of a system trusts: the seal's certificate and the officers' authority. */
export async function trustOf(dataDir: string): Promise<Trust> {
  const certificatesIn = async (name: string): Promise<string[]> =>
    (await readFile(join(dataDir, name), 'utf8')).match(CERTIFICATES) ?? [];
  const [[sealPem = ''], anchorsPem] = await Promise.all([
    certificatesIn('seal-key.pem'),
    certificatesIn('trust-anchors.pem'),
  ]);
  return { sealPem, anchorsPem };
}

/** Waits until what stands in the access log now is under a seal. @throws Error when no worker seals. */
export async function accessLogSealed(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ last: string }>(
      `select coalesce(max(id), 0) as last from access_log`,
    );
    for (const giveUpAt = Date.now() + PATIENCE_MS; ; await sleep(LOOK_MS)) {
      const { rows: sealed } = await client.query<{ there: boolean }>(
        `select coalesce(max(to_id), 0) >= $1 as there from access_log_seals`,
        [rows[0]?.last ?? 0],
      );
      if (sealed[0]?.there) return;
      if (Date.now() > giveUpAt) throw new Error('The access log was not sealed in time.');
    }
  } finally {
    await client.end();
  }
}
