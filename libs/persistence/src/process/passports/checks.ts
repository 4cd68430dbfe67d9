import { SYSTEM, type Acts } from '../../act.ts';

export interface CheckResult {
  /** Certificates that somebody could show as valid today. */
  readonly certificates: number;
  /** Of these, how many did not agree with their record; they are revoked now. */
  readonly disagreeing: number;
  /** Revoked ones that were missing on the list. */
  readonly unlisted: number;
  /** People who may have a certificate, and whose order has waited for more than a day. */
  readonly withoutCode: number;
}

/**
 * Proves the correction guarantee over all certificates: each is compared with what its record says today. The triggers leave nothing
 * to find here; should something have gone round them, it is revoked at once.
 */
export async function checkPassports(acts: Acts, day: string, at: Date): Promise<CheckResult> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    const [found] = await act.query<CheckResult & { provinces: string[] | null; subjects: string[] | null }>(
      `with living as (
         select p.province_code, p.subject_id, p.certified is distinct from passport_certified(p.province_code, p.subject_id, p.dose_no) as wrong
         from passports p where p.state <> 'revoked' and p.expires_at > $1)
       select (select count(*) from living)::integer as certificates, (select count(*) from living where wrong)::integer as disagreeing,
         (select count(*) from passports p where p.state = 'revoked' and p.expires_at > $1
            and not exists (select from revocations r where r.signature_hash = p.signature_hash))::integer as unlisted,
         (select count(*) from passport_orders o join vaccinees v on v.province_code = o.province_code and v.subject_id = o.subject_id
            where v.eligible and v.judged_version = v.facts_version and o.due_at < $1::timestamptz - interval '1 day')::integer as "withoutCode",
         (select array_agg(province_code) from living where wrong) as provinces, (select array_agg(subject_id) from living where wrong) as subjects`,
      [at],
    );
    const { provinces, subjects, ...result } = found as NonNullable<typeof found>;
    if (provinces !== null)
      await act.query(`select revoke_disagreeing($1, $2, 'check')`, [provinces, subjects]);
    await act.query(
      `insert into passport_checks (day, at, certificates, disagreeing, unlisted, without_code) values ($1::date, $2, $3, $4, $5, $6)
       on conflict (day) do update set at = excluded.at, certificates = excluded.certificates, unlisted = excluded.unlisted, without_code = excluded.without_code,
         disagreeing = passport_checks.disagreeing + excluded.disagreeing`,
      [day, at, result.certificates, result.disagreeing, result.unlisted, result.withoutCode],
    );
    return result;
  });
  return answer;
}
