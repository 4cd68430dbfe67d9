import { DataSource } from 'typeorm';
import { ENTITIES } from './entities/index.ts';
import { MIGRATIONS } from './migrations/index.ts';

export interface DatabaseSettings {
  /** postgres:// address including the role that connects. */
  readonly url: string;
  /** Connections this process may hold. */
  readonly poolSize: number;
  readonly applicationName: string;
}

/** A TypeORM data source on the product's schema. It never changes the schema by itself: migrations do. */
export function createDataSource({ url, poolSize, applicationName }: DatabaseSettings): DataSource {
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
    extra: { connectionTimeoutMillis: 10_000, idle_in_transaction_session_timeout: 60_000 },
  });
}
