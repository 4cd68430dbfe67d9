import type { FeedPerson } from '#domain/passports/vaccinee';
import { SYSTEM, type Act, type Acts } from '../../act.ts';
import type { Sql } from '../../sql.ts';
import { isVerified, latestRecord } from './list-facts.ts';

const FEED = 'vaccinees';

/** Where reading the platform's feed stands; empty at the beginning. */
export async function feedCursor(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ cursor: string }>(`select cursor from platform_feeds where feed = $1`, [
    FEED,
  ]);
  return row?.cursor ?? '';
}

export interface FeedPage {
  /** Where the page began; another one means that it was stored before. */
  readonly after: string;
  readonly nextCursor: string;
  readonly people: readonly FeedPerson[];
}

/**
 * Stores one page and the cursor in one transaction: people and doses are brought up to date, certificates that no longer agree are
 * revoked by the database itself, and whoever was changed to something unverified after verification is opened again, naming the
 * office that changed him. False when the page was stored already.
 */
export async function storeFeedPage(acts: Acts, page: FeedPage, at: Date): Promise<boolean> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    const [feed] = await act.query<{ cursor: string }>(
      `insert into platform_feeds (feed) values ($1) on conflict (feed) do update set feed = excluded.feed returning cursor`,
      [FEED],
    );
    if (feed?.cursor !== page.after) return false;
    if (page.people.length > 0) await storePeople(act, page.people, at);
    await act.query(`update platform_feeds set cursor = $2, read_at = $3 where feed = $1`, [
      FEED,
      page.nextCursor,
      at,
    ]);
    return true;
  });
  return answer;
}

async function storePeople(act: Act, people: readonly FeedPerson[], at: Date): Promise<void> {
  const json = JSON.stringify(people);
  await act.query(PEOPLE, [json]);
  // Doses first: a person who is new has none that anything could depend on yet.
  await act.query(MISSING_OFFICES);
  await act.query(DOSES);
  await act.query(NOTE_CHANGES, [at]);
  await act.query(OPEN_DRIFT, [at]);
  await act.query(STORE);
  await act.query(SIGN_FOREIGNERS_AGAIN);
  await act.query('drop table fed');
}

/** The page beside what is known of its people, locked in one order. */
const PEOPLE = `
  create temp table fed on commit drop as
  select c.province_code, p."subjectId" as subject_id, p."communeCode" as commune_code, p.version, p."fullName" as full_name, p."dateOfBirth" as date_of_birth,
         p.gender, p."idNumber" as id_number, p."passportNumber" as passport_number, p.nationality, p.phone, p.verification, p."changedBy" as changed_by, p.doses
  from jsonb_to_recordset($1::jsonb) as p("subjectId" text, "communeCode" text, version integer, "fullName" text, "dateOfBirth" text, gender text,
    "idNumber" text, "passportNumber" text, nationality text, phone text, verification text, "changedBy" text, doses jsonb)
  join units c on c.code = p."communeCode"`;

/** A facility nobody has registered: its office has no people yet, so its doses wait, and the province sees it. */
const MISSING_OFFICES = `
  insert into offices (id, kind, name, province_code, commune_code, superior_office_id)
  select distinct on (d ->> 'facilityId') d ->> 'facilityId', 'vaccination_facility', 'Cơ sở tiêm chủng ' || (d ->> 'facilityId'), f.province_code, f.commune_code,
    (select o.id from offices o where o.id = 'TCT-X-' || f.commune_code)
  from fed f cross join jsonb_array_elements(f.doses) d order by d ->> 'facilityId', f.subject_id
  on conflict (id) do nothing`;

/** A dose that a facility corrected here and that is still on its way to the platform keeps our value. */
const DOSES = `
  with fresh as (
    select f.province_code, f.subject_id, d."doseNo" as dose_no, d.date as given_on, d.vaccine, d.manufacturer, d.lot, d."facilityId" as office_id
    from fed f cross join jsonb_to_recordset(f.doses) as d("doseNo" integer, date text, vaccine text, manufacturer text, lot text, "facilityId" text)
    left join vaccinees v on v.province_code = f.province_code and v.subject_id = f.subject_id
    where v.platform_version is null or v.platform_version <= f.version),
  gone as (
    delete from doses d using fed f where d.province_code = f.province_code and d.subject_id = f.subject_id
      and not exists (select from jsonb_array_elements(f.doses) n where (n ->> 'doseNo')::integer = d.dose_no))
  insert into doses as o (province_code, subject_id, dose_no, given_on, vaccine, manufacturer, lot, office_id)
  select * from fresh order by province_code, subject_id, dose_no
  on conflict (province_code, subject_id, dose_no) do update
    set given_on = excluded.given_on, vaccine = excluded.vaccine, manufacturer = excluded.manufacturer, lot = excluded.lot, office_id = excluded.office_id
    where (o.given_on, o.vaccine, o.manufacturer, o.lot, o.office_id)
        is distinct from (excluded.given_on, excluded.vaccine, excluded.manufacturer, excluded.lot, excluded.office_id)
      and not exists (select from dose_edits e where e.province_code = o.province_code and e.subject_id = o.subject_id and e.dose_no = o.dose_no and e.done_at is null)`;

