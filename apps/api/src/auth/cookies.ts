import type { CookieSerializeOptions } from '@fastify/cookie';
import type { FastifyReply } from 'fastify';
import type { Env } from '../env.ts';

/** How long a person may take at the identity provider, seconds. */
export const SIGN_IN_SECONDS = 600;

/** Names and settings of the browser's cookies; scripts can read none of them. */
export class Cookies {
  readonly #secure: boolean;
  /** `__Host-` keeps a neighbouring site of the same domain from setting it; browsers accept it with https only. */
  readonly session: string;

  constructor({ publicUrl }: Env) {
    this.#secure = publicUrl.startsWith('https:');
    this.session = this.#secure ? '__Host-bangiao' : 'bangiao';
  }

  /** Each tab that signs in has its own, told apart by the beginning of its state. */
  signIn(state: string): string {
    return `${this.session}-${state.slice(0, 8).replace(/[^\w-]/g, '')}`;
  }

  set(reply: FastifyReply, name: string, value: string, maxAge: number): void {
    void reply.setCookie(name, value, { ...this.#settings(), maxAge });
  }

  clear(reply: FastifyReply, name: string): void {
    void reply.clearCookie(name, this.#settings());
  }

  /** Lax: a link in a message must open the product signed in, and the answer of the identity provider comes from another site. */
  #settings(): CookieSerializeOptions {
    return { path: '/', httpOnly: true, sameSite: 'lax', secure: this.#secure };
  }
}
