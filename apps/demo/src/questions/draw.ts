import type { ListPlan } from '../officers/drive.ts';
import { readEvidence } from '../policies/evidence.ts';
import type { TruthItem } from '../judge/truth.ts';
import { custodyDiary } from './custody-diary.ts';
import type { Expectation, Asking } from './expectations.ts';
import { asOfRight, changesRight, heldRight, lateRight, looksRight } from './expectations.ts';
import type { RunLog } from './run-log.ts';

export interface Sources {
  readonly log: RunLog;
  readonly plans: readonly ListPlan[];
  /** What the simulators know of the platform's subjects, by id. */
  readonly truth: ReadonlyMap<string, TruthItem>;
  /** Subjects whose values the platform took from us, by its own effect log. */
  readonly updated: ReadonlySet<string>;
  /** Login to person. */
  readonly people: ReadonlyMap<string, string>;
  readonly random: () => number;
}

const KINDS = ['who-held', 'changes', 'looks', 'late', 'as-of'] as const;
/** Acts that come this close to a moment leave open which of them was first. */
const MARGIN_MS = 4;

/** Draws questions over records, times and offices of a run, each with what its answer must be by the officers' own diary. */
export function drawQuestions(sources: Sources, count: number): Expectation[] {
  const drawn: Expectation[] = [];
  for (let tried = 0; drawn.length < count && tried < count * 50; tried += 1) {
    // In turn, so that few questions are of all kinds.
    const kind = KINDS[drawn.length % KINDS.length] as (typeof KINDS)[number];
    const question = drawOne(sources, kind);
    if (question !== undefined) drawn.push(question);
  }
  return drawn;
}

function drawOne(sources: Sources, kind: (typeof KINDS)[number]): Expectation | undefined {
  const { log, plans, random, people } = sources;
  const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
  const plan = pick(plans);
  if (plan === undefined) return undefined;
  const { listId } = plan;
  // Of records that went back the diary knows too little: who took an outcome away again.
  const keys = [...log.reviewed.keys()].filter((key) => key.startsWith(`${listId} `) && !log.turned.has(key));
  const key = pick(keys);
  const recordNo = Number(key?.split(' ')[1]);
  if (key === undefined) return undefined;
  const asking = (extra: Partial<Asking> = {}): Asking => ({ question: kind, list: listId, ...extra });
  if (kind === 'who-held') {
    const diary = custodyDiary(log, listId, recordNo, plan.officers);
    const at = momentBetween(diary?.[0]?.to, lastActOf(log, listId), random);
    if (diary === undefined || at === undefined) return undefined;
    if (diary.some((span) => near(span, at))) return undefined;
    const held = diary.filter(({ to }) => to < at).at(-1);
    if (held === undefined) return undefined;
    return { asking: asking({ record: recordNo, at: iso(at) }), right: heldRight(held) };
  }
  if (kind === 'changes') {
    const decisions = log.decisions.filter((one) => one.listId === listId && one.recordNo === recordNo);
    const subject = log.reviewed.get(key)?.subjectId ?? '';
    const truth = sources.updated.has(subject) ? sources.truth.get(subject) : undefined;
    return {
      asking: asking({ record: recordNo, purpose: 'Đối chiếu câu hỏi kiểm tra với nhật ký' }),
      right: changesRight(decisions, people, truth === undefined ? undefined : readEvidence(truth.now)),
    };
  }
  if (kind === 'looks') {
    const looks = log.looks.filter(
      (one) => one.listId === listId && (one.recordNos === null || one.recordNos.has(recordNo)),
    );
    return { asking: asking({ record: recordNo }), right: looksRight(looks, people) };
  }
  if (kind === 'late') {
    const silent = [...plan.silent].map((code) => plan.officers.villages.get(code)?.officeId ?? '');
    return {
      asking: asking(),
      right: lateRight(log, plan, silent, people),
    };
  }
  const at = momentBetween(
    log.acts.find(({ task }) => task.listId === listId)?.from,
    lastActOf(log, listId),
    random,
  );
  if (at === undefined) return undefined;
  const decisions = log.decisions.filter((one) => one.listId === listId && one.recordNo === recordNo);
  const acts = log.acts.filter(({ task }) => task.listId === listId);
  if ([...decisions, ...acts].some((span) => near(span, at))) return undefined;
  return {
    asking: asking({ record: recordNo, at: iso(at) }),
    right: asOfRight(acts, decisions, at, people),
  };
}

const iso = (at: number): string => new Date(at).toISOString();
const near = ({ from, to }: { readonly from: number; readonly to: number }, at: number): boolean =>
  from - MARGIN_MS <= at && at <= to + MARGIN_MS;

function lastActOf(log: RunLog, listId: string): number | undefined {
  return log.acts.filter(({ task }) => task.listId === listId).at(-1)?.from;
}

function momentBetween(
  from: number | undefined,
  to: number | undefined,
  random: () => number,
): number | undefined {
  if (from === undefined || to === undefined || to <= from) return undefined;
  return Math.floor(from + random() * (to - from));
}
