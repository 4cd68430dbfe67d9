import { DomainError, type ErrorCode } from '#domain/errors';

/** Named constraints whose violation is a refusal of the caller's, not a defect of ours. */
const CONSTRAINTS: Readonly<Record<string, ErrorCode>> = {
  campaigns_name_unique: 'name_taken',
  substitution_decisions_pk: 'version_conflict',
  saved_filters_name: 'name_taken',
  handovers_number_unique: 'version_conflict',
};

/** Connection lost or refused, server starting or stopping, too many connections, lock or statement timeouts, deadlock: nothing was saved. */
const PASSING_STATES = /^(08|53|57P|40)/;
const PASSING_CODES: ReadonlySet<string> = new Set([
  '55P03',
  '57014',
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOENT',
]);
const PASSING_TEXTS =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error)/;

/** Turns what the database says into a refusal; undefined when it is a defect. Never carries the database's text, which may quote values. */
export function refusalOf(error: unknown): DomainError | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, constraint } = error as Error & { code?: unknown; constraint?: unknown };
  if (typeof constraint === 'string' && CONSTRAINTS[constraint] !== undefined)
    return new DomainError(CONSTRAINTS[constraint]);
  if (typeof code === 'string') {
    if (code === '42501') return new DomainError('out_of_area');
    if (PASSING_CODES.has(code) || PASSING_STATES.test(code)) return new DomainError('unavailable');
  }
  return PASSING_TEXTS.test(error.message) ? new DomainError('unavailable') : undefined;
}
