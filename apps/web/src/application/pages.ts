import { reachOf } from '#domain/authority/acts';
import type { Role } from '#domain/people/roles';
import { AUDIT_PAGES } from '../audit/pages.ts';
import { HANDOVER_PAGES } from '../handovers/pages.ts';
import { INBOX_PAGES } from '../inbox/pages.ts';
import { LIST_PAGES } from '../lists/pages.ts';
import { SUPERVISION_PAGES } from '../supervision/pages.ts';
import { SIGNING_PAGES } from '../signing/pages.ts';
import { SUBSTITUTION_PAGES } from '../substitutions/pages.ts';
import { TASK_PAGES } from '../tasks/pages.ts';
import type { PageEntry } from './page.ts';

/** Every page; a feature adds its list here and nothing else. */
export const PAGES: readonly PageEntry[] = [
  ...INBOX_PAGES,
  ...TASK_PAGES,
  ...SIGNING_PAGES,
  ...LIST_PAGES,
  ...HANDOVER_PAGES,
  ...SUBSTITUTION_PAGES,
  ...SUPERVISION_PAGES,
  ...AUDIT_PAGES,
];

/** Whether a role may see a page; the server asks the same table again for everything the page reads. */
export function maySee({ act, roles }: PageEntry, role: Role): boolean {
  if (roles !== undefined && !roles.includes(role)) return false;
  return act === undefined || reachOf(act, role) !== undefined;
}
