import { describe, expect, it } from '@jest/globals';
import { parseEnv } from './env.ts';

const URL = 'postgresql://owner:secret@127.0.0.1:5432/simulators';

describe('the environment of the simulators', () => {
  it('needs only the database', () => {
    expect(parseEnv({ SIMULATORS_DATABASE_URL: URL })).toMatchObject({
      populationPort: 8181,
      platformPort: 8182,
      idpPort: 8183,
      agentPort: 8184,
      tsaPort: 8185,
      postPort: 0,
      smtpPort: 0,
      host: '127.0.0.1',
    });
  });

  it.each([
    [{}, 'SIMULATORS_DATABASE_URL is missing'],
    [{ SIMULATORS_DATABASE_URL: 'mysql://x' }, 'not a PostgreSQL address'],
    [
      { SIMULATORS_DATABASE_URL: URL, PLATFORM_PORT: '80a' },
      'PLATFORM_PORT is "80a"; expected a whole number',
    ],
    [
      { SIMULATORS_DATABASE_URL: URL, AGENT_ALLOWED_ORIGINS: 'http://a/b' },
      'AGENT_ALLOWED_ORIGINS contains "http://a/b"',
    ],
  ])('ends the start with one sentence for %j', (env, sentence) => {
    expect(() => parseEnv(env)).toThrow(sentence);
  });
});
