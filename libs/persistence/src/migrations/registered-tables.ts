/** How a table outside the lists' chains is put under the registry: each argument stands in its trigger for good. */
export interface Registered {
  /** Columns whose values name a row. */
  readonly key: readonly string[];
  /** Columns that are no state: signs of life, places in a queue. */
  readonly ignored?: readonly string[];
  /** Columns of which the hash is kept and not the value: bulky ones, and texts that may speak of residents. */
  readonly hashed?: readonly string[];
}

/** The arguments of the trigger, as PostgreSQL keeps them. */
export const registeredArguments = ({ key, ignored = [], hashed = [] }: Registered): string[] => [
  key.join(','),
  `{${ignored.join(',')}}`,
  `{${hashed.join(',')}}`,
];

/**
 * Statements that put a table under the registry from now on; what stands in it already is the beginning. For a migration. The same
 * arguments belong into `audit/proven-tables.ts`, which the comparison goes by.
 */
export function registering(table: string, how: Registered): string[] {
  const args = registeredArguments(how).map((text) => `'${text}'`);
  const key = `concat_ws('/', ${how.key.map((column) => `to_jsonb(t.${column}) #>> '{}'`).join(', ')})`;
  return [
    `insert into registry_changes (act_id, table_name, row_key, op, changes, db_user)
     select bangiao_registry_act(), '${table}', ${key}, 'insert', bangiao_registry_state(to_jsonb(t), ${args[1]}, ${args[2]}), 'migration' from ${table} t`,
    `create trigger ${table}_registered after insert or update or delete on ${table}
     for each row execute function capture_registered(${args.join(', ')})`,
  ];
}

export const unregistering = (table: string): string => `drop trigger ${table}_registered on ${table}`;

/** Tells the registry of columns that a migration adds to a table under it: the rows there are have them from now on. */
export const registeringColumns = (table: string, key: string, columns: readonly string[]): string =>
  `insert into registry_changes (act_id, table_name, row_key, op, changes, db_user)
   select bangiao_registry_act(), '${table}', t.${key}, 'insert', jsonb_build_object(${columns.map((column) => `'${column}', t.${column}`).join(', ')}), 'migration' from ${table} t`;
