import type { Api } from '../connection/api.ts';
import type { ListPlan } from '../officers/drive.ts';
import { officer, PROVINCE } from '../system/preparation.ts';
import type { RunFile } from '../system/run-file.ts';
import { PoliceMachine } from './police-machine.ts';

/** The administrator has police and stations of these communes work by files, and the police get a machine with a key. */
export async function byHand(api: Api, run: RunFile, plans: readonly ListPlan[]): Promise<ListPlan[]> {
  const administrator = await officer(run, `quantri.${PROVINCE}`, `TCT-T-${PROVINCE}`, 'system_admin');
  return Promise.all(
    plans.map(async (plan) => {
      const machine = await PoliceMachine.setUp(plan.communeCode);
      const { certificatePem } = machine;
      await api.write(administrator, 'PUT', `/offices/CA-${plan.communeCode}/channels/population`, {
        ...{ channel: 'files', certificatePem, signed: true },
      });
      await api.write(administrator, 'PUT', `/offices/TYT-${plan.communeCode}/channels/platform`, {
        channel: 'files',
      });
      return { ...plan, machine };
    }),
  );
}
