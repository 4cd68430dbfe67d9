import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the planner must know of tables that hold many lists before anything was analysed, and policies that ask once a statement.
 *
 * Without statistics PostgreSQL takes a column to have 200 values: one list's 3,000 records were expected to be one row, and a decision on
 * one record read the whole list, with a look at the parcels for each of its records.
 */
export class Planning1700000010000 implements MigrationInterface {
  name = 'Planning1700000010000';

  async up(db: QueryRunner): Promise<void> {
    for (const statement of UP) await db.query(statement);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const statement of DOWN) await db.query(statement);
  }
}

interface Column {
  /** Distinct values; negative: as a share of the rows, the way pg_statistic has it. */
  readonly distinct: number;
  /** Bytes of a value on average. */
  readonly width: number;
}

/** Of the places a list lies in one determines the other: a province beside a list leaves all of the list's rows. */
const PROVINCE: Column = { distinct: 1, width: 2 };
const UUID_WIDTH = 16;
const listOf = (rows: number): Column => ({ distinct: -1 / rows, width: UUID_WIDTH });

/**
 * Rows of one list, from runs of lists with 3,000 records and eight villages. The first ANALYZE puts what is there in their place, and
 * what an earlier one has found stays.
 */
const EXPECTED: Readonly<Record<string, Readonly<Record<string, Column>>>> = {
  records: {
    province_code: PROVINCE,
    list_id: listOf(3_000),
    record_no: { distinct: 3_000, width: 4 },
    parcel_no: { distinct: 12, width: 4 },
    commune_code: { distinct: -1 / 3_000, width: 5 },
    village_code: { distinct: -1 / 375, width: 8 },
  },
  record_changes: {
    province_code: PROVINCE,
    list_id: listOf(18_000),
    event_no: { distinct: 500, width: 8 },
    record_no: { distinct: 3_000, width: 4 },
    field: { distinct: 12, width: 15 },
  },
  handover_snapshots: {
    province_code: PROVINCE,
    list_id: listOf(3_000),
    handover_id: { distinct: -1 / 3_000, width: UUID_WIDTH },
    record_no: { distinct: 3_000, width: 4 },
  },
  events: { province_code: PROVINCE, list_id: listOf(450), event_no: { distinct: 450, width: 8 } },
  state_changes: { province_code: PROVINCE, list_id: listOf(200), event_no: { distinct: 60, width: 8 } },
  record_sets: { province_code: PROVINCE, list_id: listOf(50), event_no: { distinct: 10, width: 8 } },
  custody_moves: { province_code: PROVINCE, list_id: listOf(20), event_no: { distinct: 20, width: 8 } },
  parcels: { province_code: PROVINCE, list_id: listOf(10), parcel_no: { distinct: 12, width: 4 } },
  deciders: { province_code: PROVINCE, list_id: listOf(15), person_id: { distinct: -1, width: UUID_WIDTH } },
  jobs: { province_code: PROVINCE, list_id: listOf(5) },
  tasks: { province_code: PROVINCE, list_id: listOf(20), step: { distinct: 10, width: 7 } },
  handovers: { province_code: PROVINCE, list_id: listOf(20) },
};

/** Columns that no statement looks for: sorting 30,000 samples of each took most of the time of every ANALYZE. */
const NEVER_SOUGHT: Readonly<Record<string, string>> = {
  records: `platform_version platform_full_name platform_date_of_birth platform_gender platform_id_number full_name date_of_birth gender
    passport_number phone address defects hints excluded_reason village_note population_answer population_checked_at proposed_values
    police_note update_failure updated_at refused_reason version`,
  record_changes: 'old_value new_value source',
  handover_snapshots: 'snapshot',
  events: 'payload body changes_hash prev_hash hash',
  state_changes: 'changes',
  idempotency_keys: 'body_hash answer',
};
/** The same of the name in its search form, which would be folded for each sample; it is only searched by its beginning. */
const FOLDED = { index: 'records_by_folded_name', column: 2 };

const statistics = (kept: 0 | -1): string[] => [
  ...Object.entries(NEVER_SOUGHT).map(
    ([table, columns]) =>
      `alter table ${table} ${columns
        .split(/\s+/)
        .map((column) => `alter column ${column} set statistics ${kept}`)
        .join(', ')}`,
  ),
  `alter index ${FOLDED.index} alter column ${FOLDED.column} set statistics ${kept}`,
];

const expecting = (table: string, column: string, { distinct, width }: Column): string => `
  select pg_restore_attribute_stats('schemaname', 'public', 'relname', '${table}', 'attname', '${column}', 'inherited', false,
    'version', current_setting('server_version_num')::integer, 'null_frac', 0::real, 'avg_width', ${width}::integer, 'n_distinct', (${distinct})::real)
  where not exists (select from pg_stats s where s.schemaname = 'public' and s.tablename = '${table}' and s.attname = '${column}')`;

const area = (setting: string): string => `any ((select bangiao_area('bangiao.${setting}'))::text[])`;

/**
 * The list is one of those whose chains the act has locked. Lists have a policy of their own, so naming a list of another area gains
 * nothing; and as nothing here depends on the row, it is asked once a statement.
 */
const LOCKED_LIST = `list_id = any ((select array(select l.id from lists l
  where l.id = any ((select string_to_array(nullif(current_setting('bangiao.lists', true), ''), ','))::uuid[])))::uuid[])`;

/** The policy before: the list is in the area, asked for each row. */
const listInArea = (table: string): string =>
  `province_code = ${area('provinces')} or exists (select from lists l where l.id = ${table}.list_id)`;

const WRITTEN_BY_THE_THOUSAND = ['record_changes', 'handover_snapshots'];

const UP = [
  ...statistics(0),
  // A list's records are changed all at once, seven times on their way, and grow to twice their first size: a page must hold them and their
  // successors, or every change writes to all indexes. Fuller pages ended up with more of them.
  `alter table records set (fillfactor = 25)`,
  // The primary key serves the same: it starts with the province, which a list has one of.
  `drop index records_by_list`,
  ...Object.entries(EXPECTED).flatMap(([table, columns]) =>
    Object.entries(columns).map(([column, known]) => expecting(table, column, known)),
  ),
  ...WRITTEN_BY_THE_THOUSAND.flatMap((table) => [
    `drop policy ${table}_written on ${table}`,
    `create policy ${table}_written on ${table} for insert to bangiao_api with check (${LOCKED_LIST})`,
  ]),
];

const DOWN = [
  ...statistics(-1),
  `create index records_by_list on records (list_id, record_no)`,
  `alter table records set (fillfactor = 60)`,
  ...WRITTEN_BY_THE_THOUSAND.flatMap((table) => [
    `drop policy ${table}_written on ${table}`,
    `create policy ${table}_written on ${table} for insert to bangiao_api with check (${listInArea(table)})`,
  ]),
  ...Object.entries(EXPECTED).flatMap(([table, columns]) =>
    Object.keys(columns).map(
      (column) => `select pg_clear_attribute_stats('public', '${table}', '${column}', false)`,
    ),
  ),
];
