import { PROVEN_TABLES, type Proof } from '#persistence/audit/proven-tables';
import type { Sql } from '#persistence/sql';

export interface Place {
  /** Where the row is. */
  readonly at: string;
  /** How a finding must name it. */
  readonly row: string;
}

/** One way of changing a table behind the system's back. */
export interface Tampering {
  readonly kind: 'change' | 'delete' | 'insert';
  readonly table: string;
  readonly column: string;
  /** Whether it hangs on a list; otherwise it belongs to the whole system. */
  readonly ofList: boolean;
  /** Evidence is found by its event, everything else by row and column. */
  readonly evidence: boolean;
  /** A random row; undefined when there is none. */
  choose(sql: Sql, listId: string, random: () => number): Promise<Place | undefined>;
  apply(sql: Sql, place: Place): Promise<void>;
}

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly key: boolean;
}

/**
 * Liveness: a list that was heard of. And the number of a change within its event, which only orders: another order is found. What the
 * registry ignores is declared there.
 */
const NO_STATE: ReadonlySet<string> = new Set(['lists.heard_at', 'state_changes.change_no']);

/** SQL for another value of a type, from the present one. */
const OTHERWISE: Readonly<Record<string, (column: string) => string>> = {
  text: (c) => `coalesce(${c}, '') || 'x'`,
  integer: (c) => `coalesce(${c}, 0) + 1`,
  smallint: (c) => `coalesce(${c}, 0) + 1`,
  bigint: (c) => `coalesce(${c}, 0) + 1`,
  numeric: (c) => `case when ${c} > 0.75 then ${c} - 0.01 else coalesce(${c}, 0.5) + 0.01 end`,
  boolean: (c) => `not coalesce(${c}, false)`,
  jsonb: (c) => `jsonb_build_object('was', ${c}, 'x', 1)`,
  uuid: () => 'gen_random_uuid()',
  date: (c) => `coalesce(${c}, current_date) + 1`,
  bytea: (c) => `coalesce(${c}, '') || '\\x00'::bytea`,
  'timestamp with time zone': (c) => `coalesce(${c}, now()) + interval '1 second'`,
  int4multirange: (c) => `coalesce(${c}, '{}') + '{[900001,900002)}'::int4multirange`,
  'text[]': (c) => `array_append(${c}, 'x')`,
  'bytea[]': (c) => `array_append(${c}, '\\x00'::bytea)`,
  'integer[]': (c) => `array_append(${c}, 900001)`,
  'timestamp with time zone[]': (c) => `array_append(${c}, now())`,
};

/** What the comparison of a list calls a row; everything else is named by its key or its event. */
const ROWS_OF_LISTS: Readonly<Record<string, string>> = {
  records: 't.record_no::text',
  parcels: 't.parcel_no::text',
  task_notices: `t.task_id || '/' || t.kind || '/' || t.no`,
  deciders: `t.step || '/' || t.person_id`,
  handover_snapshots: `t.handover_id || '/' || t.record_no`,
  registry_changes: `coalesce((select e.event_no from registry_events e where e.act_id = t.act_id)::text, t.act_id::text)`,
  registry_head: `t.id::text`,
  access_log: 't.id::text',
};

/** Rows that are compared; the access log's last minute is not sealed yet, and what stood before the first event has none. */
const PLACES: Readonly<Record<string, string>> = {
  lists: 't.id = $1',
  task_notices: 't.task_id in (select id from tasks where list_id = $1)',
  record_changes: 't.list_id = $1 and t.event_no > 0',
  state_changes: 't.list_id = $1 and t.event_no > 0',
  access_log: 't.id <= (select max(to_id) from access_log_seals)',
};

/** Behind the last seal anybody may add an entry: a forged one stands between the sealed. */
const GAP_IN_LOG = `(select min(n) from generate_series(1, (select max(to_id) from access_log_seals)) as n where not exists (select from access_log a where a.id = n))`;

const OF_LISTS: ReadonlySet<string> = new Set([
  ...['records', 'handover_snapshots', 'events', 'record_changes', 'record_sets', 'state_changes'],
  'custody_moves',
]);

