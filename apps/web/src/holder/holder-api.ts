import { ConnectionLost, problemOf } from '../api/problem.ts';

interface Both {
  readonly vi: string;
  readonly en: string;
}

export interface HolderView {
  readonly fullName: string | null;
  readonly doses: readonly {
    readonly doseNo: number;
    readonly date: string | null;
    readonly vaccine: string | null;
    readonly facility: string | null;
  }[];
  readonly ordered: boolean;
  readonly passport: {
    readonly state: 'active' | 'superseded' | 'revoked';
    readonly expiresAt: string;
    readonly code: string | null;
    readonly fields: readonly (Both & { readonly name: string; readonly value: string })[];
  } | null;
  readonly reasons: readonly (Both & { readonly code: string })[];
  readonly papers: readonly Both[];
  readonly custody: { readonly office: string; readonly since: string; readonly open: boolean } | null;
}

/** A call of somebody who is not signed in. @throws Problem, ConnectionLost */
async function call(path: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(path, { ...init, credentials: 'omit' }).catch(() => {
    throw new ConnectionLost();
  });
  if (!response.ok) throw await problemOf(response);
  return response;
}

const posting = (body: object, session?: string): RequestInit => ({
  method: 'POST',
  headers: {
    'content-type': 'application/json',
    'idempotency-key': crypto.randomUUID(),
    ...(session === undefined ? {} : { 'x-holder-session': session }),
  },
  body: JSON.stringify(body),
});

/** The words to show; they never say whether somebody is known. */
export async function askForLink(person: Readonly<Record<string, string>>): Promise<Both> {
  return (await call('/holder/links', posting(person))).json() as Promise<Both>;
}

/** Opens a link; it opens once. */
export async function openLink(token: string): Promise<string> {
  const answer = (await (await call('/holder/session', posting({ token }))).json()) as { session: string };
  return answer.session;
}

export async function readPassport(session: string): Promise<HolderView> {
  const headers = { 'x-holder-session': session };
  return (await call('/holder/passport', { headers })).json() as Promise<HolderView>;
}

export async function readFile(path: string, session: string): Promise<Blob> {
  return (await call(path, { headers: { 'x-holder-session': session } })).blob();
}

export async function reportError(
  session: string,
  report: { readonly field: string; readonly note: string },
): Promise<void> {
  await call('/holder/errors', posting(report, session));
}
