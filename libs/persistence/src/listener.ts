import pg from 'pg';

const RECONNECT_MS = 500;

/** Hears one channel of the database on a connection of its own, and connects again when that is lost. */
export class Listener {
  #client: pg.Client | undefined;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(
    private readonly url: string,
    private readonly channel: string,
    /** Called for every notice; with an empty payload, too, after a connection began: what was said before it is not known. */
    private readonly heard: (payload: string) => void,
  ) {}

  /** Begins to connect; never throws. While there is no connection nothing is heard. */
  start(): void {
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#client?.end().catch(() => {});
  }

  async #connect(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.url,
      application_name: `ban-giao ${this.channel}`,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    this.#client = client;
    let over = false;
    const lost = (): void => {
      if (over) return;
      over = true;
      client.end().catch(() => {});
      if (!this.#stopped) this.#timer = setTimeout(() => void this.#connect(), RECONNECT_MS);
    };
    client.on('error', lost);
    client.on('end', lost);
    client.on('notification', ({ payload }) => this.heard(payload ?? ''));
    try {
      await client.connect();
      await client.query(`listen ${this.channel}`);
      if (this.#stopped) await client.end();
      else this.heard('');
    } catch {
      lost();
    }
  }
}
