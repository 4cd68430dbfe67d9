import type { Pool } from 'pg';
import {
  createAuthority,
  createCrl,
  issueCertificate,
  issueTimeStampingCertificate,
} from '#signatures/certificate-authority';
import type { KeyAndCertificate } from '#signatures/certificate-authority';
import { detachedSigner } from '#signatures/cms';
import type { DetachedSigner } from '#signatures/cms';
import { parseDemoLogin } from '../identity-provider/demo-logins.ts';
import { makeTables } from './tables.ts';

/** `normal` and `renewed` (to take its place) are good; the others are refused for the reason that their name says. */
export const CERTIFICATE_KINDS = ['normal', 'renewed', 'revoked', 'expired', 'foreign'] as const;
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

export interface OfficerCertificate {
  readonly login: string;
  readonly officeId: string;
  readonly holder: 'person' | 'organisation';
  readonly kind: CertificateKind;
  readonly pem: string;
  readonly thumbprint: string;
}

/** The key that an officer's agent signs with at present. */
export interface OfficerKey {
  readonly thumbprint: string;
  readonly sign: DetachedSigner;
}

interface Row {
  login: string;
  kind: CertificateKind;
  pem: string;
  private_key_pem: string;
  thumbprint: string;
}

const HOUR_MS = 3_600_000;
const CRL_LIFE_MS = 3 * 24 * HOUR_MS;

/** The demo's authorities and officers' certificates, made when first asked for and kept in PostgreSQL. */
export class CertificateStore {
  readonly #keys = new Map<string, OfficerKey>();

  private constructor(
    private readonly pool: Pool,
    private readonly crlUrl: string,
    private readonly demo: KeyAndCertificate,
    private readonly foreign: KeyAndCertificate,
  ) {}

  /** Opens the store, making tables and authorities at the first start. Any number of processes may start together. */
  static async open(pool: Pool, crlUrl: string): Promise<CertificateStore> {
    await makeTables(pool);
    const made = {
      demo: await createAuthority({ commonName: 'Bàn Giao Demo CA' }),
      // Of the same name: only the signature tells the two apart, as with a real forger.
      foreign: await createAuthority({ commonName: 'Bàn Giao Demo CA' }),
    };
    await pool.query(
      `insert into agent_authorities (name, pair) values ('demo', $1), ('foreign', $2) on conflict do nothing`,
      [JSON.stringify(made.demo), JSON.stringify(made.foreign)],
    );
    const { rows } = await pool.query<{ name: keyof typeof made; pair: KeyAndCertificate }>(
      `select name, pair from agent_authorities`,
    );
    const kept = { ...made, ...Object.fromEntries(rows.map(({ name, pair }) => [name, pair])) };
    return new CertificateStore(pool, crlUrl, kept.demo, kept.foreign);
  }

  /** The demo authority's certificate, the trust anchor of all good ones. */
  get authorityPem(): string {
    return this.demo.certificatePem;
  }

  /** The key of the time-stamp server, made at the first call; of two who make it the first one's stays. */
  async timeStampingKey(): Promise<KeyAndCertificate> {
    const made = await issueTimeStampingCertificate(this.demo, {
      ...{ commonName: 'Bàn Giao Demo TSA', organisation: 'Bàn Giao', crlUrl: this.crlUrl },
    });
    await this.pool.query(
      `insert into agent_authorities (name, pair) values ('time-stamp', $1) on conflict do nothing`,
      [JSON.stringify(made)],
    );
    const { rows } = await this.pool.query<{ pair: KeyAndCertificate }>(
      `select pair from agent_authorities where name = 'time-stamp'`,
    );
    return rows[0]?.pair ?? made;
  }

