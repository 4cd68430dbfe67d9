import type { ClientBase } from 'pg';

export const LOGIN_ROLES = ['bangiao_system', 'bangiao_api'] as const;
export type LoginRole = (typeof LOGIN_ROLES)[number];

/** Gives the two application roles a password to log in with. The migrations make them without one. */
export async function setLoginPasswords(
  client: ClientBase,
  passwords: Readonly<Record<LoginRole, string>>,
): Promise<void> {
  for (const role of LOGIN_ROLES) {
    await client.query(`alter role ${role} with login password ${client.escapeLiteral(passwords[role])}`);
  }
}
