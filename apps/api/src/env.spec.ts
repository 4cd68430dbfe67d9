import { describe, expect, it } from '@jest/globals';
import { parseEnv } from './env.ts';

const GOOD = { DATABASE_URL: 'postgres://api@127.0.0.1/ban_giao', OIDC_ISSUER: 'http://127.0.0.1:8183' };

describe('parseEnv of the API', () => {
  it('needs nothing but the database and the issuer', () => {
    expect(parseEnv(GOOD)).toMatchObject({ port: 8080, host: '127.0.0.1', oidcAudience: 'ban-giao-api' });
  });

  it.each([
    [{ ...GOOD, PORT: 'eighty' }, 'PORT is "eighty", expected a whole number from 0 to 65535.'],
    [{ ...GOOD, LOG_LEVEL: 'loud' }, /^LOG_LEVEL is "loud", expected one of silent, .*\.$/],
    [{ OIDC_ISSUER: GOOD.OIDC_ISSUER }, /^DATABASE_URL is not set, expected an address starting with/],
    [
      { ...GOOD, TEMPORAL_ADDRESS: 'http://x' },
      /^TEMPORAL_ADDRESS is "http:\/\/x", expected a host and a port/,
    ],
  ])('stops on a wrong value with one sentence: %j', (source, message) => {
    expect(() => parseEnv(source)).toThrow(message);
  });

  it('never repeats a password in its sentence', () => {
    expect(() => parseEnv({ ...GOOD, DATABASE_URL: 'mysql://u:secret@h/d' })).toThrow(
      /^(?!.*secret).*expected an address starting with postgres:\/\//,
    );
  });
});
