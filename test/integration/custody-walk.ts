import { expect } from '@jest/globals';
import { Acts } from '#persistence/act';
import { COMPILE_JOB, finishLoading } from '#persistence/process/loading';
import type { TaskStep } from '#domain/process/steps';
import type { CustodyInterval } from '#persistence/repositories/record-custody';
import type { ListCustody } from '#persistence/repositories/custody-ledger';
import { replayCustody, type CustodyMoveRow } from '../../apps/demo/src/judge/custody.ts';
import type { Answer, Caller } from '../support/api.ts';
import { givenList, givenTask } from '../support/chain.ts';
import { COMMUNE } from '../support/database.ts';
import type { Scenario } from './acts-scenario.ts';

/** One move of a walk: which open parcel, what its holder does, with which of its records, and where the database dies over it. */
export interface Move {
  readonly parcel: number;
  readonly way: number;
  readonly some: number;
  /** `event`: when the act's event is written; `commit`: in the middle of the commit. */
  readonly crash: 'event' | 'commit' | null;
}

interface Parcel {
  readonly no: number;
  readonly scope: string;
  readonly round: number;
  readonly stage: string;
  readonly records: number[];
  readonly handoverId: string | null;
  readonly offered: boolean;
}

class Refused extends Error {}

/** Kills the act's own connection where a move wants it. */
export async function armCrashes(chain: Scenario): Promise<void> {
  await chain.owner.query(`
    create table crash_plan (place text not null);
    grant select on crash_plan to bangiao_api, bangiao_system;
    create function crash_now() returns trigger language plpgsql as $$ begin
      if current_user = 'bangiao_api' and exists (select from crash_plan where place = tg_argv[0]) then
        perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(5);
      end if; return null; end $$;
    create trigger crash_event after insert on events for each row execute function crash_now('event');
    create constraint trigger crash_commit after insert on events deferrable initially deferred
      for each row execute function crash_now('commit');`);
}

/** Goes with one list through the acts of the real API in any order that its state allows. */
export class CustodyWalk {
  readonly done: string[] = [];
  #listId = '';

  constructor(
    private readonly chain: Scenario,
    private readonly acts: Acts,
  ) {}

  /** A list as the compile job leaves it. */
  async begin(records: number): Promise<void> {
    const { listId } = await givenList(this.chain.owner);
    this.#listId = listId;
    await this.chain.owner.query(
      `insert into records (province_code, list_id, record_no, commune_code, village_code, parcel_no, platform_subject_id, platform_version, full_name)
       select l.province_code, l.id, n, l.commune_code, $2 || '-0' || (1 + n % 3), 1, 'S' || n, 1, 'Nguyễn Văn Thử' from lists l, generate_series(1, $3::int) n
       where l.id = $1`,
      [listId, COMMUNE, records],
    );
    await this.chain.owner.query(
      `insert into jobs (province_code, list_id, kind, state) select province_code, id, 'compile', 'running' from lists where id = $1`,
      [listId],
    );
    expect(COMPILE_JOB.kind).toBe('compile');
    await finishLoading(this.acts, listId);
  }

  /** Does a move; false when the list has ended. A refusal is an answer like others, a crash leaves everything as it was. */
  async move({ parcel, way, some, crash }: Move): Promise<boolean> {
    const open = await this.#open();
    const chosen = open[parcel % Math.max(open.length, 1)];
    if (chosen === undefined) return false;
    const part = chosen.records.filter((no) => (no * 7 + some) % 3 === 0);
    if (crash !== null) await this.chain.owner.query(`insert into crash_plan values ($1)`, [crash]);
    try {
      this.done.push(`${chosen.stage} ${way % 6}${crash === null ? '' : ` dies at its ${crash}`}`);
      // A walk is cancelled late, when much has happened: an early end would show little.
      if (way >= 55 && this.done.length > 20) {
        await this.#ok(this.chain.api.as('tinh.60').post(`/lists/${this.#listId}/cancel`, { reason: 'Thử' }));
        this.done.push('list cancelled');
      } else await this.#act(chosen, way % 6, part);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      this.done.push(`refused ${chosen.stage} ${way % 6}: ${error.message}`);
    } finally {
      await this.chain.owner.query(`delete from crash_plan`);
    }
    return true;
  }

