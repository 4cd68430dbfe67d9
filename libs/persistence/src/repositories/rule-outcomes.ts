import type { Act } from '../act.ts';
import type { Sql } from '../sql.ts';

/** Field of a hint to the column that holds what people decided. */
const COLUMNS = {
  fullName: 'full_name',
  dateOfBirth: 'date_of_birth',
  gender: 'gender',
  idNumber: 'id_number',
  passportNumber: 'passport_number',
} as const;

const decidedValue = `case s.field ${Object.entries(COLUMNS)
  .map(([field, column]) => `when '${field}' then r.${column}`)
  .join(' ')} end`;
const loadedValue = `case s.field when 'fullName' then r.platform_full_name when 'dateOfBirth' then r.platform_date_of_birth
  when 'gender' then r.platform_gender when 'idNumber' then r.platform_id_number when 'passportNumber' then r.platform_passport_number end`;

/**
 * Counts, for the parcels of a verification that just ended, what became of every value the rules or the comparison had suggested: taken,
 * replaced by another one, or left as it was. Values are compared here and not kept. Doing it again replaces the counts.
 */
export async function countRuleOutcomes(
  act: Act,
  listId: string,
  parcelNos: readonly number[],
): Promise<void> {
  await act.post(
    `with r as (
       select r.* from records r join lists l on l.id = $1 and l.province_code = r.province_code and r.list_id = l.id
       where r.parcel_no = any($2::integer[])
         and (r.police_outcome in ('matches','list_corrected','number_supplied','population_corrected','supplemented') or r.village_outcome = 'corrected')),
     s as (
       select r.record_no, h ->> 'rule' as rule, h ->> 'field' as field, h -> 'repair' ->> 'value' as value
       from r, jsonb_array_elements(r.hints) as h where h -> 'repair' ->> 'value' is not null
       union all
       select r.record_no, 'suggestion_by_' || (r.population_answer -> 'suggestion' ->> 'because'), f.field,
         r.population_answer -> 'suggestion' -> 'values' ->> f.field
       from r, jsonb_array_elements_text(r.population_answer -> 'suggestion' -> 'changes') as f(field)),
     judged as (
       select r.province_code, r.commune_code, r.list_id, r.parcel_no, s.rule,
         case when lower(${decidedValue}) = lower(s.value) then 'accepted'
           when ${decidedValue} is not distinct from ${loadedValue} then 'kept' else 'other' end as what
       from s join r using (record_no))
     insert into rule_outcomes as known (province_code, commune_code, list_id, parcel_no, rule, day, suggested, accepted, other, kept)
     select province_code, commune_code, list_id, parcel_no, rule, ($3::timestamptz at time zone 'Asia/Ho_Chi_Minh')::date, count(*),
       count(*) filter (where what = 'accepted'), count(*) filter (where what = 'other'), count(*) filter (where what = 'kept')
     from judged group by 1, 2, 3, 4, 5
     on conflict on constraint rule_outcomes_pk do update set day = excluded.day, suggested = excluded.suggested,
       accepted = excluded.accepted, other = excluded.other, kept = excluded.kept`,
    [listId, parcelNos, act.now],
  );
}

export const OUTCOME_PERIODS = ['day', 'week', 'month', 'all'] as const;
export type OutcomePeriod = (typeof OUTCOME_PERIODS)[number];

export interface RuleOutcomeRow extends Record<string, unknown> {
  readonly provinceCode: string;
  readonly rule: string;
  /** First day of the period, null for all time. */
  readonly since: string | null;
  readonly suggested: number;
  readonly accepted: number;
  readonly other: number;
  readonly kept: number;
}

/** How often each rule's suggestion was taken, per province and period, for those whose area the rows are in. */
export function readRuleOutcomes(
  sql: Sql,
  filter: { readonly from: string | null; readonly to: string | null; readonly period: OutcomePeriod },
): Promise<RuleOutcomeRow[]> {
  return sql.query<RuleOutcomeRow>(
    `select province_code as "provinceCode", rule, case when $3 = 'all' then null else to_char(date_trunc(nullif($3::text, 'all'), day), 'YYYY-MM-DD') end as since,
       sum(suggested)::int as suggested, sum(accepted)::int as accepted, sum(other)::int as other, sum(kept)::int as kept
     from rule_outcomes where ($1::date is null or day >= $1::date) and ($2::date is null or day <= $2::date)
     group by 1, 2, 3 order by 1, 3 nulls first, 2`,
    [filter.from, filter.to, filter.period],
  );
}
