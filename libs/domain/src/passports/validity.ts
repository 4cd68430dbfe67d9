/** Vietnam has one time and no summer time (Decision 134/2002/QĐ-TTg). */
const OFFSET_MS = 7 * 3_600_000;
/** Decision 5772/QĐ-BYT: twelve months from the making of the QR code. */
export const VALID_MONTHS = 12;

/**
 * The end of validity of a code made at `issuedAt`: the same day and time twelve calendar months later by the clocks of Việt Nam, in whole
 * seconds. A day that the later month lacks becomes its last one: 29 February ends on 28 February.
 */
export function validUntil(issuedAt: Date, months: number = VALID_MONTHS): Date {
  const local = new Date(issuedAt.getTime() + OFFSET_MS);
  const [year, month] = [local.getUTCFullYear(), local.getUTCMonth() + months];
  const lastDay = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const day = Math.min(local.getUTCDate(), lastDay);
  const end = Date.UTC(year, month, day, local.getUTCHours(), local.getUTCMinutes(), local.getUTCSeconds());
  return new Date(end - OFFSET_MS);
}

/** The day (`YYYY-MM-DD`) that it is in Việt Nam. */
export function dayInVietnam(at: Date): string {
  return new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 10);
}
