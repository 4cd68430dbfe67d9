import type { CommuneOfficers } from '../officers/drive.ts';
import type { RunLog, Span } from './run-log.ts';

/** From when on an office held a record, as far as its officers know. */
export interface Held extends Span {
  readonly officeId: string;
}

/**
 * Who held a record, one after the other, by the chain's own rule: taking a step's task takes what it covers, except that the station
 * gets a signed parcel with its receipt. Begins with the commune: when the machine loaded the list nobody of the officers saw.
 */
export function custodyDiary(
  log: RunLog,
  listId: string,
  recordNo: number,
  { commune, stations, villages, police }: CommuneOfficers,
): Held[] | undefined {
  const key = `${listId} ${recordNo}`;
  const reviewed = log.reviewed.get(key);
  if (reviewed === undefined || log.turned.has(key)) return undefined;
  const acts = log.acts.filter(({ task }) => task.listId === listId);
  const first = (kind: 'claim' | 'complete', step: string, scope?: string) =>
    acts.find(
      (act) =>
        act.kind === kind && act.task.step === step && (scope === undefined || act.task.scope === scope),
    );
  // In this order, however the answers overtook each other.
  const ways = [
    [first('claim', 'compile'), stations[0].officeId],
    [first('claim', 'assign'), commune.officeId],
    [first('claim', 'review', reviewed.village), villages.get(reviewed.village)?.officeId],
    [first('claim', 'forward'), commune.officeId],
    [first('claim', 'verify'), police[0].officeId],
    [first('complete', 'receive'), stations[0].officeId],
  ] as const;
  const held: Held[] = [];
  for (const [act, officeId] of ways) {
    if (act === undefined || officeId === undefined) break;
    held.push({ from: act.from, to: act.to, officeId });
  }
  return held;
}
