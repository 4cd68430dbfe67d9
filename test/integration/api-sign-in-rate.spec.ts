import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  startIdentityProvider,
  type RunningServer,
} from '../../apps/simulators/src/identity-provider/identity-provider.ts';
import { testApi, type TestApi } from '../support/api.ts';
import { Browser, PUBLIC_URL } from '../support/browser.ts';
import { COMMUNE, OTHER_COMMUNE } from '../support/database.ts';
import { freePort } from '../support/free-ports.ts';
import { emptyDatabase, type EmptyDatabase } from './empty-database.ts';

/** `SIGN_INS=2000` shows the whole requirement; the pace asked for is the same. */
const SIGN_INS = Number(process.env['SIGN_INS'] ?? 200);
const PER_MINUTE = 2_000;
const BROWSERS = 20;

let database: EmptyDatabase;
let provider: RunningServer;
let api: TestApi;

beforeAll(async () => {
  database = await emptyDatabase();
  const port = await freePort();
  provider = await startIdentityProvider({
    host: '127.0.0.1',
    port,
    pool: database.pool,
    publicUrl: `http://127.0.0.1:${port}`,
    tokenSeconds: 600,
    communeExists: () => true,
  });
  api = await testApi({ OIDC_ISSUER: provider.url, PUBLIC_URL });
}, 60_000);
afterAll(async () => {
  await api?.close();
  await provider?.close();
  await database?.close();
});

describe('many people at the beginning of a working day', () => {
  it(`all sign in, provider, API and browsers on one machine (wanted: ${PER_MINUTE} a minute, printed)`, async () => {
    const logins = [COMMUNE, OTHER_COMMUNE].flatMap((commune) =>
      ['xa', 'tramyte1', 'tramyte2', 'canbo1', 'canbo2', 'truongca', 'phoca', 'coso'].map(
        (post) => `${post}.${commune}`,
      ),
    );
    await new Browser(api.url).signIn(`xa.${COMMUNE}`);
    let next = 0;
    const begun = performance.now();
    await Promise.all(
      Array.from({ length: BROWSERS }, async () => {
        for (let nth = next++; nth < SIGN_INS; nth = next++)
          await new Browser(api.url).signIn(logins[nth % logins.length] as string);
      }),
    );
    const seconds = (performance.now() - begun) / 1_000;
    process.stderr.write(`${SIGN_INS} sign-ins in ${seconds.toFixed(1)} s\n`);
    const { rows } = await api.db.owner.query<{ n: number }>(`select count(*)::int as n from sessions`);
    expect(rows[0]?.n).toBe(SIGN_INS + 1);
  }, 120_000);
});
