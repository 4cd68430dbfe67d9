import { createServer } from 'node:net';
import { PORTS, WrongSetting, type PortName, type Ports } from './settings.ts';

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}

/**
 * Looks at every port that will be needed, so that all taken ones are told at once.
 * @throws WrongSetting naming each taken port, what wants it, and how to choose another.
 */
export async function requireFreePorts(ports: Ports, needed: readonly PortName[]): Promise<void> {
  const free = await Promise.all(needed.map((name) => isFree(ports[name])));
  const taken = needed.filter((_, at) => free[at] === false);
  if (taken.length === 0) return;
  const lines = taken.map((name) => {
    const { holder, flag, variable } = PORTS[name];
    return `  Port ${ports[name]} on 127.0.0.1 is taken, and ${holder} wants it. Choose another: npm start -- --${flag} ${ports[name] + 1000} (or ${variable}=${ports[name] + 1000}).`;
  });
  throw new WrongSetting(
    [
      'Another program uses a port that is needed here:',
      ...lines,
      'Or move all of them at once: npm start -- --port-offset 1000',
    ].join('\n'),
  );
}
