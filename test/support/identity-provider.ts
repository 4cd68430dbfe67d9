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
  /** Seconds since the person gave the password; null: the token does not say. */
  readonly authenticatedAgo?: number | null;
  /** Which key of the issuer signs, by the order of their making; the last one by default. */
  readonly key?: number;
  /** The key's name in the header, when another than the key's own. */
  readonly kid?: string;
}

/** The published keys of an issuer, and tokens signed with them: real HTTP, no sign-in pages. */
export interface TestIssuer {
  readonly issuer: string;
  token(subject: string, wish?: TokenWish): Promise<string>;
  /** Makes one more key and publishes it; `only`: the ones before are published no longer. */
  rotate(only?: boolean): Promise<void>;
  /** From now on every answer takes so long. */
  slow(ms: number): void;
  /** How often the keys were asked for. */
  keyRequests(): number;
  close(): Promise<void>;
}

interface Key {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly published: object;
}

export async function testIssuer(): Promise<TestIssuer> {
  const [first, foreign] = await Promise.all([makeKey(0), generateKeyPair('RS256')]);
  const keys = [first];
  let published: readonly Key[] = keys.slice();
  let delayMs = 0;
  let keyRequests = 0;
  const server: Server = createServer((request, response) => {
    if (request.url === '/jwks') keyRequests += 1;
    const at = addressOf(server);
    const body =
      request.url === '/jwks'
        ? { keys: published.map((key) => key.published) }
        : {
            issuer: at,
            jwks_uri: `${at}/jwks`,
            authorization_endpoint: `${at}/auth`,
            token_endpoint: `${at}/token`,
          };
    setTimeout(
      () => response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
      delayMs,
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = addressOf(server);
  return {
    issuer,
    token: (subject, wish = {}) => {
      const key = keys.at(wish.key ?? -1) as Key;
      return sign(
        wish.foreignKey ? foreign.privateKey : key.privateKey,
        wish.kid ?? key.kid,
        issuer,
        subject,
        wish,
      );
    },
    async rotate(only = false) {
      const key = await makeKey(keys.length);
      keys.push(key);
      published = only ? [key] : [...published, key];
    },
    slow: (ms) => void (delayMs = ms),
    keyRequests: () => keyRequests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function makeKey(nth: number): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const kid = `test-key-${nth}`;
  return { kid, privateKey, published: { ...(await exportJWK(publicKey)), kid, alg: 'RS256', use: 'sig' } };
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sign(
  key: CryptoKey,
  kid: string,
  issuer: string,
  subject: string,
  { issuer: other, audience = AUDIENCE, expiresIn = 3_600, typ = 'at+jwt', authenticatedAgo = 0 }: TokenWish,
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  return new SignJWT(authenticatedAgo === null ? {} : { auth_time: now - authenticatedAgo })
    .setProtectedHeader({ alg: 'RS256', kid, typ })
    .setSubject(subject)
    .setIssuer(other ?? issuer)
    .setAudience(audience)
    .setIssuedAt(now)
    .setExpirationTime(now + expiresIn)
    .sign(key);
}
