/** What a person may have done to a record as far as it keeps him from doing something else to it. */
export const DUTY_ACTS = [
  'compile',
  'review',
  'consolidate',
  'verify',
  'sign',
  'receive',
  'update',
  'issue',
] as const;
export type DutyAct = (typeof DUTY_ACTS)[number];

export interface ForbiddenPair {
  /** Who did this ... */
  readonly before: DutyAct;
  /** ... may not do this ... */
  readonly then: DutyAct;
  /** ... to the same record, or to the parcel or list that holds one such record. */
  readonly reach: 'record' | 'parcel' | 'list';
}

/**
 * Separation of duty: the one table. Nobody signs what he verified, receives what he offered, consolidates his own review, or issues
 * passports on records he changed. Who compiled may update. Whatever is not named here is allowed.
 */
export const FORBIDDEN_PAIRS = [
  { before: 'verify', then: 'sign', reach: 'parcel' },
  { before: 'sign', then: 'receive', reach: 'parcel' },
  { before: 'review', then: 'consolidate', reach: 'record' },
  { before: 'review', then: 'issue', reach: 'record' },
  { before: 'verify', then: 'issue', reach: 'record' },
  { before: 'update', then: 'issue', reach: 'record' },
] as const satisfies readonly ForbiddenPair[];

/** The acts that keep a person from `then`. */
export function keptFrom(then: DutyAct): DutyAct[] {
  return FORBIDDEN_PAIRS.filter((pair) => pair.then === then).map(({ before }) => before);
}

/** Something that was done: everybody who answers for it, so the person represented, too. */
export interface DoneDuty {
  readonly act: DutyAct;
  readonly people: readonly string[];
}

/**
 * The first earlier act on the same thing that keeps these people from `then`; undefined when none does. Post, role and office do not
 * matter, only who it is: a changed role frees nobody.
 */
export function conflictOf(
  then: DutyAct,
  people: readonly string[],
  done: readonly DoneDuty[],
): DoneDuty | undefined {
  const before = keptFrom(then);
  return done.find(
    (duty) => before.includes(duty.act) && duty.people.some((person) => people.includes(person)),
  );
}

/** The steps of the chain whose task is one of these acts. */
export const DUTY_OF_STEP = {
  compile: 'compile',
  review: 'review',
  forward: 'consolidate',
  verify: 'verify',
  sign: 'sign',
  receive: 'receive',
  update: 'update',
} as const satisfies Readonly<Record<string, DutyAct>>;

/** The duty act of a step; undefined for steps that separate nobody from anything. */
export function dutyOfStep(step: string): DutyAct | undefined {
  const duties: Readonly<Record<string, DutyAct | undefined>> = DUTY_OF_STEP;
  return duties[step];
}
