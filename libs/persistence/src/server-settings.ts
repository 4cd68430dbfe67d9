/** Settings of a PostgreSQL server that the product starts itself. Statements and row values must not get into logs, as they may name citizens. */
export const SERVER_SETTINGS = {
  listen_addresses: '127.0.0.1',
  // Ten lists at work are 400 MB.
  shared_buffers: '512MB',
  effective_cache_size: '2GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_connections: '150',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  wal_compression: 'on',
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  jit: 'off',
  timezone: 'UTC',
  log_checkpoints: 'off',
  log_error_verbosity: 'terse',
  log_min_error_statement: 'panic',
} as const;
