import { spawn } from 'node:child_process';

export interface OpensslSpeed {
  readonly signPerSecond: number;
  readonly verifyPerSecond: number;
}

/**
 * What OpenSSL's own benchmark does on one thread of this machine, now. Undefined when the program is missing.
 */
export async function opensslSpeed(
  algorithm: 'ecdsap256' | 'rsa2048',
  seconds: number,
): Promise<OpensslSpeed | undefined> {
  const output = await new Promise<string>((resolve) => {
    const child = spawn('openssl', ['speed', '-seconds', String(seconds), '-mr', algorithm]);
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
    child.once('error', () => resolve(''));
    child.once('close', () => resolve(text));
  });
  // +F4:number:bits:signatures per second:verifications per second (+F2 for RSA)
  const [, sign, verify] = /^\+F[24]:\d+:\d+:([\d.e-]+):([\d.e-]+)/m.exec(output) ?? [];
  return sign === undefined ? undefined : { signPerSecond: Number(sign), verifyPerSecond: Number(verify) };
}
