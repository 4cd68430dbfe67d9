import type { ListRecord, Officer, Task } from '../connection/api.ts';
import { carryCheck, carryCorrections } from '../by-hand/police.ts';
import { policeDecision } from '../policies/police.ts';
import { agreesWithProposal } from '../policies/proposal.ts';
import { decide } from './deciding.ts';
import type { Drive, Expected, Followers } from './drive.ts';

/** A parcel of fewer records is not worth two officers. */
const SPLIT_FROM = 40;
/** Villages and records of the scenario of returns: three records, two villages. */
const RETURNED = [2, 1] as const;

/** Step 6: two officers share the parcel; each accepts the proposals that the evidence supports and decides the rest. */
export async function verify(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  if (drive.plan.machine !== undefined && (await drive.waitsForPeople(who, task)))
    await carryCheck(drive, drive.plan.machine, who, await drive.claim(who, task));
  if (task.partNo === 0 && task.recordCount >= SPLIT_FROM) {
    const ready = await drive.prepared(who, task);
    const claimed = await drive.claim(who, ready);
    const [first, second] = drive.plan.officers.police;
    await drive.api.write(who, 'POST', `/tasks/${task.id}/split`, { epoch: claimed.claimEpoch, parts: 2 });
    const parts = await Promise.all(
      [first, second].map(async (officer) => {
        const { task: part } = await drive.nextTask({ who: officer, step: 'verify', scope: task.scope });
        return verifyPart(drive, officer, part);
      }),
    );
    return afterVerify(drive, task, parts);
  }
  return afterVerify(drive, task, [await verifyPart(drive, who, await drive.prepared(who, task))]);
}

interface Part {
  readonly at: number;
  readonly returned: readonly Expected[];
}

async function verifyPart(drive: Drive, who: Officer, part: Task): Promise<Part> {
  const claimed = await drive.claim(who, part);
  const all = await drive.api.records(who, part.id, '&undecided=true');
  const returned = await returnSome(drive, who, claimed, all);
  const records = all.filter(({ recordNo }) => !returned.records.has(recordNo));
  const decisions = records.map((record) => ({
    record,
    decision: policeDecision(record, drive.plan.communeCode),
  }));
  const accepted = decisions.filter(({ record, decision }) => agreesWithProposal(record, decision));
  if (accepted.length > 0) {
    await drive.api.write(who, 'POST', `/tasks/${part.id}/accept-proposals`, {
      epoch: claimed.claimEpoch,
      recordNos: accepted.map(({ record }) => record.recordNo),
    });
    drive.tools.measurements.acceptedProposals += accepted.length;
  }
  const own = new Set(accepted.map(({ record }) => record.recordNo));
  await decide(
    drive,
    who,
    claimed,
    decisions.filter(({ record }) => !own.has(record.recordNo)).map(({ decision }) => decision),
  );
  const { at } = await drive.complete(who, claimed);
  return { at, returned: returned.expected };
}

function afterVerify(drive: Drive, task: Task, parts: readonly Part[]): Followers {
  return {
    at: Math.max(...parts.map(({ at }) => at)),
    expected: [
      { who: drive.plan.officers.chief, step: 'sign', scope: task.scope },
      ...parts.flatMap(({ returned }) => returned),
    ],
  };
}

/** Once per list, in the scenario of returns: three records go back to two villages. */
async function returnSome(
  drive: Drive,
  who: Officer,
  task: Task,
  records: readonly ListRecord[],
): Promise<{ records: ReadonlySet<number>; expected: Expected[] }> {
  const chosen = new Map<string, number[]>();
  if (drive.plan.returns && !drive.returnsDone) {
    for (const { recordNo, villageCode } of records) {
      if (villageCode === null || !drive.plan.officers.villages.has(villageCode)) continue;
      const numbers = chosen.get(villageCode) ?? [];
      const wanted = chosen.has(villageCode)
        ? RETURNED[[...chosen.keys()].indexOf(villageCode)]
        : RETURNED[chosen.size];
      if (wanted !== undefined && numbers.length < wanted) chosen.set(villageCode, [...numbers, recordNo]);
    }
  }
  if (chosen.size < RETURNED.length) return { records: new Set(), expected: [] };
  drive.returnsDone = true;
  const recordNos = [...chosen.values()].flat();
  await drive.api.write(who, 'POST', `/tasks/${task.id}/returns`, {
    epoch: task.claimEpoch,
    recordNos,
    reason: 'Đề nghị thôn xác minh lại giấy tờ của công dân.',
  });
  drive.openReviews += chosen.size;
  drive.tools.progress.passed('review', -recordNos.length);
  drive.tools.progress.passed('forward', -recordNos.length);
  return {
    records: new Set(recordNos),
    expected: [...chosen.keys()].map((scope) => ({
      who: drive.plan.officers.villages.get(scope) as Officer,
      step: 'review' as const,
      scope,
      measured: false,
    })),
  };
}

/** Step 7: the chief, who decided nothing in step 6, freezes the parcel and signs its manifest with the agent. */
export async function sign(drive: Drive, who: Officer, task: Task): Promise<Followers> {
  const { api, plan, tools } = drive;
  if (plan.machine !== undefined && (await drive.waitsForPeople(who, task)))
    await carryCorrections(drive, plan.machine, who, await drive.claim(who, task));
  const ready = await drive.prepared(who, task);
  const claimed = await drive.claim(who, ready);
  const epoch = claimed.claimEpoch;
  const { body } = await api.write<{ handover?: { id: string }; id?: string }>(
    who,
    'POST',
    `/tasks/${task.id}/freeze`,
    { epoch },
  );
  const handoverId = body.handover?.id ?? body.id;
  const manifest = await api.text(who, `/handovers/${handoverId}/manifest`);
  const signature = await tools.simulators.sign(who.login, manifest);
  const { at } = await api.write(who, 'POST', `/handovers/${handoverId}/signature`, { epoch, signature });
  drive.done(task, at);
  return { at, expected: [{ who: plan.officers.stations[0], step: 'receive', scope: task.scope }] };
}