  async #act(parcel: Parcel, way: number, part: number[]): Promise<void> {
    const { station, commune, villages, police, chief } = this.chain.officers;
    const reason = 'Thử';
    switch (parcel.stage) {
      case 'compile':
        return this.#complete(station, 'compile', parcel, async (id, epoch) => {
          if (way === 1 && part.length > 0 && part.length < parcel.records.length)
            await this.#ok(station.post(`/tasks/${id}/exclusions`, { epoch, recordNos: part, reason }));
        });
      case 'assign':
        return this.#complete(
          commune,
          'assign',
          parcel,
          undefined,
          way === 1 ? { outcome: 'returned', reason } : {},
        );
      case 'review': {
        const village = villages[Number(parcel.scope.slice(-1)) - 1] as Caller;
        return this.#complete(village, 'review', parcel, (id, epoch) =>
          this.#decide(village, id, epoch, parcel, 'confirmed'),
        );
      }
      case 'forward': {
        const late = (await this.#open()).filter(({ stage }) => stage === 'review').map(({ scope }) => scope);
        const returns = way < 2 && part.length > 0 ? { returns: [{ recordNos: part, reason }] } : {};
        const round = await this.#forwardRound();
        return this.#complete(commune, 'forward', { scope: '', round }, undefined, {
          ...(late.length > 0 ? { withoutVillages: [...new Set(late)] } : {}),
          ...returns,
        });
      }
      case 'verify':
        return this.#complete(police, 'verify', parcel, async (id, epoch) => {
          if (way < 2 && part.length > 0)
            await this.#ok(police.post(`/tasks/${id}/returns`, { epoch, recordNos: part, reason }));
          await this.#decide(police, id, epoch, parcel, 'matches');
        });
      case 'sign':
        return this.#sign(chief, parcel, way);
      case 'receive':
        return this.#receive(station, chief, parcel, way, part);
      case 'update':
        return this.#complete(station, 'update', parcel, async (id, epoch) => {
          await this.#ok(station.post(`/tasks/${id}/start`, { epoch }));
          await this.chain.owner.query(
            `update jobs set state = 'done' where list_id = $1 and kind = 'platform_update'`,
            [this.#listId],
          );
        });
      default:
        return this.#complete(station, parcel.stage as TaskStep, parcel);
    }
  }

  async #sign(chief: Caller, parcel: Parcel, way: number): Promise<void> {
    if (way === 0)
      return this.#complete(chief, 'sign', parcel, undefined, { outcome: 'returned', reason: 'Thử' });
    const { id, epoch } = await this.#claim(chief, 'sign', parcel);
    let { handoverId } = parcel;
    if (handoverId === null) {
      const frozen = await this.#ok(
        chief.post<{ handover: { id: string } }>(`/tasks/${id}/freeze`, { epoch }),
      );
      handoverId = frozen.body.handover.id;
    }
    if (way === 1) {
      await this.#ok(chief.delete(`/handovers/${handoverId}/freeze`, { epoch }));
      return;
    }
    const manifest = await this.chain.text(chief, `/handovers/${handoverId}/manifest`);
    const signature = await this.chain.signature('truongca', manifest);
    await this.#ok(chief.post(`/handovers/${handoverId}/signature`, { epoch, signature }));
  }

  async #receive(station: Caller, chief: Caller, parcel: Parcel, way: number, part: number[]): Promise<void> {
    if (way === 0) {
      await this.#ok(chief.post(`/handovers/${parcel.handoverId}/withdraw`, { reason: 'Thử' }));
      this.done.push('offer withdrawn');
      return;
    }
    const numbers = way === 1 ? parcel.records : way < 5 ? part : [];
    const { id, epoch } = await this.#claim(station, 'receive', parcel);
    const refused = numbers.map((recordNo) => ({ recordNo, reason: 'Thử' }));
    const draft = await this.#ok(
      station.post<{ receipt: string }>(`/tasks/${id}/receipt`, { epoch, refused }),
    );
    const signature = await this.chain.signature('tramyte1', draft.body.receipt);
    await this.#ok(station.post(`/tasks/${id}/receive`, { epoch, signature }));
    if (refused.length > 0)
      this.done.push(refused.length === parcel.records.length ? 'parcel refused' : 'records refused');
  }

  /** Opens the step's task as the workflow does, unless it is there, and claims it. */
  async #claim(
    who: Caller,
    step: TaskStep,
    { scope, round }: { scope: string; round: number },
  ): Promise<{ id: string; epoch: number }> {
    const wanted = ['compile', 'assign', 'forward'].includes(step) ? '' : scope;
    // The workflow takes questions back whose parcel has moved on.
    await this.chain.owner.query(
      `update tasks t set state = 'cancelled' where list_id = $1 and state in ('open','claimed') and step in ('sign','receive','verify')
         and not exists (select from parcels p where p.list_id = t.list_id and p.stage = t.step and p.scope = t.scope and p.round = t.round)`,
      [this.#listId],
    );
    const { rows } = await this.chain.owner.query<{ id: string }>(
      `select id from tasks where list_id = $1 and step = $2 and scope = $3 and round = $4`,
      [this.#listId, step, wanted, round],
    );
    const id =
      rows[0]?.id ?? (await givenTask(this.chain.owner, this.#listId, step, { scope: wanted, round }));
    const { body } = await this.#ok(who.post<{ claimEpoch: number }>(`/tasks/${id}/claim`));
    return { id, epoch: body.claimEpoch };
  }

  async #complete(
    who: Caller,
    step: TaskStep,
    at: { scope: string; round: number },
    work?: (id: string, epoch: number) => Promise<void>,
    extra: object = {},
  ): Promise<void> {
    const { id, epoch } = await this.#claim(who, step, at);
    await work?.(id, epoch);
    await this.#ok(who.post(`/tasks/${id}/complete`, { epoch, ...extra }));
  }

  async #decide(who: Caller, id: string, epoch: number, { no }: Parcel, outcome: string): Promise<void> {
    const { rows } = await this.chain.owner.query<{ no: number }>(
      `select record_no as no from records where list_id = $1 and parcel_no = $2`,
      [this.#listId, no],
    );
    if (rows.length === 0) return;
    const decisions = rows.map((row) => ({ recordNo: row.no, outcome }));
    await this.#ok(who.post(`/tasks/${id}/decisions`, { epoch, decisions }));
  }

  async #ok<T>(answer: Promise<Answer<T>>): Promise<Answer<T>> {
    const { status, body, ...rest } = await answer;
    if (status >= 300) throw new Refused(`${status} ${(body as { code?: string } | undefined)?.code ?? ''}`);
    return { status, body, ...rest };
  }

  async #forwardRound(): Promise<number> {
    const { rows } = await this.chain.owner.query<{ round: number }>(
      `select forward_round as round from lists where id = $1`,
      [this.#listId],
    );
    return rows[0]?.round ?? 1;
  }

  async #open(): Promise<Parcel[]> {
    const { rows } = await this.chain.owner.query<Parcel>(
      `select p.parcel_no as no, p.scope, p.round, p.stage, array_agg(r.record_no order by r.record_no) as records,
              h.id as "handoverId", coalesce(h.state = 'offered', false) as offered
       from lists l join parcels p on p.list_id = l.id join records r on r.list_id = l.id and r.parcel_no = p.parcel_no
       left join handovers h on h.list_id = l.id and h.grade = 'official' and h.state in ('frozen','offered') and p.parcel_no = any(h.parcel_nos)
       where l.id = $1 and l.state = 'open' and p.stage not in ('ended','regrouped') group by p.province_code, p.list_id, p.parcel_no, h.id
       order by p.parcel_no`,
      [this.#listId],
    );
    return rows;
  }

  /** What must be so after every move, whatever happened in it. */
  async check(): Promise<void> {
    const { owner, officers } = this.chain;
    const { rows: records } = await owner.query<{ no: number; holder: string | null; stage: string | null }>(
      `select r.record_no as no, p.custodian_office_id as holder, p.stage from records r
       left join parcels p on p.list_id = r.list_id and p.parcel_no = r.parcel_no where r.list_id = $1 order by 1`,
      [this.#listId],
    );
    // One custodian per record, in a parcel that is still alive.
    expect(records.filter(({ holder, stage }) => holder === null || stage === 'regrouped')).toEqual([]);
    const { rows: moves } = await owner.query<CustodyMoveRow>(
      `select event_no::float8 as "eventNo", from_office_id as "from", to_office_id as "to", records::text as records, record_count as count
       from custody_moves where list_id = $1 order by event_no, move_no`,
      [this.#listId],
    );
    const live = new Map(records.map(({ no, holder }) => [no, holder ?? '']));
    expect(replayCustody(records.length, moves, live)).toEqual([]);

    const { body: custody } = await officers.station.get<ListCustody>(`/lists/${this.#listId}/custody`);
    const sum = (counts: readonly { count: number }[]) => counts.reduce((all, { count }) => all + count, 0);
    expect([custody.total, sum(custody.now), sum(custody.offices)]).toEqual(Array(3).fill(records.length));
    for (const { officeId, count } of custody.offices) {
      expect(records.filter(({ holder }) => holder === officeId)).toHaveLength(count);
      expect(sum(custody.now.filter((group) => group.officeId === officeId))).toBe(count);
    }
    for (const { no, holder } of records) {
      const { body } = await officers.station.get<{ items: CustodyInterval[] }>(
        `/lists/${this.#listId}/records/${no}/custody?limit=200`,
      );
      const spans = body.items;
      expect(spans.at(-1)).toMatchObject({ officeId: holder, until: null });
      for (const [i, span] of spans.slice(0, -1).entries())
        expect([span.until, span.untilEventNo]).toEqual([spans[i + 1]?.since, spans[i + 1]?.eventNo]);
    }
  }
}
