import { createServer, type Server } from 'node:http';

export interface Readiness {
  readonly ready: boolean;
  readonly postgres: boolean;
  readonly temporal: boolean;
  readonly worker: string;
  /** Age of the oldest undelivered message, null when it cannot be known. */
  readonly relayLagMs: number | null;
}

/** `/health/live`: the process answers. `/health/ready`: it can do its work; 503 with the reasons otherwise. */
export async function serveHealth(
  host: string,
  port: number,
  readiness: () => Promise<Readiness>,
): Promise<Server> {
  const server = createServer((request, response) => {
    void (async () => {
      const send = (status: number, body: object) =>
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      if (request.url === '/health/live') return send(200, { live: true });
      if (request.url !== '/health/ready') return send(404, { code: 'not_found' });
      const state = await readiness();
      return send(state.ready ? 200 : 503, state);
    })();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}
