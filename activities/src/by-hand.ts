import type { HandJob } from '#persistence/process/by-hand';
import { Unavailable } from './failures.ts';
import type { Lookup, PopulationPort } from './ports.ts';

/** What the activities ask about work that people may do in the machine's place. */
export interface HandStore {
  /** Whether the office answering for the job's system goes there by hand. */
  isByHand(listId: string, job: HandJob): Promise<boolean>;
  /** How many records still lack an answer. */
  missing(listId: string, job: HandJob): Promise<number>;
  /** The job waits until people have brought back the answers. */
  wait(listId: string, job: HandJob): Promise<void>;
  results<T>(listId: string, job: HandJob, recordNos: readonly number[]): Promise<ReadonlyMap<number, T>>;
}

/** `api`: go on over the network; `waiting`: people have to go first; `back`: they have brought back everything. */
export async function wayOf(
  store: HandStore,
  listId: string,
  job: HandJob,
): Promise<'api' | 'waiting' | 'back'> {
  if (!(await store.isByHand(listId, job))) return 'api';
  if ((await store.missing(listId, job)) === 0) return 'back';
  await store.wait(listId, job);
  return 'waiting';
}

/** The population database as people found it: the second adapter of its port. It looks nothing up and changes nothing. */
export function populationByHand(
  store: HandStore,
  listId: string,
  job: HandJob,
): Pick<PopulationPort, 'lookup'> {
  return {
    async lookup(items) {
      const found = await store.results<Omit<Lookup, 'ref'>>(
        listId,
        job,
        items.map(({ ref }) => Number(ref)),
      );
      return items.map(({ ref }) => {
        const answer = found.get(Number(ref));
        if (answer === undefined) throw new Unavailable('population_by_hand_missing');
        return { ...answer, ref };
      });
    },
  };
}
