import { fromRanges } from '#domain/handovers/record-numbers';

export interface CustodyMoveRow {
  readonly eventNo: number;
  readonly from: string | null;
  readonly to: string;
  /** Record numbers as PostgreSQL's multirange text. */
  readonly records: string;
  readonly count: number;
}

export interface CustodyFinding {
  readonly eventNo: number;
  readonly rule: 'not_the_holder' | 'wrong_count' | 'unknown_record' | 'without_holder' | 'end_differs';
  readonly records: number;
}

/**
 * Replays every custody move of one list in the order of its events and checks after each event that custody adds up:
 * - a move takes only from the present holder: from nobody (null) at the load, else from the office that holds the record;
 * - the count written in the move is the number of records in it;
 * - from the first move on every record of the list has a holder, so that each always has exactly one.
 * At the end the replayed holder of each record must be the one in the live tables.
 *
 * @param recordCount records 1..recordCount belong to the list
 * @param live holder of each record in the live tables, by record number
 */
export function replayCustody(
  recordCount: number,
  moves: readonly CustodyMoveRow[],
  live: ReadonlyMap<number, string>,
): CustodyFinding[] {
  const holder = new Array<string | null>(recordCount + 1).fill(null);
  const findings: CustodyFinding[] = [];
  let without = recordCount;
  const byEvent = new Map<number, CustodyMoveRow[]>();
  for (const move of moves) byEvent.set(move.eventNo, [...(byEvent.get(move.eventNo) ?? []), move]);
  for (const eventNo of [...byEvent.keys()].sort((a, b) => a - b)) {
    for (const move of byEvent.get(eventNo) ?? []) {
      const numbers = fromRanges(move.records);
      if (numbers.length !== move.count)
        findings.push({ eventNo, rule: 'wrong_count', records: numbers.length });
      const unknown = numbers.filter((no) => no < 1 || no > recordCount);
      if (unknown.length > 0) findings.push({ eventNo, rule: 'unknown_record', records: unknown.length });
      const notHeld = numbers.filter((no) => holder[no] !== move.from).length - unknown.length;
      if (notHeld > 0) findings.push({ eventNo, rule: 'not_the_holder', records: notHeld });
      for (const no of numbers) {
        if (no < 1 || no > recordCount) continue;
        if (holder[no] === null) without--;
        holder[no] = move.to;
      }
    }
    if (without > 0) findings.push({ eventNo, rule: 'without_holder', records: without });
  }
  if (byEvent.size === 0 && recordCount > 0) {
    findings.push({ eventNo: 0, rule: 'without_holder', records: recordCount });
  }
  const lastEvent = Math.max(0, ...byEvent.keys());
  let differs = 0;
  for (let no = 1; no <= recordCount; no++) if (holder[no] !== (live.get(no) ?? null)) differs++;
  if (differs > 0) findings.push({ eventNo: lastEvent, rule: 'end_differs', records: differs });
  return findings;
}
