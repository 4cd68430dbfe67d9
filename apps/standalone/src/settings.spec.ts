import { describe, expect, it } from '@jest/globals';
import { createServer, type AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { requireFreePorts } from './ports.ts';
import { readSettings, usage, type Settings } from './settings.ts';

function settings(args: readonly string[], env: NodeJS.ProcessEnv = {}): Settings {
  const read = readSettings(args, env);
  if (read === undefined) throw new Error('Only help was asked for.');
  return read;
}

describe('settings of the standalone program', () => {
  it('have a value for everything when nothing is said', () => {
    const { ports, dataDir, databaseUrl, temporalAddress, reset } = settings([]);
    expect(ports).toMatchObject({ api: 8080, worker: 8081, temporal: 7233 });
    expect(dataDir).toBe(resolve('.data'));
    expect([databaseUrl, temporalAddress, reset]).toEqual([undefined, undefined, false]);
  });

  it('take a flag before a variable, and a variable before the offset', () => {
    const { ports } = settings(['--port', '9090', '--port-offset', '1000'], {
      PORT: '9091',
      IDP_PORT: '9183',
    });
    expect([ports.api, ports.idp, ports.agent]).toEqual([9090, 9183, 9184]);
  });

  it.each([
    [['--port', 'eighty'], {}, 'PORT is "eighty", but a port between 1024 and 65535 is expected.'],
    [['--port', '80'], {}, 'PORT is "80"'],
    [[], { TEMPORAL_ADDRESS: 'temporal' }, 'TEMPORAL_ADDRESS is "temporal", but host:port is expected.'],
    [[], { DATABASE_URL: 'mysql://secret@host/db' }, 'DATABASE_URL is not an address such as postgres://'],
    [['--port', '8181'], {}, 'but another part uses that port already'],
    [['--frobnicate'], {}, '--frobnicate'],
  ] as const)('are refused with a sentence: %j %j', (args, env, sentence) => {
    expect(() => settings(args, env)).toThrow(sentence);
  });

  it('do not repeat an address that may hold a password', () => {
    expect(() => settings([], { DATABASE_URL: 'mysql://secret@host/db' })).not.toThrow('secret');
  });

  it('are described by the help, which asks for nothing else', () => {
    expect(readSettings(['--help'], {})).toBeUndefined();
    expect(usage()).toContain('--agent-port');
  });
});

describe('a taken port', () => {
  it('is named with what wants it and how to choose another', async () => {
    const other = createServer();
    await new Promise<void>((done) => other.listen({ port: 0, host: '127.0.0.1' }, done));
    const { port } = other.address() as AddressInfo;
    const { ports } = settings(['--agent-port', String(port)]);
    await expect(requireFreePorts(ports, ['agent'])).rejects.toThrow(
      `Port ${port} on 127.0.0.1 is taken, and the signing agent simulator wants it. Choose another: npm start -- --agent-port`,
    );
    await new Promise((done) => other.close(done));
    await expect(requireFreePorts(ports, ['agent'])).resolves.toBeUndefined();
  });
});
