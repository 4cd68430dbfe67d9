import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DataSource } from 'typeorm';
import { DomainError } from '#domain/errors';
import {
  endSession,
  findSession,
  openSession,
  touchSession,
  type OpenSession,
} from '#persistence/repositories/sessions';
import { ENV, type Env } from '../env.ts';
import { Cookies } from './cookies.ts';
import { PostsNews } from './posts-news.ts';

/** What the browser's cookie stands for. */
export interface BrowserSession {
  readonly subject: string;
  /** Epoch seconds. */
  readonly authTime: number;
  readonly expiresAt: Date;
  /** What scripts of our own pages send in `X-CSRF-Token`; other sites cannot know it. */
  readonly csrfToken: string;
}

interface Kept {
  readonly session: OpenSession;
  readonly until: number;
}

const KEPT_MS = 3_000;
const KEPT_SESSIONS = 10_000;
const TOUCH_AFTER_MS = 60_000;
const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Browser sessions: a random cookie, of which the database keeps the hash. */
@Injectable()
export class SessionsService {
  readonly cookies: Cookies;
  readonly #origin: string;
  readonly #kept = new Map<string, Kept>();

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(PostsNews) news: PostsNews,
  ) {
    this.cookies = new Cookies(env);
    this.#origin = new URL(env.publicUrl).origin;
    news.onChange((ended) => {
      if (ended === '') this.#kept.clear();
      else this.#kept.delete(ended);
    });
  }

  /** Opens a session and gives the browser its cookie; the one it had before ends. */
  async open(
    request: FastifyRequest,
    reply: FastifyReply,
    personId: string,
    authTime: number,
  ): Promise<void> {
    const token = randomBytes(32).toString('base64url');
    const before = this.#tokenOf(request);
    await openSession(this.dataSource, {
      tokenHash: hashOf(token),
      personId,
      expiresAt: new Date(Date.now() + this.env.sessionMs),
      authTime: new Date(authTime * 1_000),
      userAgentHash: agentOf(request),
      replaces: before === undefined ? null : hashOf(before),
    });
    this.cookies.set(reply, this.cookies.session, token, Math.floor(this.env.sessionMs / 1_000));
  }

  /** The session of the request's cookie; undefined when there is no cookie, or its session has ended. */
  async find(request: FastifyRequest): Promise<BrowserSession | undefined> {
    const token = this.#tokenOf(request);
    if (token === undefined) return undefined;
    const tokenHash = hashOf(token);
    const session = await this.#session(tokenHash);
    if (session === undefined || !session.userAgentHash.equals(agentOf(request))) return undefined;
    return {
      subject: session.subject,
      authTime: Math.floor(session.authTime.getTime() / 1_000),
      expiresAt: session.expiresAt,
      csrfToken: csrfOf(token),
    };
  }

  /** @throws DomainError `csrf_failed` for a write that does not come from our own pages. */
  checkOrigin(request: FastifyRequest, { csrfToken }: BrowserSession): void {
    if (SAFE_METHODS.has(request.method)) return;
    const { origin } = request.headers;
    if (origin !== undefined && origin !== this.#origin) throw new DomainError('csrf_failed');
    const given = request.headers['x-csrf-token'];
    if (typeof given !== 'string' || !same(given, csrfToken)) throw new DomainError('csrf_failed');
  }

  /** Ends the request's session, if there is one, here and in every other process. */
  async end(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = this.#tokenOf(request);
    if (token !== undefined) {
      this.#kept.delete(hashOf(token).toString('hex'));
      await endSession(this.dataSource, hashOf(token));
    }
    this.cookies.clear(reply, this.cookies.session);
  }

  async #session(tokenHash: Buffer): Promise<OpenSession | undefined> {
    const key = tokenHash.toString('hex');
    const kept = this.#kept.get(key);
    if (kept !== undefined && kept.until > Date.now()) return kept.session;
    const session = await findSession(this.dataSource, tokenHash, this.env.sessionIdleMs);
    if (session === undefined) {
      this.#kept.delete(key);
      return undefined;
    }
    if (this.#kept.size >= KEPT_SESSIONS) this.#kept.clear();
    this.#kept.set(key, { session, until: Math.min(Date.now() + KEPT_MS, session.expiresAt.getTime()) });
    if (Date.now() - session.lastSeenAt.getTime() > Math.min(TOUCH_AFTER_MS, this.env.sessionIdleMs / 4))
      await touchSession(this.dataSource, tokenHash);
    return session;
  }

  #tokenOf(request: FastifyRequest): string | undefined {
    const token = request.cookies[this.cookies.session];
    return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined;
  }
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Bound to the session, so nothing more is stored, and another session's token is worth nothing. */
function csrfOf(token: string): string {
  return createHmac('sha256', token).update('csrf').digest('base64url');
}

function agentOf({ headers }: FastifyRequest): Buffer {
  return createHash('sha256')
    .update(headers['user-agent'] ?? '')
    .digest();
}

function same(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
