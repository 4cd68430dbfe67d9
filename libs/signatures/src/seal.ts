import { createPrivateKey, randomUUID, X509Certificate } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createSelfSignedSigner } from './certificate-authority.ts';
import { thumbprintOf } from './certificate.ts';
import { detachedSigner } from './cms.ts';

/** The server's own key. It seals what people attest without a certificate, and says so in its name. */
export interface SealKey {
  /** SHA-256 of the certificate's DER, hexadecimal. */
  readonly thumbprint: string;
  readonly certificatePem: string;
  /** Detached CMS (DER) over the UTF-8 of the content; `verifyDetached` accepts it with the seal certificate as anchor. */
  seal(content: string): Promise<Buffer>;
}

/**
 * Opens the seal key kept in a PEM file (private key and certificate), making one when the file is missing. Two processes may
 * start together: the first file stays and both use it. Throws an Error naming the file when others may read it or it is no such key.
 */
export async function openSealKey(file: string): Promise<SealKey> {
  const pem = (await read(file)) ?? (await make(file));
  const certificatePem = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n?/)?.[0];
  const privateKeyPem = pem.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----\n?/)?.[0];
  if (!certificatePem || !privateKeyPem || !belongTogether(certificatePem, privateKeyPem)) {
    throw new Error(`${file} does not hold a seal key: expected one private key and its certificate as PEM`);
  }
  const sign = detachedSigner({ certificatePem, privateKeyPem });
  return {
    thumbprint: thumbprintOf(certificatePem),
    certificatePem,
    seal: (content) => sign(content),
  };
}

async function read(file: string): Promise<string | undefined> {
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) {
      throw new Error(
        `${file} holds the server's seal key and may be read by others: expected file mode 0600`,
      );
    }
    return await readFile(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function make(file: string): Promise<string> {
  const { certificatePem, privateKeyPem } = await createSelfSignedSigner({
    commonName: 'Dấu niêm phong của máy chủ / Server seal',
    organisation: 'Bàn Giao',
  });
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, privateKeyPem + certificatePem, { mode: 0o600, flag: 'wx' });
  try {
    // A link fails when the name is taken, unlike a rename: of two starters the second reads the first one's key.
    await link(draft, file);
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  return (await read(file)) as string;
}

function belongTogether(certificatePem: string, privateKeyPem: string): boolean {
  try {
    return new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch {
    return false;
  }
}

function isCode(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | null)?.code === code;
}