/** A key that no other row has; of a number, the one after the last. */
const NEW_KEYS: Readonly<Record<string, (column: string) => string>> = {
  uuid: () => 'gen_random_uuid()',
  text: (c) => `${c} || 'x'`,
  date: (c) => `${c} + 40000`,
  bytea: (c) => `sha256(${c})`,
};

/** Every column and row that a comparison answers for, by the catalogue: a new table is tampered with from its declaration on. */
export async function tamperings(sql: Sql): Promise<Tampering[]> {
  const columns = await sql.query<ColumnRow & Record<string, unknown>>(
    `select c.relname as table, a.attname as column, format_type(a.atttypid, null) as type,
       coalesce(a.attnum = any ((select conkey from pg_constraint k where k.conrelid = c.oid and k.contype = 'p')::int2[]), false) as key
     from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1, a.attnum`,
  );
  const found: Tampering[] = [];
  for (const [table, proof] of Object.entries(PROVEN_TABLES) as [string, Proof][]) {
    if (proof.by === 'unproven') continue;
    const own = columns.filter((column) => column.table === table);
    const ignored = new Set<string>(proof.by === 'registry' ? (proof.ignored ?? []) : []);
    for (const column of own) {
      if (ignored.has(column.column) || NO_STATE.has(`${table}.${column.column}`)) continue;
      const another = OTHERWISE[column.type]?.(column.column);
      if (another === undefined) throw new Error(`No other value is known for a ${column.type}.`);
      found.push(tampering('change', proof, column, own, another));
    }
    const key = own.find((column) => column.key && column.type in OTHERWISE);
    // The registry has one head, whatever anybody wants.
    if (key === undefined || key.type === 'boolean') continue;
    // As likely as a change of any single column, several times over.
    for (let n = 0; n < Math.max(1, own.length / 8); n += 1)
      found.push(tampering('delete', proof, key, own, ''), tampering('insert', proof, key, own, ''));
  }
  return found;
}

function tampering(
  kind: Tampering['kind'],
  proof: Proof,
  { table, column }: ColumnRow,
  own: readonly ColumnRow[],
  another: string,
): Tampering {
  const row =
    ROWS_OF_LISTS[table] ??
    (proof.by === 'registry'
      ? `concat_ws('/', ${proof.key.map((name) => `to_jsonb(t.${name}) #>> '{}'`).join(', ')})`
      : proof.by === 'evidence'
        ? 't.event_no::text'
        : 't.id::text');
  const ofList = proof.by === 'list' || OF_LISTS.has(table);
  const place = PLACES[table] ?? (ofList ? 't.list_id = $1' : 'true');
  // A row that was never there: a copy of another under a new name.
  const fresh = own.filter(({ key }) => key).at(-1) as ColumnRow;
  const freshValue =
    table === 'access_log'
      ? GAP_IN_LOG
      : (NEW_KEYS[fresh.type]?.(`t.${fresh.column}`) ?? `(select max(${fresh.column}) + 1 from ${table})`);
  return {
    ...{ kind, table, column: kind === 'change' ? column : '*', ofList, evidence: proof.by === 'evidence' },
    async choose(sql, listId, random) {
      const values = place.includes('$1') ? [listId] : [];
      const [count] = await sql.query<{ n: number }>(
        `select count(*)::int as n from ${table} t where ${place}`,
        values,
      );
      if (count === undefined || count.n === 0) return undefined;
      const [chosen] = await sql.query<Place & Record<string, unknown>>(
        `select t.ctid::text as at, ${row} as row from ${table} t where ${place} order by t.ctid offset ${Math.floor(random() * count.n)} limit 1`,
        values,
      );
      return chosen;
    },
    async apply(sql, chosen) {
      if (kind === 'change')
        await sql.query(`update ${table} set ${column} = ${another} where ctid = $1::tid`, [chosen.at]);
      else if (kind === 'delete') await sql.query(`delete from ${table} where ctid = $1::tid`, [chosen.at]);
      else {
        const [added] = await sql.query<{ row: string }>(
          `with t as (
             insert into ${table} overriding system value
             select (jsonb_populate_record(null::${table}, to_jsonb(t) || jsonb_build_object('${fresh.column}', ${freshValue}))).* from ${table} t where t.ctid = $1::tid
             returning *)
           select ${row} as row from t`,
          [chosen.at],
        );
        Object.assign(chosen, { row: added?.row ?? chosen.row });
      }
    },
  };
}
