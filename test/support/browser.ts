import { setTimeout as sleep } from 'node:timers/promises';
import type { Answer } from './api.ts';

/** Where the product says it is reached; the test's API listens elsewhere, so addresses are turned. */
export const PUBLIC_URL = 'http://127.0.0.1:8080';
const MOST_REDIRECTS = 10;

/** A browser: cookies per site, redirects followed, no tokens in sight. */
export class Browser {
  readonly #cookies = new Map<string, Map<string, string>>();
  csrfToken = '';

  constructor(
    readonly apiUrl: string,
    readonly userAgent = 'test browser',
  ) {}

  /** Signs in through the API and the identity provider's form, and reads the session. Throws when the API refuses. */
  async signIn(login: string, { fresh = false, returnTo = '/xong?x=1' } = {}): Promise<string> {
    const landed = await this.follow(
      `${PUBLIC_URL}/auth/sign-in?returnTo=${encodeURIComponent(returnTo)}&fresh=${fresh}`,
      login,
    );
    const { body } = await this.call<{ csrfToken: string }>('GET', '/auth/session');
    this.csrfToken = body.csrfToken;
    return landed;
  }

  /** Follows redirects, entering `login` where the provider asks, up to an address of the product that is not /auth. */
  async follow(start: string, login: string, password = 'demo'): Promise<string> {
    let next = start;
    for (let hops = 0; hops < MOST_REDIRECTS; hops += 1) {
      const { origin, pathname, search } = new URL(next);
      if (origin === PUBLIC_URL && !pathname.startsWith('/auth/')) return pathname + search;
      const form = pathname.startsWith('/interaction/')
        ? new URLSearchParams({ login, password })
        : undefined;
      const answer = await this.visit(next, form);
      const location = answer.headers.get('location');
      if (location === null) throw new Error(`${pathname} answered ${answer.status}: ${await answer.text()}`);
      await answer.arrayBuffer();
      next = new URL(location, next).href;
    }
    throw new Error('Too many redirects.');
  }

  /** One request of a page, redirects not followed. */
  async visit(address: string, form?: URLSearchParams): Promise<Response> {
    const { origin } = new URL(address);
    const answer = await fetch(address.replace(PUBLIC_URL, this.apiUrl), {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: { cookie: this.#cookieOf(origin), 'user-agent': this.userAgent },
      ...(form ? { body: form } : {}),
    });
    this.#keep(origin, answer);
    return answer;
  }

  /** A request of the product's own page to the API, with its cookie, CSRF token and Origin. */
  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T>> {
    const answer = await fetch(this.apiUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        cookie: this.#cookieOf(PUBLIC_URL),
        'user-agent': this.userAgent,
        ...(method === 'GET' ? {} : { 'x-csrf-token': this.csrfToken, origin: PUBLIC_URL }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    this.#keep(PUBLIC_URL, answer);
    const text = await answer.text();
    const json = answer.headers.get('content-type')?.includes('json') === true;
    return { status: answer.status, headers: answer.headers, body: (json ? JSON.parse(text) : text) as T };
  }

  /** The session cookie's name and value; undefined when there is none. */
  get session(): readonly [string, string] | undefined {
    return [...(this.#cookies.get(PUBLIC_URL) ?? [])].find(([name]) => !name.includes('-'));
  }

  /** As a thief would, who has the cookie. */
  give(name: string, value: string): void {
    this.#jar(PUBLIC_URL).set(name, value);
  }

  #jar(origin: string): Map<string, string> {
    const jar = this.#cookies.get(origin) ?? new Map<string, string>();
    this.#cookies.set(origin, jar);
    return jar;
  }

  #cookieOf(origin: string): string {
    return [...this.#jar(origin)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keep(origin: string, answer: Response): void {
    for (const line of answer.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const equals = pair.indexOf('=');
      const value = pair.slice(equals + 1);
      if (value && !/max-age=0/i.test(line)) this.#jar(origin).set(pair.slice(0, equals), value);
      else this.#jar(origin).delete(pair.slice(0, equals));
    }
  }
}

/** Waits until `look` is true; false after `ms`. */
export async function soon(look: () => Promise<boolean>, ms = 2_000): Promise<boolean> {
  const until = performance.now() + ms;
  while (performance.now() < until) {
    if (await look()) return true;
    await sleep(20);
  }
  return false;
}
