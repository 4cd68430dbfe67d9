import { setTimeout as sleep } from 'node:timers/promises';
import { Http, type Answer, type Request } from './http.ts';
import type { Paper } from '../policies/evidence.ts';

export interface SimulatorAddresses {
  readonly population: string;
  readonly platform: string;
  readonly agent: string;
  readonly identityProvider: string;
}

export interface Faults {
  readonly slowMs?: number;
  readonly slowShare?: number;
  readonly failShare?: number;
  readonly failAfterShare?: number;
  readonly lateShare?: number;
  readonly lateMs?: number;
  readonly twiceShare?: number;
  readonly seed?: number;
}

export interface PopulationOrder {
  readonly seed: number;
  readonly communeCode: string;
  readonly villages: number;
  readonly wrong: number;
}

const PIN = '123456';
const PAPERS_AT_ONCE = 1_000;

/** The outside world as the demo needs it: populations to order, residents' papers, the officers' signing agent. */
export class Simulators {
  readonly #platform: Http;
  readonly #population: Http;
  readonly #agent: Http;

  constructor(
    addresses: SimulatorAddresses,
    /** The Origin the signing agents allow. */
    private readonly origin: string,
  ) {
    const settings = { connections: 16, patienceMs: 120_000 };
    this.#platform = new Http({ baseUrl: addresses.platform, ...settings });
    this.#population = new Http({ baseUrl: addresses.population, ...settings });
    this.#agent = new Http({ baseUrl: addresses.agent, ...settings });
  }

  /** Makes the synthetic population of a commune; the same order again changes nothing. */
  async generate(order: PopulationOrder): Promise<void> {
    await this.#platform.send({ method: 'POST', path: '/admin/generate', body: order });
  }

  /** Communes that have people already. */
  async communes(): Promise<string[]> {
    const { body } = await this.#platform.send<{ items: readonly (string | { communeCode: string })[] }>({
      method: 'GET',
      path: '/admin/communes',
    });
    return body.items.map((item) => (typeof item === 'string' ? item : item.communeCode));
  }

  /** What residents show at a visit; a subject without an entry showed nothing. */
  async papers(subjectIds: readonly string[]): Promise<Map<string, Paper>> {
    const found = new Map<string, Paper>();
    for (let at = 0; at < subjectIds.length; at += PAPERS_AT_ONCE) {
      const { body } = await this.#platform.send<{
        items: readonly { subjectId: string; paper: Paper | null }[];
      }>({
        method: 'POST',
        path: '/admin/papers',
        body: { subjectIds: subjectIds.slice(at, at + PAPERS_AT_ONCE) },
      });
      for (const { subjectId, paper } of body.items) if (paper !== null) found.set(subjectId, paper);
    }
    return found;
  }

  async setFaults(platform: Faults, population: Faults): Promise<void> {
    await this.#platform.send({ method: 'PUT', path: '/admin/faults', body: platform });
    await this.#population.send({ method: 'PUT', path: '/admin/faults', body: population });
  }

  /**
   * Has the officer's agent sign a text or the bytes of a PDF, entering the PIN in its window.
   * @throws Error when the agent refuses.
   */
  async sign(login: string, content: string | Buffer): Promise<string> {
    const headers = { origin: this.origin };
    const asked = await this.#agent.send<{ requestId: string }>({
      method: 'POST',
      path: `/agents/${login}/sign`,
      headers,
      body: { contentBase64: Buffer.from(content as string, 'utf8').toString('base64'), purpose: 'handover' },
    });
    const { requestId } = asked.body;
    await this.#agent.send({
      method: 'POST',
      path: `/window/${requestId}`,
      body: { pin: PIN },
      raw: true,
      accept: [302, 303],
    });
    for (let look = 0; look < 500; look++) {
      const { body } = await this.#agent.send<{ state: string; signature?: string }>({
        method: 'GET',
        path: `/agents/${login}/sign/${requestId}`,
        headers,
      });
      if (body.state === 'signed' && body.signature !== undefined) return body.signature;
      if (body.state !== 'waiting') break;
      await sleep(10);
    }
    throw new Error(`The signing agent of ${login} did not sign.`);
  }

  /** A call at the population database or the platform, as an officer makes it on the machine there. */
  async call<T>(system: 'population' | 'platform', request: Request): Promise<Answer<T>> {
    return (system === 'population' ? this.#population : this.#platform).send<T>(request);
  }

  async close(): Promise<void> {
    await Promise.all([this.#platform.close(), this.#population.close(), this.#agent.close()]);
  }
}
