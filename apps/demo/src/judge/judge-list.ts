import type { ListRow, RecordRow } from './facts.ts';
import { mustBeRight, wrongFieldsOf } from './rightness.ts';
import type { TruthItem } from './truth.ts';

/** Counts by name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string, by = 1): void {
    if (by > 0) this.#counts.set(name, (this.#counts.get(name) ?? 0) + by);
  }

  get total(): number {
    return [...this.#counts.values()].reduce((sum, n) => sum + n, 0);
  }

  toJSON(): Record<string, number> {
    return Object.fromEntries([...this.#counts].sort(([, a], [, b]) => b - a));
  }
}

export interface Findings {
  readonly damages: Tally;
  readonly losses: Tally;
  readonly stillWrongWhy: Tally;
  readonly listed: Tally;
  readonly right: Tally;
  /** Where to look: the first records that were lost or damaged. */
  readonly places: Place[];
}

/** A record by its numbers; what it says of a person stays in the database. */
export interface Place {
  readonly listId: string;
  readonly recordNo: number | null;
  readonly what: string;
}

const MOST_PLACES = 20;

export interface JudgedList {
  readonly listId: string;
  readonly list: ListRow;
  readonly records: readonly RecordRow[];
  readonly truth: readonly TruthItem[];
  readonly silent: ReadonlySet<string>;
  /** Silent villages whose silence was told to the office above. */
  readonly escalated: ReadonlySet<string>;
}

/**
 * Compares one list with the truth.
 *
 * **damaged** counts fields: one that was right on the platform before the run and is wrong now. (Subjects touched although no record names
 * them and second subjects are counted from the effect log, see `verdict.ts`.)
 *
 * **lost** counts records, each once, by the first that applies:
 * - `no_record`: the platform lists the subject as defective, but the list has no record of it;
 * - `no_custodian`: nobody holds the record;
 * - `no_outcome`: its way is over without the village's and the police's outcome and a destination (excluded records need their reason only);
 * - `stuck`: its way is not over although nobody in it is silent;
 * - `silence_not_told`: it waits for a silent village, but the office above was never told;
 * - `not_made_right`: the clear rule (`mustBeRight`) says it had to become right, it is not, and no listed failure of the platform
 *   update explains it.
 */
export function judgeList(judged: JudgedList, findings: Findings): void {
  const records = new Map(judged.records.map((record) => [record.subjectId, record]));
  for (const item of judged.truth) {
    const now = new Set(wrongFieldsOf(item.now, item));
    const before = new Set(wrongFieldsOf(item.original, item));
    const record = records.get(item.subjectId);
    const found = (what: string) => {
      const place = { listId: judged.listId, recordNo: record?.recordNo ?? null, what };
      if (findings.places.length < MOST_PLACES) findings.places.push(place);
    };
    for (const field of now) {
      if (before.has(field)) continue;
      findings.damages.add(field);
      found(`damaged: ${field}`);
    }
    if ([...now].sort().join() !== [...item.wrongFields].sort().join())
      findings.damages.add('judge_disagrees');
    if (item.damageGroup === null) continue;
    findings.listed.add(item.damageGroup);
    const loss = record === undefined ? 'no_record' : lossOf(record, item, judged, now.size === 0);
    if (loss !== undefined) {
      findings.losses.add(loss);
      found(`lost: ${loss}`);
    }
    if (now.size === 0) findings.right.add(item.damageGroup);
    else
      findings.stillWrongWhy.add(loss === undefined ? reasonOf(record as RecordRow, item) : `lost: ${loss}`);
  }
}

function lossOf(record: RecordRow, item: TruthItem, judged: JudgedList, right: boolean): string | undefined {
  if (record.custodian === null) return 'no_custodian';
  if (record.excludedReason !== null) return undefined;
  if (record.stage !== 'ended') {
    const village = record.villageCode ?? '';
    if (!judged.silent.has(village) || record.stage !== 'review') return 'stuck';
    return judged.escalated.has(village) ? undefined : 'silence_not_told';
  }
  if (record.villageOutcome === null || record.policeOutcome === null || record.destination === null) {
    return 'no_outcome';
  }
  return mustBeRight(item) && !right && record.updateFailure === null ? 'not_made_right' : undefined;
}

/** Why a record is still wrong on the platform, in a few words for the table. */
function reasonOf(record: RecordRow, item: TruthItem): string {
  if (record.excludedReason !== null) return 'excluded by the station';
  if (record.stage !== 'ended') return 'waits for a silent village (escalated)';
  if (record.updateFailure !== null) return `platform update failed: ${record.updateFailure}`;
  switch (record.destination) {
    case 'transfer':
      return 'lives elsewhere: goes to that commune';
    case 'police_deceased':
      return 'deceased: goes to the police';
    case 'merge':
      return 'entered twice: goes to merging';
    case 'next_list':
      return `${record.policeOutcome}: next list${item.papers === null ? ', nobody met' : ''}`;
    default:
      return `wrong evidence (${item.papersWrong === null ? '' : 'papers '}${item.populationState === 'right' ? '' : 'population database'})`;
  }
}
