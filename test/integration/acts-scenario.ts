import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from '@jest/globals';
import type { DataSource } from 'typeorm';
import type { TaskStep } from '#domain/process/steps';
import { Acts, SYSTEM } from '#persistence/act';
import { LOADED } from '#persistence/process/loading';
import type { RecordView } from '#persistence/repositories/records';
import type { TaskView } from '#persistence/repositories/inbox';
import { createCrl, type KeyAndCertificate } from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import { testApi, type Answer, type Caller, type TestApi } from '../support/api.ts';
import { givenList, givenParcel, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';
import { DAY, enrol, makeCertificates } from './acts-certificates.ts';

export const village = (k: number): string => `${COMMUNE}-0${k}`;

export interface Officers {
  readonly station: Caller;
  readonly commune: Caller;
  readonly villages: readonly Caller[];
  readonly police: Caller;
  readonly police2: Caller;
  readonly chief: Caller;
  readonly deputy: Caller;
  readonly policeClerk: Caller;
  readonly stationClerk: Caller;
}

/** The real API with an authority, officers' certificates and the steps of the chain as officers do them. */
export class Scenario {
  #listId = '';
  #system: DataSource | undefined;

  private constructor(
    readonly api: TestApi,
    readonly officers: Officers,
    readonly certificates: ReadonlyMap<string, KeyAndCertificate>,
    /** The authority that issued the good certificates. */
    readonly authority: KeyAndCertificate,
    private readonly folder: string,
  ) {}

  /** `env` adds to the API's variables. */
  static async start(env: Readonly<Record<string, string>> = {}): Promise<Scenario> {
    const { folder, authority, certificates } = await makeCertificates();
    const api = await testApi({
      TRUST_ANCHORS_FILE: join(folder, 'anchors.pem'),
      CRL_URL: pathToFileURL(join(folder, 'revoked.crl')).href,
      ...env,
    });
    const as = (login: string) => api.as(`${login}.${COMMUNE}`);
    const officers = {
      ...{ station: as('tramyte1'), commune: as('xa'), villages: [as('thon1'), as('thon2'), as('thon3')] },
      ...{ police: as('canbo1'), police2: as('canbo2'), chief: as('truongca'), deputy: as('phoca') },
      ...{ policeClerk: as('vanthuca'), stationClerk: as('vanthutyt') },
    };
    const scenario = new Scenario(api, officers, certificates, authority, folder);
    await enrol(api.db.owner, certificates);
    return scenario;
  }

  async close(): Promise<void> {
    await this.api.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  get anchorsFile(): string {
    return join(this.folder, 'anchors.pem');
  }

  get crlFile(): string {
    return join(this.folder, 'revoked.crl');
  }

  get owner() {
    return this.api.db.owner;
  }

  get listId(): string {
    return this.#listId;
  }

  /** A compiled list whose records lie in three villages in turn; loaded like the compile job does it. */
  async list(count: number, stage = 'compile'): Promise<string> {
    const { listId } = await givenList(this.owner);
    this.#listId = listId;
    await givenParcel(this.owner, listId, {
      kind: 'list',
      scope: '',
      stage,
      custodian: `TYT-${COMMUNE}`,
      count,
    });
    await this.owner.query(
      `update records set village_code = $2 || '-0' || (1 + record_no % 3) where list_id = $1`,
      [listId, COMMUNE],
    );
    this.#system ??= await this.api.db.connect('system');
    const custody = [{ from: null, to: `TYT-${COMMUNE}`, records: `{[1,${count + 1})}`, count }];
    await new Acts(this.#system).run({ actor: SYSTEM, lists: [listId] }, async (act) => {
      await act.query(LOADED, [listId, act.nextEventNo(listId), act.head(listId).provinceCode, 0]);
      await act.event(listId, {
        type: 'list.compiled',
        payload: { records: count },
        changes: true,
        custody,
      });
    });
    return listId;
  }

  /** What the workflow does: opens the task of a step. */
  task(step: TaskStep, scope = '', round = 1): Promise<string> {
    return givenTask(this.owner, this.#listId, step, { scope, round });
  }

  async claim(who: Caller, taskId: string): Promise<number> {
    const { status, body } = await who.post<TaskView>(`/tasks/${taskId}/claim`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.claimEpoch;
  }

  /** Opens, claims and completes a task, with `work` in between. */
  async step(
    who: Caller,
    step: TaskStep,
    options: {
      scope?: string;
      round?: number;
      extra?: object;
      work?: (taskId: string, epoch: number) => Promise<void>;
    } = {},
  ): Promise<Answer<TaskView>> {
    const taskId = await this.task(step, options.scope, options.round);
    const epoch = await this.claim(who, taskId);
    await options.work?.(taskId, epoch);
    const answer = await who.post<TaskView>(`/tasks/${taskId}/complete`, { epoch, ...options.extra });
    expect(answer).toMatchObject({ status: 200, body: { state: 'completed' } });
    return answer;
  }

  async records(who: Caller, taskId: string): Promise<RecordView[]> {
    const all: RecordView[] = [];
    for (let cursor = ''; ;) {
      const { body } = await who.get<{ items: RecordView[]; nextCursor: string | null }>(
        `/tasks/${taskId}/records?limit=500${cursor && `&cursor=${cursor}`}`,
      );
      all.push(...body.items);
      if (body.nextCursor === null) return all;
      cursor = body.nextCursor;
    }
  }

  /** Gives every record of a claimed task the outcome, in requests of 200. */
  async decideAll(who: Caller, taskId: string, epoch: number, outcome: string): Promise<void> {
    const records = await this.records(who, taskId);
    for (let i = 0; i < records.length; i += 200) {
      const decisions = records.slice(i, i + 200).map(({ recordNo }) => ({ recordNo, outcome }));
      const answer = await who.post(`/tasks/${taskId}/decisions`, { epoch, decisions });
      expect(answer).toMatchObject({ status: 200 });
    }
  }

  async review(k: number, round = 1): Promise<void> {
    const who = this.officers.villages[k - 1] as Caller;
    await this.step(who, 'review', {
      scope: village(k),
      round,
      work: (id, epoch) => this.decideAll(who, id, epoch, 'confirmed'),
    });
  }

  /** From the compiled list to a police parcel at verification. Returns its number. */
  async toPolice(count: number): Promise<string> {
    await this.list(count);
    await this.step(this.officers.station, 'compile');
    await this.step(this.officers.commune, 'assign');
    for (const k of [1, 2, 3]) await this.review(k);
    await this.step(this.officers.commune, 'forward');
    return this.parcelAt('verify');
  }

  async verify(scope: string, round = 1): Promise<void> {
    const { police } = this.officers;
    await this.step(police, 'verify', {
      scope,
      round,
      work: (id, epoch) => this.decideAll(police, id, epoch, 'matches'),
    });
  }

  /** A claimed and frozen sign task. */
  async freeze(
    scope: string,
    round = 1,
    who = this.officers.chief,
  ): Promise<{ taskId: string; epoch: number; handoverId: string; manifest: string }> {
    const taskId = await this.task('sign', scope, round);
    const epoch = await this.claim(who, taskId);
    const frozen = await who.post<{ handover: { id: string } }>(`/tasks/${taskId}/freeze`, { epoch });
    expect(frozen).toMatchObject({ status: 200 });
    const handoverId = frozen.body.handover.id;
    return { taskId, epoch, handoverId, manifest: await this.text(who, `/handovers/${handoverId}/manifest`) };
  }

  async sign(scope: string, round = 1): Promise<string> {
    const { epoch, handoverId, manifest } = await this.freeze(scope, round);
    const signature = await this.signature('truongca', manifest);
    const answer = await this.officers.chief.post(`/handovers/${handoverId}/signature`, { epoch, signature });
    expect(answer).toMatchObject({ status: 200, body: { handover: { state: 'offered' } } });
    return handoverId;
  }

  /** The station's receipt, signed. */
  async receive(
    scope: string,
    refused: { recordNo: number; reason: string }[] = [],
    round = 1,
  ): Promise<void> {
    const { station } = this.officers;
    const taskId = await this.task('receive', scope, round);
    const epoch = await this.claim(station, taskId);
    const draft = await station.post<{ receipt: string }>(`/tasks/${taskId}/receipt`, { epoch, refused });
    expect(draft).toMatchObject({ status: 200 });
    const signature = await this.signature('tramyte1', draft.body.receipt);
    const answer = await station.post(`/tasks/${taskId}/receive`, { epoch, signature });
    expect(answer).toMatchObject({ status: 200, body: { state: 'completed' } });
  }

  /** The last two steps, with the job's result written as the worker does. */
  async update(scope: string): Promise<void> {
    const { station } = this.officers;
    await this.step(station, 'update', {
      scope,
      work: async (id, epoch) => {
        expect(await station.post(`/tasks/${id}/start`, { epoch })).toMatchObject({ status: 200 });
        await this.owner.query(
          `update jobs set state = 'done' where list_id = $1 and kind = 'platform_update'`,
          [this.#listId],
        );
      },
    });
    await this.step(station, 'check', { scope });
  }

  /** A list of revoked certificates made now. */
  revocationList(revoked: { serialNumber: string; revokedAt: Date }[] = []): Promise<Buffer> {
    const now = Date.now();
    const times = { thisUpdate: new Date(now), nextUpdate: new Date(now + DAY) };
    return createCrl(this.authority, { revoked, number: 2, ...times });
  }

  async signature(name: string, content: string): Promise<string> {
    const { certificatePem, privateKeyPem } = this.certificates.get(name) as KeyAndCertificate;
    return (await signDetached({ content, certificatePem, privateKeyPem })).toString('base64');
  }

  /** The body exactly as it came, for signing. */
  async text(who: Caller, path: string): Promise<string> {
    const { body } = await who.get<unknown>(path);
    return typeof body === 'string' ? body : JSON.stringify(body);
  }

  /** The scope of the one parcel at a stage. */
  async parcelAt(stage: string): Promise<string> {
    const { rows } = await this.owner.query<{ scope: string }>(
      `select scope from parcels where list_id = $1 and stage = $2 order by parcel_no desc limit 1`,
      [this.#listId, stage],
    );
    return rows[0]?.scope ?? '';
  }

  /**
   * Custody adds up: after every event each record has exactly one holder by the moves, and at the end the moves, the parcels
   * and the records say the same.
   */
  async checkCustody(): Promise<void> {
    const { rows: moves } = await this.owner.query<{
      numbers: number[];
      from: string | null;
      to: string;
      count: number;
    }>(
      `select (select array_agg(no) from unnest(records) as span, generate_series(lower(span), upper(span) - 1) as no) as numbers,
              from_office_id as "from", to_office_id as "to", record_count as count
       from custody_moves where list_id = $1 order by event_no, move_no`,
      [this.#listId],
    );
    const { rows: records } = await this.owner.query<{ no: number; holder: string }>(
      `select record_no as no, custodian_office_id as holder from records join parcels using (province_code, list_id, parcel_no) where list_id = $1`,
      [this.#listId],
    );
    const holder = new Map<number, string | null>(records.map(({ no }) => [no, null]));
    for (const { numbers, from, to, count } of moves) {
      expect(numbers.length).toBe(count);
      for (const no of numbers) {
        expect(holder.get(no)).toBe(from);
        holder.set(no, to);
      }
    }
    for (const { no, holder: now } of records) expect(holder.get(no)).toBe(now);
    const { rows } = await this.owner.query<{ parcels: number; records: number }>(
      `select (select sum(record_count)::int from parcels where list_id = $1 and stage <> 'regrouped') as parcels, record_count as records from lists where id = $1`,
      [this.#listId],
    );
    expect(rows[0]?.parcels).toBe(rows[0]?.records);
    expect(records).toHaveLength(rows[0]?.records ?? -1);
  }
}

/** What a refusal must look like, with the details it must carry. */
export function refusal(status: number, code: string, details: object = {}): object {
  return {
    status,
    body: { code, status, title: expect.any(String), titleEn: expect.any(String), ...details },
  };
}
