/** Every refusal the product can give. The API maps each code to one HTTP status and to texts in Vietnamese and English. */
export const ERROR_CODES = [
  'invalid_input',
  'unknown_outcome',
  'invalid_value',
  'body_too_large',
  'unauthenticated',
  'token_invalid',
  'no_membership',
  'no_permission',
  'out_of_area',
  'same_person_sign',
  'not_found',
  'list_not_found',
  'task_not_found',
  'record_not_found',
  'handover_not_found',
  'campaign_not_found',
  'paper_not_found',
  'certificate_not_found',
  'act_not_allowed',
  'task_not_claimable',
  'task_claimed_by_other',
  'stale_epoch',
  'task_preparing',
  'task_incomplete',
  'list_paused',
  'list_ended',
  'parcel_frozen',
  'list_changed_after_sign',
  'manifest_changed',
  'signature_invalid',
  'cert_expired',
  'cert_revoked',
  'cert_untrusted',
  'cert_not_yours',
  'cert_status_unknown',
  'cert_already_enrolled',
  'challenge_expired',
  'idempotency_key_reused',
  'idempotency_key_missing',
  'version_conflict',
  'precondition_missing',
  'precondition_failed',
  'record_not_in_task',
  'foreigner_not_queried',
  'name_taken',
  'unit_without_office',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];

/** A refusal with what the caller needs to go on. `details` carry ids, counts and states, never a person's data. */
export class DomainError extends Error {
  constructor(
    readonly code: ErrorCode,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(code);
    this.name = 'DomainError';
  }
}
