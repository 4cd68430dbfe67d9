import type { Call, Decision, ListRecord, Officer, Page, Task } from '../connection/api.ts';

/** When an act happened, as far as its driver can know: between sending the request and having the answer. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface TaskAct extends Span {
  readonly kind: 'claim' | 'complete';
  readonly who: Officer;
  readonly task: Task;
}

export interface Decided extends Span {
  readonly who: Officer;
  readonly listId: string;
  readonly recordNo: number;
  readonly field: 'village_outcome' | 'police_outcome';
  readonly outcome: string;
  /** What the officer gave, and what he saw in its place. */
  readonly values: readonly {
    readonly field: string;
    readonly was: string | null;
    readonly is: string | null;
  }[];
}

export interface Looked extends Span {
  readonly who: Officer;
  readonly listId: string;
  /** Null: the whole list. */
  readonly recordNos: ReadonlySet<number> | null;
}

const COLUMNS = {
  fullName: 'full_name',
  dateOfBirth: 'date_of_birth',
  gender: 'gender',
  idNumber: 'id_number',
  passportNumber: 'passport_number',
  nationality: 'nationality',
} as const;

/**
 * What the driver did, as its officers: the diary against which the system's own memory is held. It is written from requests and
 * answers alone.
 */
export class RunLog {
  readonly acts: TaskAct[] = [];
  readonly decisions: Decided[] = [];
  readonly looks: Looked[] = [];
  /** Records of each review, by list and record: who had them before him, and the platform's subject. */
  readonly reviewed = new Map<string, { readonly village: string; readonly subjectId: string }>();
  /** Records that went back or were refused, and whose way is not the plain one. */
  readonly turned = new Set<string>();
  readonly #tasks = new Map<string, Task>();
  readonly #handovers = new Map<string, string>();
  readonly #seen = new Map<string, ListRecord>();

  readonly heard = (call: Call): void => {
    const { who, method, path, body, answer } = call;
    const span = { from: call.sentAt, to: call.receivedAt };
    const [, what, id = '', act = '', no, last] = path.split(/[/?]/);
    if (what === 'lists' && act === 'evidence' && path.includes('personal=true'))
      this.looks.push({ ...span, who, listId: id, recordNos: null });
    if (what === 'handovers' && act === 'signature') this.#ended(span, who, this.#handovers.get(id));
    if (what !== 'tasks') return;
    if (method === 'GET' && act === 'records') this.#looked(span, who, id, answer as Page<ListRecord>);
    if (method === 'GET') return;
    if (act === 'claim') {
      const task = answer as Task;
      this.#tasks.set(id, task);
      this.acts.push({ ...span, kind: 'claim', who, task });
    } else if (act === 'complete' || act === 'receive') this.#ended(span, who, id);
    else if (act === 'freeze') {
      const { handover, id: bare } = answer as { handover?: { id: string }; id?: string };
      this.#handovers.set(handover?.id ?? bare ?? '', id);
    } else if (act === 'decisions')
      for (const decision of (body as { decisions: Decision[] }).decisions)
        this.#decided(span, who, id, decision);
    else if (act === 'records' && last === 'decision')
      this.#decided(span, who, id, { ...(body as Omit<Decision, 'recordNo'>), recordNo: Number(no) });
    else if (act === 'accept-proposals')
      for (const recordNo of (body as { recordNos: number[] }).recordNos)
        this.#accepted(span, who, id, recordNo);
    else if (act === 'returns') this.#turn(id, (body as { recordNos: number[] }).recordNos);
    else if (act === 'receipt')
      this.#turn(
        id,
        (body as { refused: { recordNo: number }[] }).refused.map(({ recordNo }) => recordNo),
      );
  };

  /** A task as it was when it was claimed. */
  task(id: string): Task | undefined {
    return this.#tasks.get(id);
  }

  #turn(taskId: string, recordNos: readonly number[]): void {
    const listId = this.#tasks.get(taskId)?.listId;
    for (const recordNo of recordNos) this.turned.add(`${listId} ${recordNo}`);
  }

  #ended(span: Span, who: Officer, taskId: string | undefined): void {
    const task = this.#tasks.get(taskId ?? '');
    if (task !== undefined) this.acts.push({ ...span, kind: 'complete', who, task });
  }

  #looked(span: Span, who: Officer, taskId: string, { items }: Page<ListRecord>): void {
    const task = this.#tasks.get(taskId);
    if (task?.listId === undefined || task.listId === null || items.length === 0) return;
    const { listId } = task;
    this.looks.push({ ...span, who, listId, recordNos: new Set(items.map(({ recordNo }) => recordNo)) });
    for (const record of items) {
      this.#seen.set(`${taskId} ${record.recordNo}`, record);
      const key = `${listId} ${record.recordNo}`;
      if (task.step === 'review' && !this.reviewed.has(key))
        this.reviewed.set(key, { village: task.scope, subjectId: record.platformSubjectId });
    }
  }

  #accepted(span: Span, who: Officer, taskId: string, recordNo: number): void {
    const record = this.#seen.get(`${taskId} ${recordNo}`);
    if (record === undefined) return;
    this.#decided(span, who, taskId, {
      ...{ recordNo, outcome: record.proposedOutcome ?? '' },
      values: record.proposedValues ?? {},
    });
  }

  #decided(span: Span, who: Officer, taskId: string, { recordNo, outcome, values = {} }: Decision): void {
    const task = this.#tasks.get(taskId);
    const record = this.#seen.get(`${taskId} ${recordNo}`);
    if (task?.listId === undefined || task.listId === null || record === undefined) return;
    const current = record.current as unknown as Record<string, string | null>;
    const given = Object.entries(values) as [keyof typeof COLUMNS, string | null][];
    this.decisions.push({
      ...{ ...span, who, listId: task.listId, recordNo, outcome },
      field: task.step === 'review' ? 'village_outcome' : 'police_outcome',
      values: given
        .filter(([name, is]) => COLUMNS[name] !== undefined && (current[name] ?? null) !== is)
        .map(([name, is]) => ({ field: COLUMNS[name], was: current[name] ?? null, is })),
    });
  }
}
