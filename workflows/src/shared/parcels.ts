import type { ListFacts, ParcelFact } from '#domain/process/facts';
import type { ParcelStage } from '#domain/process/states';
import { isUnfinished, type Desk } from './desk.ts';

/** What happens to a parcel that stands at a stage. */
export type Stations = Readonly<Partial<Record<ParcelStage, (parcel: ParcelFact) => Promise<unknown>>>>;

export function parcelOf(facts: ListFacts, no: number): ParcelFact | undefined {
  return facts.parcels.find((parcel) => parcel.no === no);
}

export function stillThere(now: ParcelFact | undefined, then: ParcelFact): boolean {
  return now !== undefined && now.stage === then.stage && now.round === then.round;
}

/**
 * Goes with a parcel from stage to stage, also backwards, until it stands where `stations` has nothing to do. A parcel may
 * leave a stage while its question is open, because its offer was withdrawn or its last record was returned: the facts
 * decide, and the question is taken back.
 */
export async function accompany(desk: Desk<ListFacts>, no: number, stations: Stations): Promise<void> {
  for (;;) {
    const parcel = parcelOf(desk.facts, no);
    const station = parcel && stations[parcel.stage];
    if (parcel === undefined || station === undefined) return;
    const left = desk.until((facts) => !stillThere(parcelOf(facts, no), parcel));
    await Promise.race([station(parcel), left]);
    await left;
    const { stage, scope, round } = parcel;
    const asked = desk.facts.tasks.find(
      (task) => task.step === stage && task.scope === scope && task.round === round && isUnfinished(task),
    );
    if (asked !== undefined) {
      const reason = stage === 'receive' ? 'withdrawn' : 'superseded';
      await desk.order({ do: 'cancelTask', taskId: asked.id, reason });
    }
  }
}

/** Starts `work` once for each parcel that fits, also for those that appear later. Ends when `over` and all work is done. */
export async function forEachParcel(
  desk: Desk<ListFacts>,
  fits: (parcel: ParcelFact) => boolean,
  over: (facts: ListFacts) => boolean,
  work: (parcel: ParcelFact) => Promise<void>,
): Promise<void> {
  const begun = new Map<number, Promise<void>>();
  let failure: { readonly error: unknown } | undefined;
  const fresh = (facts: ListFacts) => facts.parcels.filter((p) => fits(p) && !begun.has(p.no));
  for (;;) {
    await desk.until((facts) => failure !== undefined || fresh(facts).length > 0 || over(facts));
    if (failure !== undefined) throw failure.error;
    const parcels = fresh(desk.facts);
    if (parcels.length === 0) break;
    for (const parcel of parcels) {
      begun.set(
        parcel.no,
        work(parcel).catch((error: unknown) => {
          failure = { error };
        }),
      );
    }
  }
  await Promise.all(begun.values());
}
