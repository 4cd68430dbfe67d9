import { DomainError } from '#domain/errors';
import { toRanges } from '#domain/handovers/record-numbers';
import { offerAttested } from '#persistence/repositories/attested-handovers';
import {
  countRest,
  openVillages,
  raiseForwardRound,
  restWithout,
  selectReturns,
} from '#persistence/repositories/forwarding';
import { assignVillages, resetOutcomes, sendToVillages } from '#persistence/repositories/placements';
import { communeOffice, regroup, regroupPayload } from '#persistence/repositories/regrouping';
import { coveredParcel } from '#persistence/repositories/work';
import type { StepCompletion, StepContext } from './step-completion.ts';

/** Step 5: what is finished goes to the police as one parcel; the rest goes to villages in their next rounds. */
export const FORWARD: StepCompletion = {
  async check({ act, work, body }) {
    const rest = await countRest(act, work, (await whatGoesBack({ act, work, body })).back);
    if (rest.undecided > 0)
      throw new DomainError('task_incomplete', { taskId: work.id, undecided: rest.undecided });
    const said = new Set(body.withoutVillages ?? []);
    const open = (await openVillages(act, work)).filter(({ villageCode }) => !said.has(villageCode));
    if (open.length > 0) throw new DomainError('task_incomplete', { taskId: work.id, openVillages: open });
    return rest.count > 0 ? 'forwarded' : 'returned';
  },
  async apply({ act, whole, body, evidence }) {
    const { custodianOfficeId } = await coveredParcel(act, whole);
    const { back, reasons } = await whatGoesBack({ act, work: whole, body });
    const rest = await restWithout(act, whole, back);
    let returned;
    if (back !== '{}') {
      if (body.moves !== undefined) await assignVillages(act, whole, body.moves);
      await resetOutcomes(act, whole, back, { village: true, source: 'returned' });
      returned = await sendToVillages(act, whole, evidence, {
        ...{ records: back, custodianOfficeId, reasonOf: (village) => reasons.get(village) ?? null },
      });
      await act.event(whole.listId, {
        ...{ type: 'records.returned', taskId: whole.id, changes: true },
        payload: { parcels: regroupPayload(returned.made), handovers: returned.offered },
      });
    }
    const police = await communeOffice(act, whole.communeCode, 'commune_police');
    const made = await regroup(
      act,
      whole,
      rest.count === 0
        ? []
        : [
            {
              kind: 'police',
              scope: null,
              round: 1,
              stage: 'verify',
              custodianOfficeId,
              reason: null,
              records: rest.records,
            },
          ],
    );
    const handovers = await offerAttested(
      act,
      whole,
      evidence,
      made.map(({ parcelNo }) => ({
        parcelNos: [parcelNo],
        fromOfficeId: custodianOfficeId,
        toOfficeId: police,
      })),
    );
    await raiseForwardRound(act, whole);
    await act.event(whole.listId, {
      ...{ type: 'list.forwarded', taskId: whole.id },
      payload: { parcels: regroupPayload(made), handovers, withoutVillages: body.withoutVillages ?? [] },
    });
  },
};

/** The records that go back to villages, as multirange text, and the reasons by village. */
async function whatGoesBack({ act, work, body }: Pick<StepContext, 'act' | 'work' | 'body'>) {
  const { records, reasons } = await selectReturns(act, work, body.returns ?? []);
  const moved = (body.moves ?? []).flatMap(({ recordNos }) => recordNos);
  return { back: joined(records, toRanges(moved)), reasons };
}

/** The union of two multirange texts; PostgreSQL merges what overlaps. */
function joined(a: string, b: string): string {
  return `{${[a.slice(1, -1), b.slice(1, -1)].filter((part) => part !== '').join(',')}}`;
}
