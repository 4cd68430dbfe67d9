import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { addSoftwareKey } from '#persistence/seed/signing-keys';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import type { Algorithm } from '#signatures/dcc/cose';
import { sealKey } from '#signatures/dcc/software-key';
import { openSecretBox } from '#signatures/secret-box';
import { writePrivate } from './data-folder.ts';

export interface DemoKeys {
  /** The owner's database address. */
  readonly databaseUrl: string;
  /** The file whose contents seal the keys; the worker has the same. */
  readonly secretsKeyFile: string;
  /** Where the demo authority is kept, for further signers. */
  readonly authorityFile: string;
  readonly algorithms: readonly Algorithm[];
  /** Whether to do so although keys are there. */
  readonly again: boolean;
}

/**
 * Makes a country authority and signers for demonstrations, each marked as a test in its name and policy. The first algorithm signs,
 * the others too: of several keys that sign, the issuer prefers the one that began last. Answers how many keys were made.
 */
export async function makeDemoKeys({
  databaseUrl,
  secretsKeyFile,
  authorityFile,
  algorithms,
  again,
}: DemoKeys): Promise<number> {
  await openSecretBox(secretsKeyFile);
  const passphrase = (await readFile(secretsKeyFile, 'utf8')).trim();
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'ban-giao-passport-keys' });
  await client.connect();
  try {
    await client.query(`select pg_advisory_lock(hashtext('bangiao passport keys'))`);
    const { rows } = await client.query(`select from signing_keys where state <> 'withdrawn' limit 1`);
    if (rows.length > 0 && !again) return 0;
    const authority = await authorityOf(authorityFile);
    for (const algorithm of algorithms) {
      const signer = await createDemoSigner(authority, { algorithm });
      await addSoftwareKey(client, { sealed: await sealKey(signer, passphrase), state: 'signing' });
    }
    return algorithms.length;
  } finally {
    await client.end();
  }
}

interface AuthorityFile {
  readonly certificate: string;
  readonly privateKeyPem: string;
}

async function authorityOf(file: string) {
  const kept = await readFile(file, 'utf8').catch(() => undefined);
  if (kept !== undefined) {
    const { certificate, privateKeyPem } = JSON.parse(kept) as AuthorityFile;
    return { certificateDer: new Uint8Array(Buffer.from(certificate, 'base64')), privateKeyPem };
  }
  const made = await createDemoAuthority();
  const { privateKeyPem, certificateDer } = made;
  writePrivate(
    file,
    JSON.stringify({ certificate: Buffer.from(certificateDer).toString('base64'), privateKeyPem }),
  );
  return made;
}