const FIELDS = ['full_name', 'date_of_birth', 'gender', 'id_number', 'passport_number', 'nationality'];
const row = (name: string): string => `(${FIELDS.map((field) => `${name}.${field}`).join(', ')})`;
const KNOWN = `fed f join vaccinees v on v.province_code = f.province_code and v.subject_id = f.subject_id and v.platform_version <= f.version`;

const NOTE_CHANGES = `
  insert into vaccinee_changes (province_code, subject_id, field, old_value, new_value, source, office_id, at)
  select v.province_code, v.subject_id, c.field, c.old, c.new, 'platform', f.changed_by, $1
  from ${KNOWN} cross join lateral (values ${FIELDS.map((field) => `('${field}', v.${field}, f.${field})`).join(', ')}) as c(field, old, new)
  where c.old is distinct from c.new`;

/** Changed after verification, and not to something the national check calls right. The office that changed it must say why. */
const OPEN_DRIFT = `
  insert into passport_corrections (id, province_code, subject_id, commune_code, kind, office_id, source_office_id, fields, opened_at)
  select gen_random_uuid(), v.province_code, v.subject_id, v.commune_code, 'drift', coalesce(source.id, dose.office_id), f.changed_by,
    array(select c.field from (values ${FIELDS.map((field) => `('${field}', v.${field}, f.${field})`).join(', ')}) as c(field, old, new) where c.old is distinct from c.new), $1
  from ${KNOWN}
  left join offices source on source.id = f.changed_by and source.kind = 'vaccination_facility'
  cross join lateral (select d.office_id from doses d where d.province_code = v.province_code and d.subject_id = v.subject_id order by d.given_on desc, d.dose_no desc limit 1) dose
  where ${row('v')} is distinct from ${row('f')} and v.verified and f.verification <> 'right'
    and not exists (select from passport_corrections c where c.province_code = v.province_code and c.subject_id = v.subject_id and c.kind = 'drift' and c.state = 'open')`;

const STORE = `
  insert into vaccinees as o (province_code, subject_id, commune_code, platform_version, full_name, date_of_birth, gender, nationality, id_number, passport_number, phone,
    verification, verified, confirmed, found_foreign, in_list, deceased, duplicate)
  select f.province_code, f.subject_id, f.commune_code, f.version, f.full_name, f.date_of_birth, f.gender, f.nationality, f.id_number, f.passport_number, f.phone,
    f.verification, ${isVerified('rec', 'f.verification', `f.nationality = 'VN'`)}, f.verification = 'right',
    case when rec.village_outcome is null then null else rec.village_outcome = 'foreigner' end, coalesce(rec.open, false),
    coalesce(rec.village_outcome = 'deceased', false), coalesce(rec.village_outcome = 'duplicate', false)
  from fed f left join lateral (${latestRecord('f')}) rec on true order by f.province_code, f.subject_id
  on conflict (province_code, subject_id) do update set commune_code = excluded.commune_code, platform_version = excluded.platform_version,
    full_name = excluded.full_name, date_of_birth = excluded.date_of_birth, gender = excluded.gender, nationality = excluded.nationality,
    id_number = excluded.id_number, passport_number = excluded.passport_number, phone = excluded.phone, verification = excluded.verification,
    verified = excluded.verified, confirmed = excluded.confirmed, found_foreign = excluded.found_foreign, in_list = excluded.in_list,
    deceased = excluded.deceased, duplicate = excluded.duplicate,
    responsible_office_id = case when ${row('o')} is distinct from ${row('excluded')} then null else o.responsible_office_id end
  where excluded.platform_version >= o.platform_version`;

/** The facility answered for a foreigner as he stood: as he stands now it must answer again. */
const SIGN_FOREIGNERS_AGAIN = `
  update doses d set generation = d.generation + 1, batch_id = null, signed_at = null
  from fed f join vaccinees v on v.province_code = f.province_code and v.subject_id = f.subject_id
  where d.province_code = f.province_code and d.subject_id = f.subject_id and d.signed_at is not null
    and v.nationality <> 'VN' and v.responsible_office_id is null`;
