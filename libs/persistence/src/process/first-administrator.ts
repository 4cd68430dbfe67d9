import { DomainError } from '#domain/errors';
import { SYSTEM, type Acts } from '../act.ts';

export interface FirstAdministrator {
  readonly provinceCode: string;
  /** What the identity provider calls the person. */
  readonly subject: string;
  readonly fullName: string;
}

const OFFICES = `
  insert into offices (id, kind, name, province_code, superior_office_id)
  select o.prefix || u.code, o.kind, o.title || ' ' || u.name, u.code, o.superior || u.code from units u
  cross join (values ('TCT-T-', 'province_task_force', 'Tổ công tác', null), ('SYT-', 'provincial_health_department', 'Sở Y tế', 'TCT-T-'),
    ('TTR-', 'inspectorate', 'Thanh tra', null)) as o(prefix, kind, title, superior)
  where u.code = $1 and u.level = 'province' and not exists (select from offices p where p.province_code = u.code and p.kind = o.kind and p.commune_code is null)`;
const PRESENT = `
  select p.subject from memberships m join people p on p.id = m.person_id join offices o on o.id = m.office_id
  where o.province_code = $1 and m.role = 'system_admin' and p.suspended_at is null and (m.valid_to is null or m.valid_to > now())`;
const PERSON = `
  with made as (insert into people (subject, full_name) values ($1, $2) on conflict (subject) do nothing returning id)
  select id from made union all select id from people where subject = $1`;
const POST = `
  insert into memberships (person_id, office_id, role, valid_from)
  select $1, o.id, 'system_admin', $3 from offices o where o.province_code = $2 and o.kind = 'province_task_force' and o.commune_code is null order by o.id limit 1
  on conflict on constraint memberships_once do update set valid_to = null returning office_id as "officeId"`;

/**
 * Gives a province that has no administrator its first one, and the province's own offices where they are missing. Whoever can run this has the
 * database; from then on administrators are named through the API. Repeated for the same person it changes nothing.
 * @throws DomainError `not_found` for an unknown province, `act_not_allowed` when the province has an administrator already.
 */
export async function nameFirstAdministrator(
  acts: Acts,
  { provinceCode, subject, fullName }: FirstAdministrator,
): Promise<{ readonly officeId: string; readonly made: boolean }> {
  const { answer } = await acts.run({ actor: SYSTEM }, async (act) => {
    // Two that run at once must not both find nobody.
    const [province] = await act.query(
      `select code from units where code = $1 and level = 'province' for update`,
      [provinceCode],
    );
    if (province === undefined) throw new DomainError('not_found', { provinceCode });
    await act.query(OFFICES, [provinceCode]);
    const present = await act.query<{ subject: string }>(PRESENT, [provinceCode]);
    const own = present.some((one) => one.subject === subject);
    if (present.length > 0 && !own)
      throw new DomainError('act_not_allowed', { provinceCode, reason: 'has_administrator' });
    const [person] = await act.query<{ id: string }>(PERSON, [subject, fullName]);
    const [post] = await act.query<{ officeId: string }>(POST, [person?.id, provinceCode, act.now]);
    const officeId = (post as { officeId: string }).officeId;
    if (!own)
      await act.post(
        `insert into access_log (kind, act, target, office_id, details) values ('change', 'administrator.first', $1, $2, $3)`,
        [person?.id, officeId, JSON.stringify({ role: 'system_admin', provinceCode })],
      );
    return { officeId, made: !own };
  });
  return answer;
}
