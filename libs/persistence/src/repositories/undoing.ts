import type { Act } from '../act.ts';
import { VALUE_COLUMNS } from './decision-texts.ts';
import type { RecordValues } from './decisions.ts';
import type { Work } from './work.ts';

const BEFORE = `
  select first."recordNo", jsonb_object_agg($5::jsonb ->> first.field, first.value) as values
  from (select distinct on (c.record_no, c.field) c.record_no as "recordNo", c.field, c.old_value as value
    from record_changes c join events e using (province_code, list_id, event_no)
    where c.province_code = $1 and c.list_id = $2 and e.task_id = $3 and c.record_no = any($4::int[]) and $5::jsonb ? c.field
    order by c.record_no, c.field, c.event_no) first
  group by 1`;

/** What decisions of this task replaced: by record, the values it had before the first of them. A record whose values stayed is missing. */
export async function valuesBefore(
  act: Act,
  work: Work,
  recordNos: readonly number[],
): Promise<ReadonlyMap<number, RecordValues>> {
  const rows = await act.query<{ recordNo: number; values: RecordValues }>(BEFORE, [
    ...[work.provinceCode, work.listId, work.id, recordNos, JSON.stringify(VALUE_COLUMNS)],
  ]);
  return new Map(rows.map(({ recordNo, values }) => [recordNo, values]));
}
