import { describe, expect, it } from '@jest/globals';
import { readEnv } from './env.ts';

const GOOD = {
  DATABASE_URL: 'postgres://bangiao_system:secret@127.0.0.1:5432/bangiao',
  POPULATION_URL: 'http://127.0.0.1:8181',
  PLATFORM_URL: 'http://127.0.0.1:8182',
};

describe('the environment of the worker', () => {
  it('has defaults for everything but the addresses of other systems', () => {
    expect(readEnv(GOOD)).toMatchObject({
      ...{ temporalAddress: '127.0.0.1:7233', temporalNamespace: 'ban-giao', taskQueue: 'ban-giao' },
      ...{ sealKeyFile: '.data/seal-key.pem', checkpointDir: undefined, accessSealEveryMs: 60_000 },
      ...{ healthPort: 8081, relayPollMs: 200, reconcileAfterMs: 60_000, tsaUrl: null },
    });
  });

  it.each([
    [
      { PLATFORM_URL: '' },
      'PLATFORM_URL is missing; expected an address that begins with http:// or https://.',
    ],
    [{ RELAY_POLL_MS: 'soon' }, 'RELAY_POLL_MS is "soon"; expected a whole number from 10 to 60000.'],
    [
      { TEMPORAL_ADDRESS: 'http://x:1' },
      'TEMPORAL_ADDRESS is "http://x:1"; expected a host and a port such as 127.0.0.1:7233.',
    ],
    [
      { TSA_URL: 'http://127.0.0.1:8185/tsa' },
      'TRUST_ANCHORS_FILE is missing; expected a PEM file with authorities, because TSA_URL is set.',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'LOG_LEVEL is "loud"; expected one of trace, debug, info, warn, error, fatal, silent.',
    ],
  ])('refuses %j in one sentence', (change, sentence) => {
    expect(() => readEnv({ ...GOOD, ...change })).toThrow(sentence);
  });

  it('does not repeat a wrong database address, which may hold a password', () => {
    expect(() => readEnv({ ...GOOD, DATABASE_URL: 'mysql://a:secret@b/c' })).toThrow(/^(?!.*secret)/);
  });
});
