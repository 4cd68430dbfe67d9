import type { FieldChange, HeldBy, LateTask, Look } from '#persistence/audit/questions';
import type { ListPlan } from '../officers/drive.ts';
import { agree, readEvidence, type Evidence, type Field } from '../policies/evidence.ts';
import type { Held } from './custody-diary.ts';
import type { Decided, Looked, RunLog, TaskAct } from './run-log.ts';

/** A question as the command and the API are asked. */
export interface Asking {
  readonly question: string;
  readonly list: string;
  readonly record?: number;
  readonly at?: string;
  readonly purpose?: string;
}

/** Tells what is wrong with an answer, in ids, codes and times; null when it is right. */
export type Right = (answer: unknown) => string | null;

export interface Expectation {
  readonly asking: Asking;
  readonly right: Right;
}

type People = ReadonlyMap<string, string>;
const ms = (at: Date | string | null | undefined): number => (at ? new Date(at).getTime() : NaN);
/** The database's clock and ours are one machine's; times are kept to the millisecond. */
const within = (at: number, { from, to }: { readonly from: number; readonly to: number }): boolean =>
  from - 2 <= at && at <= to + 2;

export const heldRight =
  (held: Held): Right =>
  (answer) => {
    const { officeId, since } = (answer ?? {}) as Partial<HeldBy>;
    if (officeId !== held.officeId) return `held by ${officeId ?? 'nobody'}, expected ${held.officeId}`;
    return within(ms(since), held)
      ? null
      : `since ${String(since)}, expected ${new Date(held.from).toISOString()}`;
  };

const NAMES: Readonly<Record<string, Field>> = {
  full_name: 'fullName',
  date_of_birth: 'dateOfBirth',
  gender: 'gender',
  id_number: 'idNumber',
};

/** Every decision of the diary is there, by its person, at its time, with the values given and replaced; and no other decision is. */
export const changesRight =
  (decisions: readonly Decided[], people: People, onPlatform: Evidence | undefined): Right =>
  (answer) => {
    const rows = answer as FieldChange[];
    const outcomes = rows.filter(({ field }) => field === 'village_outcome' || field === 'police_outcome');
    const said = decisions.filter(
      (one, i) =>
        decisions.findLast((other, k) => k < i && other.field === one.field)?.outcome !== one.outcome,
    );
    if (outcomes.length !== said.length)
      return `${outcomes.length} outcomes were set, expected ${said.length}`;
    for (const one of decisions) {
      const of = (field: string) => rows.find((row) => row.field === field && within(ms(row.at), one));
      const row = said.includes(one) ? of(one.field) : undefined;
      if (said.includes(one)) {
        if (row === undefined) return `no ${one.field} was set by ${one.who.login} at its time`;
        if (row.newValue !== one.outcome)
          return `${one.field} is ${row.newValue ?? ''}, expected ${one.outcome}`;
        if (row.person?.personId !== people.get(one.who.login) || row.office?.officeId !== one.who.officeId)
          return `${one.field} was set by ${row.person?.personId ?? 'nobody'}, expected ${one.who.login}`;
      }
      for (const { field, was, is } of one.values) {
        const change = of(field);
        if (change === undefined) return `${field} was not changed by ${one.who.login} at its time`;
        if (change.newValue !== is || change.oldValue !== was) return `${field} has other values`;
      }
    }
    return onPlatform === undefined ? null : platformRight(rows, onPlatform);
  };

/** What the platform has now is the last value that the history tells, for each of the basic fields that was changed. */
function platformRight(rows: readonly FieldChange[], now: Evidence): string | null {
  for (const [field, name] of Object.entries(NAMES)) {
    const last = rows.findLast((row) => row.field === field);
    if (last?.newValue === undefined || last.newValue === null) continue;
    const value = readEvidence({ [name]: last.newValue })[name];
    if (value === null || now[name] === null) continue;
    if (!agree(name, now[name], value) && !agree(name, value, now[name]))
      return `${field}: the platform has another value than the history's last`;
  }
  return null;
}

