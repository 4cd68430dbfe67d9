import { BY_HAND_JOBS, OFFICE_OF_SYSTEM, type Channel, type OutsideSystem } from '#domain/process/channels';
import { DomainError } from '#domain/errors';
import type { Act, Actor } from '../act.ts';
import { visible } from '../repositories/visible.ts';
import type { Sql } from '../sql.ts';

/** By which way an office reaches an outside system. */
export interface ChannelView {
  readonly officeId: string;
  readonly system: OutsideSystem;
  readonly channel: Channel;
  /** To whom files that go out are encrypted, and who signs what comes back; public. */
  readonly certificatePem: string | null;
  /** What comes back must be signed with that certificate. */
  readonly signed: boolean;
  readonly version: number;
  readonly changedAt: Date | null;
}

/** @throws DomainError `not_found`, `out_of_area` */
async function officeIn(sql: Sql, actor: Actor, act: 'channel.read' | 'channel.set', officeId: string) {
  const may = visible(act, actor, { province: 'o.province_code', commune: 'o.commune_code' }, 2);
  const [office] = await sql.query<{ kind: string; communeCode: string | null; may: boolean }>(
    `select o.kind, o.commune_code as "communeCode", ${may.text} as may from offices o where o.id = $1`,
    [officeId, ...may.values],
  );
  if (office === undefined) throw new DomainError('not_found', { officeId });
  if (!office.may) throw new DomainError('out_of_area', { officeId });
  return office;
}

const VIEW = `c.office_id as "officeId", c.system, c.channel, c.certificate_pem as "certificatePem", c.signed, c.version, c.changed_at as "changedAt"`;

/** The ways of an office, also where nothing was set: then it is the API. */
export async function readChannels(sql: Sql, actor: Actor, officeId: string): Promise<ChannelView[]> {
  const { kind } = await officeIn(sql, actor, 'channel.read', officeId);
  const set = await sql.query<ChannelView & Record<string, unknown>>(
    `select ${VIEW} from office_channels c where c.office_id = $1 order by c.system`,
    [officeId],
  );
  const systems = (Object.keys(OFFICE_OF_SYSTEM) as OutsideSystem[]).filter(
    (system) => OFFICE_OF_SYSTEM[system] === kind,
  );
  return systems.map(
    (system) =>
      set.find((one) => one.system === system) ?? {
        ...{
          officeId,
          system,
          channel: 'api',
          certificatePem: null,
          signed: false,
          version: 0,
          changedAt: null,
        },
      },
  );
}

export interface NewChannel {
  readonly system: OutsideSystem;
  readonly channel: Channel;
  readonly certificatePem: string | null;
  readonly signed: boolean;
}

/** Lists whose work on a system waits for people of an office; their chains are extended when its way changes. */
export async function waitingLists(sql: Sql, officeId: string, system: OutsideSystem): Promise<string[]> {
  const rows = await sql.query<{ id: string }>(
    `select distinct l.id from offices o join lists l on l.commune_code = o.commune_code join jobs j on j.list_id = l.id
     where o.id = $1 and j.state = 'by_hand' and j.kind = any($2) order by l.id`,
    [officeId, kindsOf(system)],
  );
  return rows.map(({ id }) => id);
}

function kindsOf(system: OutsideSystem): string[] {
  return Object.entries(BY_HAND_JOBS).flatMap(([kind, of]) => (of === system ? [kind] : []));
}

/**
 * Sets an office's way. Work that waits for people is asked for anew, and goes on by the other way. The act must have locked `waitingLists`.
 * @throws DomainError `invalid_value` when the office does not answer for the system.
 */
export async function setChannel(act: Act, officeId: string, set: NewChannel): Promise<ChannelView> {
  const { kind } = await officeIn(act, act.actor, 'channel.set', officeId);
  if (OFFICE_OF_SYSTEM[set.system] !== kind)
    throw new DomainError('invalid_value', { field: 'system', expected: OFFICE_OF_SYSTEM[set.system] });
  const [view] = await act.query<ChannelView & Record<string, unknown>>(
    `insert into office_channels as c (office_id, system, province_code, commune_code, channel, certificate_pem, signed, person_id, changed_at)
     select o.id, $2, o.province_code, o.commune_code, $3, $4, $5, $6, $7 from offices o where o.id = $1
     on conflict on constraint office_channels_pk do update set channel = excluded.channel, certificate_pem = excluded.certificate_pem,
       signed = excluded.signed, person_id = excluded.person_id, changed_at = excluded.changed_at, version = c.version + 1 returning ${VIEW}`,
    [officeId, set.system, set.channel, set.certificatePem, set.signed, act.actor.personId, act.now],
  );
  return view as ChannelView;
}

/** Has the work of a list on a system begun anew, by whichever way is set now. */
export async function askAnew(
  act: Act,
  listId: string,
  system: OutsideSystem,
  channel: Channel,
): Promise<void> {
  const again = await act.query(
    `update jobs set state = 'requested' where list_id = $1 and state = 'by_hand' and kind = any($2) returning kind`,
    [listId, kindsOf(system)],
  );
  if (again.length === 0) return;
  await act.event(listId, { type: 'channel.changed', payload: { system, channel, jobs: again.length } });
  await act.tell('cleanList', listId);
}

/** The way of the office that does a task, for files that go out and come back. */
export async function channelOfOffice(
  sql: Sql,
  officeId: string,
  system: OutsideSystem,
): Promise<ChannelView | undefined> {
  const [row] = await sql.query<ChannelView & Record<string, unknown>>(
    `select ${VIEW} from office_channels c where c.office_id = $1 and c.system = $2`,
    [officeId, system],
  );
  return row;
}
