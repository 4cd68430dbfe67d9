import pg from 'pg';
import { DataSource } from 'typeorm';
import { ENTITIES } from './entities/index.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface DatabaseSettings {
  /** postgres:// address including the role that connects. */
  readonly url: string;
  /** Connections this process may hold. */
  readonly poolSize: number;
  readonly applicationName: string;
  /** Sends statements without waiting for the answers of those before. Such a connection cannot COPY. */
  readonly pipeline?: boolean;
  /** For a process whose statements find their rows by keys: each is planned once a connection, and not to read whole tables. */
  readonly byKeys?: boolean;
}

/**
 * A connection whose end is heard of by the failure of the statements on it. A pipelined one can report it once more, after it
 * was given back; without a listener that report would end the process.
 */
class Connection extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    this.on('error', () => {});
  }
}

const BY_KEYS = ' -c plan_cache_mode=force_generic_plan -c enable_seqscan=off';

/** A TypeORM data source on the product's schema. It never changes the schema by itself: migrations do. */
export function createDataSource({
  url,
  poolSize,
  applicationName,
  pipeline = false,
  byKeys = false,
}: DatabaseSettings): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName,
    poolSize,
    entities: ENTITIES,
    migrations: MIGRATIONS,
    // gen_random_uuid() is PostgreSQL's own by now: no extension is needed for it.
    uuidExtension: 'pgcrypto',
    installExtensions: false,
    migrationsTransactionMode: 'each',
    synchronize: false,
    logging: false,
    extra: {
      Client: Connection,
      pipeline,
      connectionTimeoutMillis: 10_000,
      // Times in evidence are written by PostgreSQL as text.
      options: `-c timezone=UTC${byKeys ? BY_KEYS : ''}`,
      // A new connection plans every statement anew.
      idleTimeoutMillis: 600_000,
      idle_in_transaction_session_timeout: 60_000,
    },
  });
}
