import { useSyncExternalStore } from 'react';
import type { Role } from '#domain/people/roles';
import { get, post as write } from '../api/calls.ts';
import { ConnectionLost, isProblem } from '../api/problem.ts';
import { provideCredentials } from '../api/transport.ts';
import type { MembershipView, SessionView, SubstitutedPost } from '../api/views.ts';
import { askAgain } from './step-up.ts';

/** The post in which the person acts: an own one, or one of somebody absent. */
export interface ActingPost {
  readonly membership: MembershipView;
  readonly substitution: SubstitutedPost | null;
}

export type SessionState =
  | { readonly status: 'loading' | 'signed-out' | 'unreachable' | 'no-post' }
  | {
      readonly status: 'signed-in';
      readonly session: SessionView;
      readonly posts: readonly MembershipView[];
      readonly substitutions: readonly SubstitutedPost[];
      readonly acting: ActingPost;
      /** The session ended while a page was open: the page stays, with what was typed. */
      readonly ended: boolean;
    };

const KEPT = 'bangiao.post';
const listeners = new Set<() => void>();
const leaving = new Set<() => Promise<void>>();
let present: SessionState = { status: 'loading' };

function become(next: SessionState): void {
  present = next;
  for (const listener of listeners) listener();
}

const keyOf = ({ membership, substitution }: ActingPost): string =>
  substitution?.substitutionId ?? `${membership.officeId} ${membership.role}`;

provideCredentials({
  headers() {
    if (present.status !== 'signed-in') return {};
    const { session, acting } = present;
    return {
      ...(session.csrfToken === null ? {} : { 'x-csrf-token': session.csrfToken }),
      ...(acting.substitution === null
        ? { 'x-office': acting.membership.officeId, 'x-role': acting.membership.role }
        : { 'x-on-behalf-of': acting.substitution.substitutionId }),
    };
  },
  renew: () => readSession().then(() => present.status === 'signed-in'),
  stepUp: () => askAgain().then(async (done) => done && (await readSession(), true)),
  signedOut() {
    if (present.status === 'signed-in') become({ ...present, ended: true });
    else become({ status: 'signed-out' });
  },
});

/** Reads who is signed in, with which posts; called at the start, and after every sign-in. */
export async function readSession(): Promise<void> {
  try {
    const session = await get<SessionView>('/auth/session');
    const { posts, substitutions } = await get<{
      posts: readonly MembershipView[];
      substitutions: readonly SubstitutedPost[];
    }>('/me/capacities');
    const all: ActingPost[] = [
      ...posts.map((membership) => ({ membership, substitution: null })),
      ...substitutions.map((substitution) => ({ membership: substitution.post, substitution })),
    ];
    const kept = localStorage.getItem(KEPT);
    const acting = all.find((one) => keyOf(one) === kept) ?? all[0];
    become(
      acting === undefined
        ? { status: 'no-post' }
        : { status: 'signed-in', session, posts, substitutions, acting, ended: false },
    );
  } catch (error) {
    if (isProblem(error, 'no_membership')) become({ status: 'no-post' });
    else if (error instanceof ConnectionLost && present.status === 'loading')
      become({ status: 'unreachable' });
    else if (present.status === 'loading')
      become({ status: isProblem(error) && error.status === 401 ? 'signed-out' : 'unreachable' });
  }
}

export function choosePost(acting: ActingPost): void {
  if (present.status !== 'signed-in') return;
  localStorage.setItem(KEPT, keyOf(acting));
  become({ ...present, acting });
}

export function samePost(one: ActingPost, other: ActingPost): boolean {
  return keyOf(one) === keyOf(other);
}

/** What has to be wiped from this device when somebody signs out, such as drafts. */
export function beforeSignOut(wipe: () => Promise<void>): void {
  leaving.add(wipe);
}

/** Ends the session here and at the identity provider. */
export async function signOut(): Promise<void> {
  await Promise.allSettled([...leaving].map((wipe) => wipe()));
  const { signOutAddress } = await write<{ signOutAddress: string | null }>('/auth/sign-out');
  localStorage.removeItem(KEPT);
  location.assign(signOutAddress ?? '/app/');
}

export function signInAddress({ fresh = false } = {}): string {
  const returnTo = location.pathname + location.search;
  return `/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}${fresh ? '&fresh=true' : ''}`;
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => present,
  );
}

export interface Acting extends ActingPost {
  readonly role: Role;
  readonly personId: string;
  readonly subject: string;
  readonly fullName: string;
}

/** Who acts, in which post. Only below the shell, which shows pages to those signed in alone. */
export function useActing(): Acting {
  const state = useSession();
  if (state.status !== 'signed-in') throw new Error('A page was shown to nobody.');
  const { personId, subject, fullName } = state.session;
  return { ...state.acting, role: state.acting.membership.role, personId, subject, fullName };
}
