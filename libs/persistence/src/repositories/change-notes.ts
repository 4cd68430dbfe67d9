import type { Act } from '../act.ts';

/** Writes who changed what of the administration into the access log, in the act's own transaction: a change without its entry must not be. */
export async function noteChange(
  act: Act,
  name: string,
  target: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { personId, officeId, role } = act.actor;
  await act.post(
    `insert into access_log (kind, person_id, office_id, act, target, details) values ('change', $1, $2, $3, $4, $5)`,
    [personId, officeId, name, target, JSON.stringify({ role, ...details })],
  );
}
