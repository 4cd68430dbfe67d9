/** Why a code cannot be read, from the outside in. */
export const MALFORMED_REASONS = [
  'empty',
  'too_long',
  'prefix',
  'base45',
  'compression',
  'too_large',
  'cbor',
  'cose',
  'cwt',
  'no_expiry',
  'no_issue_time',
  'no_certificate',
] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];

/** A code that cannot be read. The message names the layer and the form, never a value of the code. */
export class MalformedCode extends Error {
  readonly reason: MalformedReason;

  constructor(reason: MalformedReason, detail: string) {
    super(`${reason}: ${detail}`);
    this.name = 'MalformedCode';
    this.reason = reason;
  }
}
