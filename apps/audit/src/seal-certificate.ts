import { readFile } from 'node:fs/promises';
import { UsageError } from './usage-error.ts';

/** The certificate in a PEM file, which may be the seal key's own file. @throws UsageError when there is none. */
export async function readCertificate(file: string): Promise<string> {
  const pem = await readFile(file, 'utf8').catch(() => '');
  const certificate = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/.exec(pem)?.[0];
  if (certificate === undefined) throw new UsageError(`${file} holds no certificate of a seal key.`);
  return certificate;
}
