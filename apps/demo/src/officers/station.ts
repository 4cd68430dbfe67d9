import { setTimeout as sleep } from 'node:timers/promises';
import type { Job, ListRecord, Officer, Page, Task } from '../connection/api.ts';
import { carryUpdate, carryVerification } from '../by-hand/station.ts';
import type { Drive, Followers } from './drive.ts';
import { settleElsewhere } from './elsewhere.ts';

/** How often the station starts the platform update again while records still fail. */
const RUNS = 4;
const RUN_PAUSE_MS = 300;

/** Step 2: takes over the compiled list. */
export async function compile(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const ready = await drive.prepared(who, task);
  const claimed = await drive.claim(who, ready);
  const { at } = await drive.complete(who, claimed);
  return { at, expected: [{ who: drive.plan.officers.commune, step: 'assign' }] };
}

/** Step 8: countersigns; in the scenario of returns two records of the first parcel are refused. */
export async function receive(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const { api, plan } = drive;
  const claimed = await drive.claim(who, task);
  const refused = await refusals(drive, who, task);
  const receipt = await api.write<{ receipt: string }>(who, 'POST', `/tasks/${task.id}/receipt`, {
    epoch: claimed.claimEpoch,
    refused,
  });
  const signature = await drive.tools.simulators.sign(who.login, receipt.body.receipt);
  const { at } = await api.write(who, 'POST', `/tasks/${task.id}/receive`, {
    epoch: claimed.claimEpoch,
    signature,
  });
  drive.done(task, at);
  return {
    at,
    expected: [
      { who: plan.officers.stations[1], step: 'update', scope: task.scope },
      ...(refused.length > 0 ? [{ who: plan.officers.police[0], step: 'verify' as const }] : []),
    ],
  };
}

async function refusals(
  drive: Drive,
  who: Officer,
  task: Task,
): Promise<{ recordNo: number; reason: string }[]> {
  if (!drive.plan.returns || drive.refusalsDone) return [];
  drive.refusalsDone = true;
  const { items } = await drive.api.get<Page<ListRecord>>(who, `/tasks/${task.id}/records?limit=2`);
  return items.map(({ recordNo }) => ({ recordNo, reason: 'Thiếu căn cứ đối chiếu, đề nghị xem lại.' }));
}

/** Step 9: starts the platform update and starts it again for what failed. */
export async function update(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const claimed = await drive.claim(who, task);
  for (let run = 1; run <= RUNS; run++) {
    await drive.api.write(who, 'POST', `/tasks/${task.id}/start`, { epoch: claimed.claimEpoch });
    if (drive.plan.machine !== undefined) await carryUpdate(drive, who, claimed, run);
    const job = await finished(drive, who, task, run);
    if (job.failed === 0) break;
    await sleep(RUN_PAUSE_MS);
  }
  const { at } = await drive.complete(who, claimed);
  return { at, expected: [{ who, step: 'check', scope: task.scope }] };
}

async function finished(drive: Drive, who: Officer, task: Task, runNo: number): Promise<Job> {
  const over = ({ job }: Task) =>
    job !== null && job.runNo >= runNo && (job.state === 'done' || job.state === 'failed');
  return (await drive.until(who, task, over)).job as Job;
}

/** Step 10: reads the platform's verification list; what is still wrong goes to the next list. */
export async function check(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  if (drive.plan.machine !== undefined && (await drive.waitsForPeople(who, task)))
    await carryVerification(drive, who, await drive.claim(who, task));
  const ready = await drive.prepared(who, task);
  const claimed = await drive.claim(who, ready);
  await settleElsewhere(drive);
  const { at } = await drive.complete(who, claimed);
  return { at, expected: [] };
}
