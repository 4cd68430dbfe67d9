import { DomainError } from '#domain/errors';
import { offerAttested } from '#persistence/repositories/attested-handovers';
import { isUnderWay } from '#persistence/repositories/additions';
import { communeOffice } from '#persistence/repositories/regrouping';
import { coveredParcels, passParcels } from '#persistence/repositories/work';
import { lastRun } from '#persistence/repositories/station-jobs';
import { endList } from '#persistence/process/list-orders';
import type { StepCompletion } from './step-completion.ts';

/** Step 2: the compiled list goes to the commune's task force. A list without records is over. */
export const COMPILE: StepCompletion = {
  async check({ act, work }) {
    const added = await lastRun(act, work, 'addition');
    if (isUnderWay(added)) throw new DomainError('task_preparing', { taskId: work.id, step: work.step });
    return 'compiled';
  },
  async apply({ act, whole, evidence }) {
    const parcels = (await coveredParcels(act, whole)).filter(({ recordCount }) => recordCount > 0);
    const [parcel] = parcels;
    if (parcel === undefined) {
      await passParcels(act, whole, 'ended');
      await act.event(whole.listId, { type: 'list.compiled', taskId: whole.id, payload: { count: 0 } });
      await endList(act, whole.listId);
      return;
    }
    const toOfficeId = await communeOffice(act, whole.communeCode, 'commune_task_force');
    await passParcels(act, whole, 'assign');
    const handovers = await offerAttested(act, whole, evidence, [
      {
        parcelNos: parcels.map(({ parcelNo }) => parcelNo),
        fromOfficeId: parcel.custodianOfficeId,
        toOfficeId,
      },
    ]);
    await act.event(whole.listId, {
      ...{ type: 'list.compiled', taskId: whole.id },
      payload: { count: parcels.reduce((sum, { recordCount }) => sum + recordCount, 0), handovers },
    });
  },
};
