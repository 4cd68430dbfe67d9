import { SYSTEM, type Acts } from '../../act.ts';

/** From this many days before the end a certificate is looked after: early enough to mend what would stop its renewal. */
export const WINDOW_DAYS = 30;
/** Renewals of one day are shared among so many: most certificates began in a few days of a spring. */
const SPREAD_DAYS = 14;

export interface Renewals {
  /** New certificates ordered. */
  readonly ordered: number;
  /** People who cannot have one as things stand; they and their facility were told now. */
  readonly failing: number;
}

/**
 * Orders the successor of every certificate that ends within the window, each at its own moment of the first days. After an outage
 * everything that was missed is ordered at once, and what is ordered already is not ordered again. Whoever cannot have one as he
 * stands is told, and the facility of his last dose gets a task: nothing lapses in silence.
 */
export async function orderRenewals(acts: Acts, at: Date): Promise<Renewals> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    // The spread comes from the identifier, which is random: the same certificate gets the same moment at every look.
    const ordered = await act.query(
      `insert into passport_orders (province_code, subject_id, reason, due_at, ordered_at)
       select p.province_code, p.subject_id, 'renewal', greatest($1::timestamptz, p.expires_at - interval '${WINDOW_DAYS} days'
           + interval '${SPREAD_DAYS} days' * (abs(hashtext(p.uvci)::bigint) % 10000) / 10000.0), $1
       from passports p join vaccinees v on v.province_code = p.province_code and v.subject_id = p.subject_id
       where p.state = 'active' and p.expires_at <= $1::timestamptz + interval '${WINDOW_DAYS} days' and not v.deceased and not v.duplicate
       on conflict (province_code, subject_id) do nothing returning subject_id`,
      [at],
    );
    const [failing] = await act.query<{ count: number }>(FAILING, [at]);
    if (ordered.length > 0) await act.tell('passports', PASSPORTS);
    return { ordered: ordered.length, failing: failing?.count ?? 0 };
  });
  return answer;
}

/** The process of passports has one workflow, and no list. */
export const PASSPORTS = '00000000-0000-0000-0000-000000000000';

const FAILING = `
  with failing as (
    update passport_orders o set told_at = $1 from vaccinees v, passports p
    where v.province_code = o.province_code and v.subject_id = o.subject_id and p.province_code = o.province_code and p.subject_id = o.subject_id
      and p.state = 'active' and p.expires_at <= $1::timestamptz + interval '${WINDOW_DAYS} days'
      and o.told_at is null and v.judged_version = v.facts_version and not v.eligible and not v.deceased
    returning o.province_code, o.subject_id, v.commune_code, v.reasons, p.expires_at),
  told as (
    insert into holder_messages (province_code, subject_id, kind) select province_code, subject_id, 'renewal_failed' from failing),
  opened as (
    insert into passport_corrections (id, province_code, subject_id, commune_code, kind, office_id, fields, opened_at, due_at)
    select gen_random_uuid(), f.province_code, f.subject_id, f.commune_code, 'renewal', d.office_id, f.reasons, $1, f.expires_at
    from failing f cross join lateral (select office_id from doses d where d.province_code = f.province_code and d.subject_id = f.subject_id
      order by d.given_on desc, d.dose_no desc limit 1) d)
  select count(*)::integer as count from failing`;
