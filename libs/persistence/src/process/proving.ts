import type { Act } from '../act.ts';
import { writtenSets } from '../changes.ts';

/** Columns that machine steps fill chunk by chunk, before the event that ends the step. */
export type MachineField =
  | 'population_update'
  | 'update_state'
  | 'update_kind'
  | 'update_failure'
  | 'updated_at'
  | 'verification_result';

/**
 * Puts what chunks have stored in a parcel's records under the next event: each value once, with the records that have it. Values are
 * few: states, codes, and the times of chunks.
 */
export async function proveSets(
  act: Act,
  listId: string,
  { parcelNo, source, fields }: { parcelNo: number; source: string; fields: readonly MachineField[] },
): Promise<void> {
  const head = act.head(listId);
  await act.query(
    `with valued as (
       select v.field, v.value as new_value, r.record_no
       from records r, lateral (values ${fields.map((field) => `('${field}', to_jsonb(r.${field}) #>> '{}')`).join(', ')}) as v(field, value)
       where r.province_code = $1 and r.list_id = $2 and r.parcel_no = $5)
     ${writtenSets({ province: '$1', list: '$2', event: '$3', commune: '$4', source: '$6' })}`,
    [head.provinceCode, listId, act.nextEventNo(listId), head.communeCode, parcelNo, source],
  );
}
