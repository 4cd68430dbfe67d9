import { createHash } from 'node:crypto';
import Fastify from 'fastify';
import pg from 'pg';
import { FLOOR_SQL } from './floor-sql.ts';

// The floor: Fastify and pg alone. Who asks is believed; a statement without a row is 409.
const [, , url = '', pool = '10'] = process.argv;
const database = new pg.Pool({
  connectionString: url,
  max: Number(pool),
  options: '-c session_replication_role=replica -c timezone=UTC',
});
const app = Fastify();
const ask = async (name: keyof typeof FLOOR_SQL, values: readonly unknown[]): Promise<unknown[]> =>
  (await database.query({ name, text: FLOOR_SQL[name], values: [...values] })).rows as unknown[];

app.get<{ Querystring: { office: string; role: string } }>('/page', async ({ query: { office, role } }) => ({
  items: await ask('page', [office, role]),
}));
app.get<{ Querystring: { office: string; role: string } }>(
  '/counts',
  async ({ query: { office, role } }) => ({
    items: await ask('counts', [office, role]),
  }),
);

interface Wish {
  readonly list: string;
  readonly person: string;
  readonly office: string;
  readonly role: string;
  readonly epoch?: number;
}
for (const act of ['claim', 'complete'] as const)
  app.post<{ Params: { id: string }; Body: Wish }>(
    `/${act}/:id`,
    async ({ params, body, headers }, reply) => {
      const { list, person, office, role, epoch } = body;
      const hash = createHash('sha256').update(JSON.stringify(body)).digest();
      const values = [params.id, list, person, office, role, headers['idempotency-key'], hash];
      const [task] = await ask(act, act === 'claim' ? values : [...values, epoch]);
      return task ?? reply.status(409).send({ code: 'not_now' });
    },
  );

process.stdout.write(`${JSON.stringify({ ready: await app.listen({ port: 0, host: '127.0.0.1' }) })}\n`);
