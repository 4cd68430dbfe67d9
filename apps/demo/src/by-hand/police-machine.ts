import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';

/** The police's own machine: it has a key that never leaves it, and OpenSSL. */
export class PoliceMachine {
  private constructor(
    private readonly folder: string,
    readonly certificatePem: string,
  ) {
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  }

  /** @throws Error when OpenSSL is not installed. */
  static async setUp(commune: string): Promise<PoliceMachine> {
    const folder = mkdtempSync(join(tmpdir(), 'ban-giao-police-'));
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    await openssl([
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate],
      ...['-days', '30', '-subj', `/CN=Cong an ${commune}`],
    ]);
    return new PoliceMachine(folder, readFileSync(certificate, 'utf8'));
  }

  /** What was brought here, opened. */
  open(message: Buffer): Promise<Buffer> {
    return openssl(['cms', '-decrypt', '-inform', 'DER', '-inkey', join(this.folder, 'key.pem')], message);
  }

  /** What is taken back, signed. */
  sign(content: Buffer): Promise<Buffer> {
    return openssl(
      [
        ...['cms', '-sign', '-nodetach', '-binary', '-outform', 'DER', '-md', 'sha256'],
        ...['-signer', join(this.folder, 'certificate.pem'), '-inkey', join(this.folder, 'key.pem')],
      ],
      content,
    );
  }
}

async function openssl(args: readonly string[], input?: Buffer): Promise<Buffer> {
  const child = spawn('openssl', [...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [output, errors, [code]] = await Promise.all([
    buffer(child.stdout),
    buffer(child.stderr),
    once(child, 'close'),
  ]);
  if (code !== 0)
    throw new Error(`openssl ${args[0]} ended with code ${String(code)}: ${errors.toString().slice(0, 300)}`);
  return output;
}
