import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedPerson } from '#domain/passports/vaccinee';
import { ownThread } from '#activities/passports/page-pool';
import type { PassportActivities } from '#activities/passports.activities';
import { openSecretBox } from '#signatures/secret-box';
import { addSoftwareKey } from '#persistence/seed/signing-keys';
import { createDemoAuthority, createDemoSigner } from '#signatures/dcc/demo-signers';
import { sealKey } from '#signatures/dcc/software-key';
import type { Algorithm } from '#signatures/dcc/cose';
import { passportActivities } from '#activities/passports/on-database';
import { COMMUNE, testDatabase, type TestDatabase } from '../support/database.ts';

export const FACILITY = `CSTC-${COMMUNE}`;
export const HOSPITAL = `BV-${COMMUNE}`;

/** A made-up citizen whose data is right, with two doses of one facility. */
export function citizen(number: number, change: Partial<FeedPerson> = {}): FeedPerson {
  const no = String(number).padStart(6, '0');
  return {
    ...{
      subjectId: `VX${COMMUNE}${no}`,
      version: 1,
      communeCode: COMMUNE,
      fullName: `Nguyễn Văn Thử ${letters(number)}`,
    },
    ...{
      dateOfBirth: '05/03/1987',
      gender: 'Nam',
      idNumber: `060087${no}`,
      passportNumber: null,
      nationality: 'VN',
    },
    ...{ phone: '0900000000', verification: 'right', changedBy: null },
    doses: [1, 2].map((doseNo) => ({
      ...{
        doseNo,
        date: doseNo === 1 ? '01/08/2021' : '10/10/2021',
        vaccine: 'AstraZeneca',
        manufacturer: 'AstraZeneca',
      },
      ...{ lot: 'L12345', facilityId: FACILITY },
    })),
    ...change,
  };
}

/** A number as letters: names hold no figures. */
export function letters(number: number): string {
  return number < 26
    ? String.fromCharCode(65 + number)
    : letters(Math.floor(number / 26) - 1) + letters(number % 26);
}

/** The platform's feed as a list in memory, a database, keys and the activities on an adjustable clock. */
export class PassportStage {
  /** How far the stage's clock is ahead of the machine's, milliseconds. */
  ahead = 0;
  readonly people = new Map<string, FeedPerson>();
  #changed: FeedPerson[] = [];
  feedFails = false;

  get now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  private constructor(
    readonly db: TestDatabase,
    readonly activities: PassportActivities,
    private readonly folder: string,
    readonly secretsKeyFile: string,
    private readonly end: () => Promise<void>,
  ) {}

  static async start({
    keys = ['ES256'],
    on,
    tokenPin,
  }: { keys?: readonly Algorithm[]; on?: TestDatabase; tokenPin?: string } = {}): Promise<PassportStage> {
    const db = on ?? (await testDatabase());
    const folder = mkdtempSync(join(tmpdir(), 'ban-giao-passports-'));
    const secretsKeyFile = join(folder, 'secrets.key');
    await openSecretBox(secretsKeyFile);
    const stage: { of?: PassportStage } = {};
    const feed = {
      vaccinees: (after: string) => (stage.of as PassportStage).#page(after),
    };
    const { activities, close } = passportActivities(
      await db.connect('system'),
      feed,
      {
        ...{ secretsKeyFile, tokenPin, issuerName: 'Cục Y tế dự phòng (thử nghiệm)', threads: 1, page: 50 },
        ...{ pool: ownThread(), clock: () => (stage.of as PassportStage).now },
      },
      () => ({ heartbeat: () => {}, signal: new AbortController().signal }),
    );
    stage.of = new PassportStage(db, activities, folder, secretsKeyFile, async () => {
      await close();
      if (on === undefined) await db.close();
    });
    for (const algorithm of keys) await stage.of.addKey(algorithm);
    return stage.of;
  }

  /** A new signing key of the demo authority; from a day ago, two years long unless told. */
  async addKey(algorithm: Algorithm = 'ES256', years = 2): Promise<string> {
    const notBefore = new Date(this.now.getTime() - 86_400_000);
    const authority = await createDemoAuthority({ notBefore });
    const notAfter = new Date(notBefore.getTime() + years * 366 * 86_400_000);
    const signer = await createDemoSigner(authority, { algorithm, notBefore, notAfter });
    const passphrase = readFileSync(this.secretsKeyFile, 'utf8').trim();
    const client = await this.db.owner.connect();
    try {
      return await addSoftwareKey(client, { sealed: await sealKey(signer, passphrase), state: 'signing' });
    } finally {
      client.release();
    }
  }

  /** People appear or change on the platform. */
  feed(...people: readonly FeedPerson[]): void {
    for (const person of people) this.people.set(person.subjectId, person);
    this.#changed.push(...people);
  }

  async #page(after: string) {
    if (this.feedFails) throw new Error('the platform is away');
    const from = Number(after || 0);
    const items = this.#changed.slice(from, from + 200);
    const reached = from + items.length;
    return { items, nextCursor: String(reached), more: reached < this.#changed.length };
  }

  /** As if the facilities had signed everything that waits for them. */
  async signAll(): Promise<void> {
    await this.db.owner.query(`update doses set signed_at = now() where signed_at is null`);
    await this.db.owner.query(
      `update vaccinees set responsible_office_id = '${FACILITY}' where nationality <> 'VN'`,
    );
    await this.db.owner.query(
      `insert into passport_orders (province_code, subject_id, reason, due_at, ordered_at)
       select province_code, subject_id, 'first', $1, $1 from vaccinees v where not exists (select from passports p
         where p.province_code = v.province_code and p.subject_id = v.subject_id and p.state = 'active') on conflict do nothing`,
      [this.now],
    );
  }

  async rows<T>(text: string, values: readonly unknown[] = []): Promise<T[]> {
    return (await this.db.owner.query(text, [...values])).rows as T[];
  }

  async close(): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
