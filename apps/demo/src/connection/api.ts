import type { Role } from '#domain/people/roles';
import type { TaskOutcome, TaskStep } from '#domain/process/steps';
import type { PoliceOutcome, VillageOutcome } from '#domain/process/outcomes';
import type { Answer, Http, Method } from './http.ts';

/** A signed-in person in one office and role. */
export interface Officer {
  readonly login: string;
  readonly officeId: string;
  readonly role: Role;
  /** An access token from a sign-in fresh enough to sign with. */
  readonly token: () => Promise<string>;
}

export interface Page<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

export interface Job {
  readonly kind: string;
  readonly runNo: number;
  readonly state: 'requested' | 'running' | 'by_hand' | 'done' | 'failed';
  readonly done: number;
  readonly total: number | null;
  readonly failed: number;
}

export interface Task {
  readonly id: string;
  readonly listId: string | null;
  readonly step: TaskStep;
  readonly scope: string;
  readonly round: number;
  readonly partNo: number;
  readonly partCount: number;
  readonly officeId: string;
  readonly dueAt: string;
  readonly state: 'open' | 'claimed' | 'held' | 'completed' | 'cancelled';
  readonly preparing: boolean;
  readonly claimEpoch: number;
  readonly outcome: TaskOutcome | null;
  readonly recordCount: number;
  readonly undecidedCount: number;
  readonly job: Job | null;
}

/** A person's data as the platform, a paper or the population database has it. */
export interface Person {
  readonly fullName: string | null;
  readonly dateOfBirth: string | null;
  readonly gender: string | null;
  readonly idNumber: string | null;
}

export interface Values extends Person {
  readonly passportNumber: string | null;
  readonly nationality: string;
}

export interface ListRecord {
  readonly recordNo: number;
  readonly villageCode: string | null;
  readonly platformSubjectId: string;
  readonly platform: Person;
  readonly current: Values;
  readonly address: string | null;
  readonly defects: readonly string[];
  readonly villageOutcome: VillageOutcome | null;
  readonly populationStatus: string | null;
  readonly populationAnswer: unknown;
  readonly proposedOutcome: PoliceOutcome | null;
  readonly proposedValues: Partial<Values> | null;
  readonly policeOutcome: PoliceOutcome | null;
  readonly updateState: string | null;
  readonly updateFailure: string | null;
}

export interface Decision {
  readonly recordNo: number;
  readonly outcome: string;
  readonly values?: Partial<Values>;
  readonly note?: string;
}

/** One request with its answer, for whoever keeps a diary. Times are milliseconds since 1970. */
export interface Call {
  readonly who: Officer;
  readonly method: Method;
  readonly path: string;
  readonly body: unknown;
  readonly answer: unknown;
  readonly sentAt: number;
  readonly receivedAt: number;
}

/** The product's public API as one officer uses it. */
export class Api {
  constructor(
    readonly http: Http,
    private readonly heard: (call: Call) => void = () => {},
  ) {}

  async get<T>(who: Officer, path: string): Promise<T> {
    return (await this.#call<T>(who, 'GET', path)).body;
  }

  write<T>(who: Officer, method: Method, path: string, body: unknown = {}): Promise<Answer<T>> {
    return this.#call<T>(who, method, path, body);
  }

  /** Bytes exactly as the server has them, as text. */
  async text(who: Officer, path: string): Promise<string> {
    return (await this.http.send<string>({ method: 'GET', path, raw: true, headers: await capacity(who) }))
      .body;
  }

  /** Sends a file. */
  async upload<T>(who: Officer, path: string, file: { content: Buffer; name: string }): Promise<Answer<T>> {
    return this.http.send<T>({ method: 'POST', path, file, headers: await capacity(who) });
  }

  /** A document: a PDF or an archive. */
  async bytes(who: Officer, path: string): Promise<Buffer> {
    const sentAt = Date.now();
    const { body } = await this.http.send<Buffer>({
      ...{ method: 'GET', path, binary: true },
      headers: await capacity(who),
    });
    this.heard({ who, method: 'GET', path, body: null, answer: null, sentAt, receivedAt: Date.now() });
    return body;
  }

  /** Open and own claimed tasks of one step of one list. */
  async tasks(who: Officer, listId: string, step: TaskStep): Promise<readonly Task[]> {
    const page = await this.get<Page<Task>>(who, `/tasks?state=open,claimed&step=${step}&listId=${listId}`);
    return page.items;
  }

  /** All records of a task, in pages of 500. */
  async records(who: Officer, taskId: string, filter = ''): Promise<ListRecord[]> {
    const all: ListRecord[] = [];
    let cursor: string | null = null;
    do {
      const after: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: Page<ListRecord> = await this.get(
        who,
        `/tasks/${taskId}/records?limit=500${filter}${after}`,
      );
      all.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  }

  async #call<T>(who: Officer, method: Method, path: string, body?: unknown): Promise<Answer<T>> {
    const headers = await capacity(who);
    const sentAt = Date.now();
    const answer = await this.http.send<T>({
      ...{ method, path, headers },
      ...(body === undefined ? {} : { body }),
    });
    this.heard({ who, method, path, body, answer: answer.body, sentAt, receivedAt: Date.now() });
    return answer;
  }
}

async function capacity(who: Officer): Promise<Record<string, string>> {
  return { authorization: `Bearer ${await who.token()}`, 'x-office': who.officeId, 'x-role': who.role };
}
