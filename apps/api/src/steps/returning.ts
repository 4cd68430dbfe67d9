import type { Act } from '#persistence/act';
import type { Evidence } from '#persistence/repositories/manifests';
import { coveredNumbers, resetOutcomes, sendToVillages } from '#persistence/repositories/placements';
import { regroupPayload } from '#persistence/repositories/regrouping';
import { coveredParcel, type Work } from '#persistence/repositories/work';

/**
 * Records (multirange text) of a parcel go back to their villages and must be decided there again. The police keep custody until
 * a village takes its task. Returns how many records went.
 * @throws DomainError `record_not_in_task`, `parcel_frozen`, `unit_without_office`.
 */
export async function returnToVillages(
  act: Act,
  work: Work,
  evidence: Evidence,
  records: string,
  reason: string,
): Promise<number> {
  const count = await coveredNumbers(act, work, records);
  const { custodianOfficeId } = await coveredParcel(act, work);
  await resetOutcomes(act, work, records, { village: true, source: 'returned' });
  const { made, offered } = await sendToVillages(act, work, evidence, {
    ...{ records, custodianOfficeId, reasonOf: () => reason },
  });
  await act.event(work.listId, {
    ...{ type: 'records.returned', taskId: work.id, changes: true },
    payload: { count, parcels: regroupPayload(made), handovers: offered },
  });
  return count;
}
