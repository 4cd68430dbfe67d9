import type { Writable } from 'node:stream';
import type { QueryRunner } from 'typeorm';
import type { PoolClient, QueryResultRow } from 'pg';

/** A statement runner: a transaction of an act, or a plain connection for reads. */
export interface Sql {
  query<T extends QueryResultRow>(text: string, values?: readonly unknown[]): Promise<T[]>;
}

const names = new Map<string, string>();

/** Every text gets one prepared statement per connection: planning costs more than running most of them. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${names.size}`;
    names.set(text, name);
  }
  return name;
}

/** Runs `text` as a prepared statement on this client. Texts must be constants: values go into `values`, never into the text. */
export async function runPrepared<T extends QueryResultRow>(
  client: PoolClient,
  text: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  gather(client);
  const result = await client.query<T>({ name: nameOf(text), text, values: [...values] });
  return result.rows;
}

/** What is sent in one turn of the event loop leaves in one write: a system call for each statement took a fifth of the API's time. */
function gather(client: PoolClient): void {
  const { stream } = (client as { connection?: { stream?: Writable } }).connection ?? {};
  if (stream === undefined || !isPipelined(client)) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

/** One statement of several that need not wait for each other's answers. */
export type Statement = readonly [text: string, values?: readonly unknown[]];

/** Whether this connection sends statements without waiting for the answers of those before. */
export function isPipelined(client: PoolClient): boolean {
  return (client as { pipeline?: boolean }).pipeline === true;
}

/** Runs statements in their order, in one round trip where the connection is pipelined. The first failure is thrown. */
export async function runTogether(
  client: PoolClient,
  statements: readonly Statement[],
): Promise<QueryResultRow[][]> {
  if (isPipelined(client)) {
    return Promise.all(statements.map(([text, values]) => runPrepared(client, text, values)));
  }
  const answers: QueryResultRow[][] = [];
  for (const [text, values] of statements) answers.push(await runPrepared(client, text, values));
  return answers;
}

/** The driver's own connection of a query runner, for COPY and prepared statements. */
export async function clientOf(runner: QueryRunner): Promise<PoolClient> {
  return (await runner.connect()) as PoolClient;
}
