import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey } from 'jose';

export const AUDIENCE = 'ban-giao-api';

export interface TokenWish {
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now; negative: expired. */
  readonly expiresIn?: number;
  readonly typ?: string;
  /** Signed by a key the issuer never published. */
  readonly foreignKey?: boolean;
}

/** The published keys of an issuer, and tokens signed with them: real HTTP, no sign-in pages. */
export interface TestIssuer {
  readonly issuer: string;
  token(subject: string, wish?: TokenWish): Promise<string>;
  close(): Promise<void>;
}

const KID = 'test-key';

export async function testIssuer(): Promise<TestIssuer> {
  const [own, foreign] = await Promise.all([generateKeyPair('RS256'), generateKeyPair('RS256')]);
  const jwk = { ...(await exportJWK(own.publicKey)), kid: KID, alg: 'RS256', use: 'sig' };
  const server: Server = createServer((request, response) => {
    const body =
      request.url === '/jwks'
        ? { keys: [jwk] }
        : { issuer: addressOf(server), jwks_uri: `${addressOf(server)}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = addressOf(server);
  return {
    issuer,
    token: (subject, wish = {}) =>
      sign(wish.foreignKey ? foreign.privateKey : own.privateKey, issuer, subject, wish),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sign(
  key: CryptoKey,
  issuer: string,
  subject: string,
  { issuer: other, audience = AUDIENCE, expiresIn = 3_600, typ = 'at+jwt' }: TokenWish,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT({ auth_time: now })
    .setProtectedHeader({ alg: 'RS256', kid: KID, typ })
    .setSubject(subject)
    .setIssuer(other ?? issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresIn)
    .sign(key);
}
