import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/**
 * Ports nobody listens on now, all different, and below those that systems give to outgoing connections: such a one could take a port
 * before its server starts.
 */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer().listen(12_000 + Math.floor(Math.random() * 18_000), '127.0.0.1');
    const listening = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (listening) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
