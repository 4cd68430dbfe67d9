import { isDeepStrictEqual } from 'node:util';
import { classify } from '#domain/records/classification';
import { RULES_VERSION } from '#domain/rules/version';
import type { Sql } from '../sql.ts';

/** Rules that need the whole list: they are no answer to one record's values. */
const OF_LISTS: ReadonlySet<string> = new Set(['id_shared', 'person_repeated']);
const PAGE = 5_000;
const EXAMPLES = 10;

export interface RulesReplay {
  readonly same: number;
  readonly different: number;
  /** Read by another version of the rules, or before versions were stored. */
  readonly otherVersion: number;
  readonly examples: readonly { readonly listId: string; readonly recordNo: number }[];
}

interface Loaded extends Record<string, unknown> {
  readonly province: string;
  readonly listId: string;
  readonly recordNo: number;
  readonly version: number | null;
  readonly hints: readonly { readonly rule: string }[];
  readonly values: Record<string, string | null>;
}

/** Computes the hints of every record, or of one list's, from the values the rules had read. Page by page. */
export async function replayRules(sql: Sql, listId: string | null): Promise<RulesReplay> {
  let [same, different, otherVersion] = [0, 0, 0];
  const examples: { listId: string; recordNo: number }[] = [];
  let after: readonly [string, string, number] = ['', '00000000-0000-0000-0000-000000000000', 0];
  for (;;) {
    const page = await sql.query<Loaded>(
      `select province_code as province, list_id as "listId", record_no as "recordNo", rules_version as version, hints,
         json_build_object('fullName', platform_full_name, 'dateOfBirth', platform_date_of_birth, 'gender', platform_gender,
           'idNumber', platform_id_number, 'passportNumber', platform_passport_number, 'nationality', platform_nationality) as values
       from records where (province_code, list_id, record_no) > ($1, $2::uuid, $3) and ($4::uuid is null or list_id = $4)
       order by province_code, list_id, record_no limit ${PAGE}`,
      [...after, listId],
    );
    for (const record of page) {
      if (record.version !== RULES_VERSION) otherVersion += 1;
      else if (saysTheSame(record)) same += 1;
      else {
        different += 1;
        if (examples.length < EXAMPLES) examples.push({ listId: record.listId, recordNo: record.recordNo });
      }
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return { same, different, otherVersion, examples };
    after = [last.province, last.listId, last.recordNo];
  }
}

function saysTheSame({ hints, values }: Loaded): boolean {
  const then = hints.filter(({ rule }) => !OF_LISTS.has(rule));
  return isDeepStrictEqual(JSON.parse(JSON.stringify(classify(values).hints)), then);
}