  /** The certificates these officers use at present; sign-in names without a certificate are left out. */
  async certificatesOf(logins: readonly string[]): Promise<OfficerCertificate[]> {
    const signers = logins.filter((login) => parseDemoLogin(login)?.signs);
    // The revoked one is made in advance: whoever fetched the revocation list a minute ago knows it already.
    await this.#ensure(signers, ['normal', 'revoked']);
    return (await this.#present(signers)).map(({ login, kind, pem, thumbprint }) => ({
      login,
      officeId: parseDemoLogin(login)?.officeId ?? '',
      holder: parseDemoLogin(login)?.holder ?? 'person',
      kind,
      pem,
      thumbprint,
    }));
  }

  /** Puts a certificate of this kind into the officer's agent; undefined when the post has no certificates. */
  async use(login: string, kind: CertificateKind): Promise<OfficerCertificate | undefined> {
    if (!parseDemoLogin(login)?.signs) return undefined;
    await this.#ensure([login], ['normal', 'revoked', kind]);
    await this.pool.query(
      `insert into agent_officers (login, present_kind) values ($1, $2) on conflict (login) do update set present_kind = $2`,
      [login, kind],
    );
    this.#keys.delete(login);
    return (await this.certificatesOf([login]))[0];
  }

  /** The key the officer's agent signs with; undefined when the post has no certificates. Kept open: opening costs more than signing. */
  async keyOf(login: string): Promise<OfficerKey | undefined> {
    const open = this.#keys.get(login);
    if (open || !parseDemoLogin(login)?.signs) return open;
    await this.#ensure([login], ['normal', 'revoked']);
    const row = (await this.#present([login]))[0];
    if (!row) return undefined;
    const sign = detachedSigner({ certificatePem: row.pem, privateKeyPem: row.private_key_pem });
    this.#keys.set(login, { thumbprint: row.thumbprint, sign });
    return { thumbprint: row.thumbprint, sign };
  }

  /** The revocation list as DER, signed anew; `stale` gives one whose time is over. */
  async revocationList(stale: boolean): Promise<Buffer> {
    const { rows } = await this.pool.query<{ serial_number: string; revoked_at: Date }>(
      `select serial_number, revoked_at from agent_certificates where revoked_at is not null order by revoked_at`,
    );
    const now = Date.now();
    const thisUpdate = stale ? now - 2 * CRL_LIFE_MS : now;
    return await createCrl(this.demo, {
      revoked: rows.map((row) => ({ serialNumber: row.serial_number, revokedAt: row.revoked_at })),
      number: now,
      thisUpdate: new Date(thisUpdate),
      nextUpdate: new Date(thisUpdate + CRL_LIFE_MS),
    });
  }

  async #present(logins: readonly string[]): Promise<Row[]> {
    const { rows } = await this.pool.query<Row>(
      `select c.login, c.kind, c.pem, c.private_key_pem, c.thumbprint
       from unnest($1::text[]) with ordinality as asked(login, place)
       left join agent_officers o using (login)
       join agent_certificates c on c.login = asked.login and c.kind = coalesce(o.present_kind, 'normal')
       order by asked.place`,
      [logins],
    );
    return rows;
  }

  async #ensure(logins: readonly string[], kinds: readonly CertificateKind[]): Promise<void> {
    const { rows } = await this.pool.query<{ login: string; kind: CertificateKind }>(
      `select asked.login, asked.kind
       from (select * from unnest($1::text[]) login cross join unnest($2::text[]) kind) asked
       left join agent_certificates c using (login, kind) where c.login is null group by 1, 2`,
      [logins, kinds],
    );
    if (rows.length === 0) return;
    const made = await Promise.all(rows.map(async (row) => ({ ...row, ...(await this.#issue(row)) })));
    // Of two who make the same certificate the first one's stays.
    await this.pool.query(
      `insert into agent_certificates (login, kind, pem, private_key_pem, thumbprint, serial_number, revoked_at)
       select login, kind, pem, key, thumbprint, serial, case kind when 'revoked' then now() - interval '1 hour' end
       from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as made(login, kind, pem, key, thumbprint, serial)
       on conflict (login, kind) do nothing`,
      [
        made.map(({ login }) => login),
        made.map(({ kind }) => kind),
        made.map(({ certificatePem }) => certificatePem),
        made.map(({ privateKeyPem }) => privateKeyPem),
        made.map(({ thumbprint }) => thumbprint),
        made.map(({ serialNumber }) => serialNumber),
      ],
    );
  }

  async #issue({ login, kind }: { login: string; kind: CertificateKind }): Promise<KeyAndCertificate> {
    const officer = parseDemoLogin(login);
    if (!officer) throw new RangeError('no such officer');
    const now = Date.now();
    const office = `${officer.officeTitle} ${officer.area.code}`;
    return await issueCertificate(kind === 'foreign' ? this.foreign : this.demo, {
      ...(officer.holder === 'person'
        ? { commonName: `${officer.title} ${officer.area.code} (${login})`, login }
        : { commonName: office, login: officer.officeId }),
      organisation: office,
      officeId: officer.officeId,
      crlUrl: this.crlUrl,
      ...(kind === 'expired'
        ? { notBefore: new Date(now - 365 * 24 * HOUR_MS), notAfter: new Date(now - 24 * HOUR_MS) }
        : { notBefore: new Date(now - 2 * HOUR_MS) }),
    });
  }
}
