import { ConnectionLost, isProblem, problemOf } from './problem.ts';

/** What the session adds to every request; the session sets it, so that this file needs to know nothing about signing in. */
export interface Credentials {
  /** Headers of the post in which the person acts, and of the guard against forged requests. */
  headers(): Readonly<Record<string, string>>;
  /** Reads the session anew; false when nobody is signed in any more. */
  renew(): Promise<boolean>;
  /** Asks for the password again; false when the person would rather not. */
  stepUp(): Promise<boolean>;
  signedOut(): void;
}

let credentials: Credentials | undefined;

export function provideCredentials(given: Credentials): void {
  credentials = given;
}

const SAFE = new Set(['GET', 'HEAD']);

async function once(request: Request): Promise<Response> {
  const headers = new Headers(request.headers);
  for (const [name, value] of Object.entries(credentials?.headers() ?? {})) headers.set(name, value);
  try {
    return await fetch(new Request(request, { headers }));
  } catch (error) {
    if (request.signal.aborted) throw error;
    throw new ConnectionLost();
  }
}

/**
 * Sends a request with the session's headers. A sign-in that is too old is asked for again and the same request, with the same idempotency
 * key, is sent once more; so is one whose guard against forgery has changed. @throws Problem, ConnectionLost
 */
export async function send(request: Request): Promise<Response> {
  // A body can be read once; each try gets its own copy.
  const response = await once(request.clone());
  if (response.ok) return response;
  const problem = await problemOf(response);
  if (isProblem(problem, 'csrf_failed') && !SAFE.has(request.method) && (await credentials?.renew()))
    return settle(await once(request));
  if (isProblem(problem, 'step_up_needed') && (await credentials?.stepUp()))
    return settle(await once(request));
  if (problem.status === 401 && problem.code !== 'step_up_needed') credentials?.signedOut();
  throw problem;
}

async function settle(response: Response): Promise<Response> {
  if (response.ok) return response;
  throw await problemOf(response);
}
