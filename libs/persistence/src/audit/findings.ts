/** One place where the live tables, or the evidence itself, are not what the events say. Never holds a person's data. */
export interface Finding {
  /** Null for what belongs to no list. */
  readonly listId: string | null;
  /** What was found wrong: a table, or `chain`, `changes`, `custody`, `handover`. */
  readonly table: string;
  /** Number of the record, id of the row, or number of the event. */
  readonly row: string;
  /** The column, or the part of the event that does not fit. */
  readonly column: string;
  /** What is the matter, in one code. */
  readonly problem:
    | 'differs'
    | 'missing'
    | 'unproven'
    | 'hash'
    | 'gap'
    | 'order'
    | 'head'
    | 'outside'
    | 'signature'
    | 'signed';
}

export const PROBLEM_TEXTS: Readonly<Record<Finding['problem'], string>> = {
  differs: 'is not what the events say',
  missing: 'is missing; the events say it is there',
  unproven: 'is there; no event says so',
  hash: 'does not hash to what the event committed to',
  gap: 'does not follow the event before it',
  order: 'is older than the event before it',
  head: 'is not the head that the list names',
  signed: 'is not what the seal key signed',
  outside: 'was changed by a database user outside of any act',
  signature: 'carries a signature or a hash that does not hold',
};
