import { ApplicationFailure } from '@temporalio/activity';
import { DomainError } from '#domain/errors';

/** An outside system or the database gave no usable answer now; trying again later may help. */
export class Unavailable extends Error {
  constructor(
    /** What was called and how it failed, such as `platform_timeout`; never an address with a person's data. */
    readonly code: string,
    readonly retryAfterMs?: number,
  ) {
    super(code);
    this.name = 'Unavailable';
  }
}

/**
 * Turns whatever an activity throws into a failure without a person's data: histories and logs keep failures, and database
 * errors quote rows. A refusal of the domain is final, everything else is retried by the workflow's policy.
 */
export function toFailure(error: unknown): unknown {
  if (error instanceof ApplicationFailure) return error;
  if (error instanceof DomainError) {
    return ApplicationFailure.nonRetryable(error.code, error.code, error.details);
  }
  if (error instanceof Unavailable) {
    const { code, retryAfterMs } = error;
    return ApplicationFailure.create({
      message: code,
      type: code,
      ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
    });
  }
  // Cancellation must reach the SDK as it is.
  if (error instanceof Error && ['CancelledFailure', 'CompleteAsyncError'].includes(error.name)) return error;
  return ApplicationFailure.create({ message: 'internal', type: codeOf(error) });
}

/** SQLSTATE or a system error code; texts of errors may quote data, codes cannot. */
function codeOf(error: unknown): string {
  if (error instanceof Error) {
    const code: unknown = 'code' in error ? error.code : undefined;
    return typeof code === 'string' && /^[A-Za-z0-9_]{1,40}$/.test(code) ? code : error.name;
  }
  return 'internal';
}

/** Wraps every activity of a set, so that none lets an error out that was not looked at. */
export function guarded<A extends Record<string, (...args: never[]) => Promise<unknown>>>(activities: A): A {
  return Object.fromEntries(
    Object.entries(activities).map(([name, activity]) => [
      name,
      async (...args: never[]) => {
        try {
          return await activity(...args);
        } catch (error) {
          throw toFailure(error);
        }
      },
    ]),
  ) as A;
}
