/**
 * What may be wrong with a time stamp:
 * `malformed` not a time stamp, or written in another way than DER · `refused` the server gave none · `other_data` it is for other
 * bytes · `other_request` it answers another question · `algorithm` an algorithm that is not accepted · `content_changed` its statement is not the
 * signed one · `signature_invalid` · `certificate_missing` the server's certificate did not come along · `certificate_exchanged` it is not the
 * one bound into the signature · `not_for_time_stamps` the certificate is for other purposes · `untrusted` it leads to no anchor ·
 * `certificate_not_in_force` at the stamped time · `certificate_revoked` before the stamped time · `from_future`.
 */
export const TIME_STAMP_FAULTS = [
  'malformed',
  'refused',
  'other_data',
  'other_request',
  'algorithm',
  'content_changed',
  'signature_invalid',
  'certificate_missing',
  'certificate_exchanged',
  'not_for_time_stamps',
  'untrusted',
  'certificate_not_in_force',
  'certificate_revoked',
  'from_future',
] as const;
export type TimeStampFault = (typeof TIME_STAMP_FAULTS)[number];

/** Why a time stamp is not accepted. No caller of the API ever meets it: stamps are fetched after the fact. */
export class TimeStampError extends Error {
  constructor(
    readonly code: TimeStampFault,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'TimeStampError';
  }
}
