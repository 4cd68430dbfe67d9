import { randomUUID } from 'node:crypto';

/** Something a web page asked an officer to sign. */
export interface SigningRequest {
  readonly id: string;
  readonly login: string;
  /** Exactly what will be signed. */
  readonly content: Buffer;
  readonly purpose: string;
  readonly origin: string;
  readonly expiresAt: number;
  state: 'waiting' | 'signed' | 'refused';
  /** Why it was refused. */
  reason?: 'declined' | 'pin_locked' | 'expired';
  signature?: string;
  thumbprint?: string;
}

const WAITS_MS = 10 * 60_000;
const KEPT_MS = 30 * 60_000;
const SWEEP_ABOVE = 1_000;

/** Open requests, in memory: an agent that restarts has closed its windows. */
export class SigningRequests {
  readonly #requests = new Map<string, SigningRequest>();

  add(asked: Pick<SigningRequest, 'login' | 'content' | 'purpose' | 'origin'>): SigningRequest {
    if (this.#requests.size > SWEEP_ABOVE) this.#sweep();
    const request: SigningRequest = {
      ...asked,
      id: randomUUID(),
      expiresAt: Date.now() + WAITS_MS,
      state: 'waiting',
    };
    this.#requests.set(request.id, request);
    return request;
  }

  /** The request; one that nobody answered in ten minutes counts as refused. */
  find(id: string): SigningRequest | undefined {
    const request = this.#requests.get(id);
    if (request?.state === 'waiting' && request.expiresAt < Date.now()) {
      request.state = 'refused';
      request.reason = 'expired';
    }
    return request;
  }

  #sweep(): void {
    const oldest = Date.now() - KEPT_MS;
    for (const [id, { expiresAt }] of this.#requests) if (expiresAt < oldest) this.#requests.delete(id);
  }
}
