import type { Officer, Task } from '../connection/api.ts';
import { runErrands } from './errands.ts';
import type { Drive, Expected, Followers } from './drive.ts';

/** Step 1: directs the station to compile. The clock of the run starts with the first of these. */
export async function open(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const claimed = await drive.claim(who, task);
  if (drive.plan.errands) await runErrands(drive, who, claimed);
  drive.tools.measurements.opened(performance.now());
  const { at } = await drive.complete(who, claimed);
  return { at, expected: [{ who: drive.plan.officers.stations[0], step: 'compile' }] };
}

/** Step 3: what the address did not tell goes to the villages in turn, as a commune officer would deal out a rest. */
export async function assign(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const claimed = await drive.claim(who, await drive.prepared(who, task));
  const villages = [...drive.plan.officers.villages.keys()];
  const unclear = (await drive.api.records(who, task.id, '&village=unclear')).filter(
    ({ villageCode }) => villageCode === null,
  );
  const shares = new Map<string, number[]>();
  for (const [index, { recordNo }] of unclear.entries()) {
    const villageCode = villages[index % villages.length] as string;
    shares.set(villageCode, [...(shares.get(villageCode) ?? []), recordNo]);
  }
  if (shares.size > 0) {
    await drive.api.write(who, 'POST', `/tasks/${task.id}/assignments`, {
      epoch: claimed.claimEpoch,
      assignments: [...shares].map(([villageCode, recordNos]) => ({ villageCode, recordNos })),
    });
  }
  const expected = await reviews(drive);
  const { at } = await drive.complete(who, claimed);
  return { at, expected };
}

/** Step 5: forwards what the villages finished; a silent village is left behind at the deadline. */
export async function forward(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const claimed = await drive.claim(who, task);
  const silent = [...drive.plan.silent];
  const { at } = await drive.complete(who, claimed, silent.length > 0 ? { withoutVillages: silent } : {});
  return { at, expected: [{ who: drive.plan.officers.police[0], step: 'verify' }] };
}

/** The review tasks that will be open after the assignment: one for each village that has records, unless it is silent. */
async function reviews(drive: Drive): Promise<Expected[]> {
  const { officers, listId, silent } = drive.plan;
  const path = `/lists/${listId}/progress`;
  const { byVillage } = await drive.api.get<Progress>(officers.commune, path);
  const expected = byVillage.flatMap(({ villageCode, count }) => {
    const who = officers.villages.get(villageCode ?? '');
    return who === undefined || count === 0 || silent.has(villageCode ?? '')
      ? []
      : [{ who, step: 'review' as const, scope: villageCode as string }];
  });
  drive.openReviews += expected.length;
  return expected;
}

interface Progress {
  readonly byVillage: readonly { readonly villageCode: string | null; readonly count: number }[];
}

/** After the last village: the commune's next task. It is only due at once when no village is silent. */
export function afterReviews(drive: Drive): Expected[] {
  drive.openReviews--;
  return drive.openReviews > 0
    ? []
    : [{ who: drive.plan.officers.commune, step: 'forward', measured: drive.plan.silent.size === 0 }];
}
