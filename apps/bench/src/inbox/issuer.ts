import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

export const AUDIENCE = 'ban-giao-api';

export interface Issuer {
  readonly address: string;
  /** An access token as the identity provider gives it (RFC 9068), good for an hour. */
  token(subject: string): Promise<string>;
  close(): Promise<void>;
}

/** An identity provider as far as an API sees it that is sent tokens: its published keys. */
export async function startIssuer(): Promise<Issuer> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'bench', alg: 'ES256', use: 'sig' }];
  const server = createServer((request, response) => {
    const body = request.url === '/jwks' ? { keys } : { issuer: address, jwks_uri: `${address}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    address,
    token: (subject) =>
      new SignJWT({ auth_time: Math.floor(Date.now() / 1_000) })
        .setProtectedHeader({ alg: 'ES256', kid: 'bench', typ: 'at+jwt' })
        .setSubject(subject)
        .setIssuer(address)
        .setAudience(AUDIENCE)
        .setIssuedAt()
        .setExpirationTime('1h')
        .sign(privateKey),
    async close() {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