/** As often as the officers looked, each of them. Looks of others (the auditor himself) are not theirs. */
export const looksRight =
  (looks: readonly Looked[], people: People): Right =>
  (answer) => {
    const known = new Set(people.values());
    const said = countBy(
      (answer as Look[]).flatMap(({ person }) =>
        person !== null && known.has(person.personId) ? [person.personId] : [],
      ),
    );
    const expected = countBy(looks.map(({ who }) => people.get(who.login) ?? who.login));
    for (const id of new Set([...said.keys(), ...expected.keys()]))
      if ((said.get(id) ?? 0) !== (expected.get(id) ?? 0))
        return `${id} looked ${said.get(id) ?? 0} times, expected ${expected.get(id) ?? 0}`;
    return null;
  };

/** The silent villages, and everybody whose completion came after the deadline his task had when he took it. */
export const lateRight =
  (
    log: RunLog,
    { listId, silent, officers }: ListPlan,
    silentOffices: readonly string[],
    people: People,
  ): Right =>
  (answer) => {
    const rows = answer as LateTask[];
    const done = log.acts.filter(({ kind, task }) => kind === 'complete' && task.listId === listId);
    for (const { task, who, from, to } of done) {
      const due = ms(task.dueAt);
      const row = rows.find(({ taskId }) => taskId === task.id);
      if (to + 2 < due && row !== undefined) return `task ${task.id} was in time`;
      if (from - 2 > due && row?.person?.personId !== people.get(who.login))
        return `task ${task.id} was late through ${who.login}, said is ${row?.person?.personId ?? 'nothing'}`;
    }
    for (const officeId of silentOffices) {
      const had = [...log.reviewed.values()].length > 0;
      const row = rows.find(
        ({ office, step, completedAt }) =>
          office.officeId === officeId && step === 'review' && completedAt === null,
      );
      if (had && row === undefined) return `the silent office ${officeId} is not named`;
    }
    const own = new Set(done.map(({ task }) => task.id));
    const others = rows.find(
      ({ taskId, office, completedAt }) =>
        !own.has(taskId) && completedAt === null && !silentOffices.includes(office.officeId),
    );
    const known = [officers.commune, ...officers.stations, ...officers.police, officers.chief];
    return others === undefined || silent.size > 0 || known.length === 0
      ? null
      : `task ${others.taskId} of ${others.office.officeId} is named, and nobody was silent`;
  };

interface AsOfAnswer {
  readonly tasks: readonly Readonly<Record<string, unknown>>[];
  readonly record?: Readonly<Record<string, unknown>> | null;
}

/** Each task that the diary knows was claimed, by its person, or completed at that moment; the record has the outcomes set until then. */
export const asOfRight =
  (acts: readonly TaskAct[], decisions: readonly Decided[], at: number, people: People): Right =>
  (answer) => {
    const { tasks, record } = answer as AsOfAnswer;
    for (const { task, kind, who, to } of acts) {
      if (kind !== 'claim' || to > at || task.partCount > 0) continue;
      const ended = acts.some((one) => one.kind === 'complete' && one.task.id === task.id && one.to < at);
      const state = tasks.find(({ id }) => id === task.id);
      const split = Number(state?.['part_count'] ?? 0) > 0;
      if (state === undefined) return `task ${task.id} is missing`;
      if (split) continue;
      const expected = ended ? 'completed' : 'claimed';
      if (state['state'] !== expected)
        return `task ${task.id} is ${String(state['state'])}, expected ${expected}`;
      if (!ended && state['claimed_by'] !== people.get(who.login))
        return `task ${task.id} is claimed by another than ${who.login}`;
    }
    for (const field of ['village_outcome', 'police_outcome'] as const) {
      const expected = decisions.filter((one) => one.field === field && one.to < at).at(-1)?.outcome ?? null;
      const is = (record?.[field] ?? null) as string | null;
      if (is !== expected) return `${field} is ${is ?? 'empty'}, expected ${expected ?? 'empty'}`;
    }
    return null;
  };

function countBy(keys: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
