import { condition } from '@temporalio/workflow';
import type { ListFacts, ParcelFact } from '#domain/process/facts';
import { askPerson } from '../shared/ask-person.ts';
import { Desk } from '../shared/desk.ts';
import { handOver } from '../shared/hand-over.ts';
import { keepGoing } from '../shared/keep-going.ts';
import { accompany, forEachParcel, parcelOf } from '../shared/parcels.ts';
import { runJob, serve } from '../shared/run-job.ts';
import { facts, machine } from './clean-list.activities.ts';
import type { CleanListInput } from './clean-list.messages.ts';

type List = Desk<ListFacts>;

/**
 * The chain of one commune's list, steps 1 to 10. Every step asks PostgreSQL what is there before it asks a person, so the
 * workflow can be started at any moment on a list of any age and stops where the people are.
 */
export async function cleanList({ listId }: CleanListInput): Promise<void> {
  const list: List = new Desk(listId, (orders, seen) => facts.consult(listId, orders, seen));
  await keepGoing(list, isEnded, [{ listId }], async () => {
    await open(list);
    await compileAndAssign(list);
    await Promise.all([villages(list), forwardRounds(list), policeParcels(list)]);
    await list.order({ do: 'endList' });
    await condition(() => isEnded(list.facts));
  });
}

/** 1: the commune's task force directs the health station to compile. */
async function open(list: List): Promise<void> {
  if (list.facts.state === 'waiting') await askPerson(list, { step: 'open', scope: '', round: 1 });
  await list.until(({ state }) => state !== 'waiting');
}

const LOADING = { kind: 'compile', scope: '', runNo: 1 } as const;

/** 2 and 3: the station compiles what the platform lists, the commune assigns it to villages or sends it back. */
async function compileAndAssign(list: List): Promise<void> {
  if (parcelOf(list.facts, 1) === undefined) {
    await Promise.all([compiled(list, 1), runJob(list, LOADING, () => machine.compile(list.facts.listId))]);
    await list.until((now) => parcelOf(now, 1) !== undefined);
  }
  await accompany(list, 1, {
    compile: ({ round }) => compiled(list, round),
    assign: ({ round }) => askPerson(list, { step: 'assign', scope: '', round }),
  });
}

/** While the officer compiles, residents whom he asks to add are fetched, as often as it takes. */
function compiled(list: List, round: number): Promise<unknown> {
  return Promise.race([
    askPerson(list, { step: 'compile', scope: '', round, preparedBy: LOADING }),
    serve(list, 'addition', '', ({ runNo }) => machine.addSubjects(list.facts.listId, runNo)),
  ]);
}

/** 4: each village reviews its records, all villages at once, every round of a village anew. */
async function villages(list: List): Promise<void> {
  await forEachParcel(
    list,
    ({ kind }) => kind === 'village',
    isOver,
    ({ no }) =>
      accompany(list, no, {
        review: ({ scope, round }) => askPerson(list, { step: 'review', scope, round }),
        forward: () => Promise.resolve(),
      }),
  );
}

/** 5: the commune forwards what the villages have finished, again and again; late villages follow in a later parcel. */
async function forwardRounds(list: List): Promise<void> {
  for (;;) {
    const due = latestReviewDue(list.facts);
    await list.until(
      (now) => mayForward(now) || isOver(now) || latestReviewDue(now) !== due,
      due > Date.now() && Number.isFinite(due) ? due : null,
    );
    if (isOver(list.facts)) return;
    if (!mayForward(list.facts)) continue;
    const round = list.facts.forwardRound;
    await askPerson(list, { step: 'forward', scope: '', round });
    await list.until((now) => now.forwardRound !== round || isOver(now));
  }
}

/** 6 to 10, for each parcel by itself, those made of returned or refused records too. */
async function policeParcels(list: List): Promise<void> {
  const { listId } = list.facts;
  await forEachParcel(
    list,
    ({ kind }) => kind === 'police',
    isOver,
    ({ no }) =>
      accompany(list, no, {
        verify: (parcel) =>
          prepared(list, parcel, 'verify', { kind: 'population_check', runNo: 1 }, () =>
            machine.populationCheck(listId, no),
          ),
        sign: (parcel) =>
          prepared(list, parcel, 'sign', { kind: 'population_update', runNo: parcel.round }, () =>
            machine.populationUpdate(listId, no, parcel.round),
          ),
        receive: (parcel) => handOver(list, parcel),
        update: (parcel) =>
          Promise.race([
            askPerson(list, asked('update', parcel)),
            serve(list, 'platform_update', parcel.scope, ({ runNo }) =>
              machine.platformUpdate(listId, no, runNo),
            ),
          ]),
        check: (parcel) =>
          prepared(list, parcel, 'check', { kind: 'verification', runNo: 1 }, () =>
            machine.verification(listId, no),
          ),
      }),
  );
}

/** A person's step whose material the machine prepares: the task is open, and visible, from the first moment. */
async function prepared(
  list: List,
  parcel: ParcelFact,
  step: 'verify' | 'sign' | 'check',
  job: { kind: 'population_check' | 'population_update' | 'verification'; runNo: number },
  run: () => Promise<void>,
): Promise<void> {
  const key = { ...job, scope: parcel.scope };
  await Promise.all([askPerson(list, { ...asked(step, parcel), preparedBy: key }), runJob(list, key, run)]);
}

function asked<S extends 'verify' | 'sign' | 'update' | 'check'>(step: S, { scope, round }: ParcelFact) {
  return { step, scope, round };
}

/** Something is finished in the villages, and nobody is awaited any more: either nobody is left, or the late have had their time. */
function mayForward(now: ListFacts): boolean {
  const finished = now.parcels.some(({ kind, stage }) => kind === 'village' && stage === 'forward');
  const begun = now.tasks.some(({ step, round }) => step === 'forward' && round === now.forwardRound);
  return begun || (now.state === 'open' && finished && latestReviewDue(now) <= Date.now());
}

/** The deadline of the last village still at work; 0 when none is, infinite before it was asked. */
function latestReviewDue(now: ListFacts): number {
  const awaited = now.parcels.filter(({ kind, stage }) => kind === 'village' && stage === 'review');
  const dues = awaited.map(
    (parcel) =>
      now.tasks.find(
        ({ step, scope, round }) => step === 'review' && scope === parcel.scope && round === parcel.round,
      )?.dueAt ?? Infinity,
  );
  return Math.max(0, ...dues);
}

/** All records have come to the end of their way. */
function isOver({ parcels }: ListFacts): boolean {
  return parcels.length > 0 && parcels.every(({ stage }) => stage === 'ended' || stage === 'regrouped');
}

function isEnded({ state }: ListFacts): boolean {
  return state === 'completed' || state === 'cancelled';
}
