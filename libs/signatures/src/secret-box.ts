import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomUUID } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Keeps short secrets in a database so that a copy of the database alone does not show them (AES-256-GCM). */
export interface SecretBox {
  /** `label` says whose secret it is: opened with another label it is refused. */
  close(secret: string, label: string): Buffer;
  /** @throws Error when the bytes were changed or belong to another label or key. */
  open(closed: Buffer, label: string): string;
  /** HMAC-SHA256 under a key of the label's own: nobody without the installation's key can make one. */
  mac(content: string, label: string): Buffer;
}

/** Opens the key kept in a file of the installation, making one when it is missing; of two that start together the first stays. */
export async function openSecretBox(file: string): Promise<SecretBox> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${randomUUID()}`;
  await writeFile(draft, randomBytes(KEY_BYTES).toString('base64'), { mode: 0o600, flag: 'wx' });
  try {
    // A link fails when the name is taken, unlike a rename.
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const key = Buffer.from(await readFile(file, 'utf8'), 'base64');
  if (key.length !== KEY_BYTES)
    throw new Error(`${file} does not hold a key of ${KEY_BYTES} bytes in Base64`);
  const derived = new Map<string, Buffer>();
  return {
    mac(content, label) {
      let own = derived.get(label);
      if (own === undefined)
        derived.set(label, (own = createHmac('sha256', key).update(`mac:${label}`).digest()));
      return createHmac('sha256', own).update(content).digest();
    },
    close(secret, label) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(label));
      return Buffer.concat([nonce, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]);
    },
    open(closed, label) {
      const decipher = createDecipheriv('aes-256-gcm', key, closed.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(label))
        .setAuthTag(closed.subarray(-TAG_BYTES));
      const body = closed.subarray(NONCE_BYTES, -TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}

/** The signature header of a webhook call: HMAC-SHA256 over the second of sending, a point and the body, so that an old call cannot be sent again. */
export function webhookSignature(secret: string, body: string, second: number): string {
  const mac = createHmac('sha256', secret).update(`${second}.${body}`).digest('hex');
  return `t=${second},v1=${mac}`;
}
