import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { systemSql } from '#persistence/process/system-sql';
import type { Sql } from '#persistence/sql';
import {
  lastRevocation,
  listedKeys,
  listedRevocations,
  revokedAmong,
} from '#persistence/repositories/passports/public-lists';
import type { Algorithm } from '#signatures/dcc/cose';
import { nodeCrypto } from '#signatures/dcc/node-crypto';
import { readCode } from '#signatures/dcc/read-code';
import { revocationBatches, RevocationIndex } from '#signatures/dcc/revocation-batches';
import { type HashType } from '#signatures/dcc/revocation-hashes';
import { readSigner } from '#signatures/dcc/signer-certificate';
import { SignerStore } from '#signatures/dcc/signer-store';
import { algorithmOf, signAside } from '#signatures/dcc/software-key';
import { signList, trustListEntry, type TrustListEntry } from '#signatures/dcc/trust-list';
import { verifyCode, type CodeJudgement } from '#signatures/dcc/verify-code';
import { openSealKey } from '#signatures/seal';
import type { SignBytes } from '#signatures/dcc/keys';
import { ENV, type Env } from '../env.ts';

const COUNTRY = 'VN';
const DAY_MS = 86_400_000;
/** Revocations in one answer; who is further behind asks again from the number he got. */
const MOST = 50_000;

/** A list as it goes out: signed, with what identifies it. */
export interface Published {
  readonly jws: string;
  readonly etag: string;
}

/** What verifiers download, signed by the server's own key, and the judgement of one code by the present state of the database. */
@Injectable()
export class PublicListsService {
  readonly #sql: Sql;
  #key: Promise<{ algorithm: Algorithm; sign: SignBytes; kid: string; certificatePem: string }> | undefined;
  readonly #kept = new Map<string, Published & { readonly day: number }>();
  #signers: { readonly number: number; readonly store: SignerStore } | undefined;

  constructor(
    @Inject(DataSource) dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
  ) {
    this.#sql = systemSql(dataSource);
  }

  /** The certificate whose key signs the lists: verifiers get it once, and compare its fingerprint. */
  async listCertificate(): Promise<string> {
    return (await this.#listKey()).certificatePem;
  }

  /** The signers in the form of the EU gateway. */
  async trustEntries(): Promise<TrustListEntry[]> {
    const { keys } = await listedKeys(this.#sql);
    return Promise.all(
      keys.map(({ certificate, listedAt }) => trustListEntry(certificate, listedAt, nodeCrypto)),
    );
  }

  async trustList(): Promise<Published> {
    const { number } = await listedKeys(this.#sql);
    return this.#publish(`trust-${number}`, async (times) =>
      signList(
        'dcc-trust-list',
        { ...times, number, signers: await this.trustEntries() },
        await this.#listKey(),
      ),
    );
  }

  /** Revocations after a number, in batches of one hash type. The list's own number is where to go on. */
  async revocationList(hashType: HashType, since: number): Promise<Published> {
    const last = await lastRevocation(this.#sql);
    return this.#publish(`${hashType}-${since}-${last}`, async (times) => {
      const rows = (await listedRevocations(this.#sql, since, new Date(), MOST)).filter(
        ({ seq }) => seq <= last,
      );
      const hash = { UCI: 'uci', COUNTRYCODEUCI: 'countryUci', SIGNATURE: 'signature' } as const;
      const revocations = rows.map((row) => ({
        ...{ kid: row.kid, hashType, hash: row[hash[hashType]].toString('base64'), expiresAt: row.expiresAt },
      }));
      const number = rows.length === MOST ? (rows.at(-1)?.seq ?? last) : Math.max(last, since);
      return signList(
        'dcc-revocation-list',
        { ...times, number, batches: revocationBatches(COUNTRY, revocations) },
        await this.#listKey(),
      );
    });
  }

  /** Judges one code, now. Only its hashes are asked of the database. */
  async judge(code: string): Promise<CodeJudgement> {
    const at = new Date();
    const options = { at, signers: await this.#store(), crypto: nodeCrypto };
    const judged = await verifyCode(code, options);
    if (judged.content === undefined) return judged;
    // Only what was signed by one of us can be revoked by us, so what is asked for is not a stranger's choice.
    const hashes = await this.#hashesOf(code, judged);
    const rows = await revokedAmong(this.#sql, hashes);
    if (rows.length === 0) return judged;
    const batches = rows.map((row) => {
      // The signature names this very code, the identifier only what it stood for.
      const isThis = hashes.some((hash) => hash.equals(row.signature));
      return {
        ...{ country: COUNTRY, expires: row.expiresAt.toISOString(), kid: row.kid },
        hashType: isThis ? ('SIGNATURE' as const) : ('UCI' as const),
        entries: [{ hash: (isThis ? row.signature : row.uci).toString('base64') }],
      };
    });
    return verifyCode(code, { ...options, revocations: new RevocationIndex(batches) });
  }

  async #hashesOf(code: string, { content, kid }: CodeJudgement): Promise<Buffer[]> {
    const { message } = await readCode(code, nodeCrypto);
    const [signer] = (await this.#store()).candidates(
      kid === undefined ? undefined : Buffer.from(kid, 'base64'),
      COUNTRY,
    );
    const signature =
      signer?.key.algorithm === 'ES256'
        ? message.signature.subarray(0, message.signature.length / 2)
        : message.signature;
    const texts = (content?.entries ?? []).map((entry) => Buffer.from(String(entry['ci'])));
    return Promise.all(
      [signature, ...texts].map(async (bytes) => Buffer.from(await nodeCrypto.sha256(bytes)).subarray(0, 16)),
    );
  }

  async #store(): Promise<SignerStore> {
    const { keys, number } = await listedKeys(this.#sql);
    if (this.#signers?.number !== number) {
      const signers = await Promise.all(
        keys.map(({ certificate }) => readSigner(certificate, nodeCrypto, { country: COUNTRY })),
      );
      this.#signers = { number, store: new SignerStore(signers) };
    }
    return this.#signers.store;
  }

  /** Signed once for the same content and day; a few are kept, since all verifiers ask for the same. */
  async #publish(
    name: string,
    make: (times: { issuedAt: string; nextUpdate: string }) => Promise<string>,
  ): Promise<Published> {
    const day = Math.floor(Date.now() / DAY_MS);
    const kept = this.#kept.get(name);
    if (kept?.day === day) return kept;
    const now = Date.now();
    const jws = await make({
      issuedAt: new Date(now).toISOString(),
      nextUpdate: new Date(now + DAY_MS).toISOString(),
    });
    const published = { jws, etag: `"${name}-${day}"`, day };
    if (this.#kept.size > 50) this.#kept.clear();
    this.#kept.set(name, published);
    return published;
  }

  #listKey() {
    this.#key ??= this.#open();
    return this.#key;
  }

  async #open() {
    const { certificatePem } = await openSealKey(this.env.sealKeyFile);
    const pem = await readFile(this.env.sealKeyFile, 'utf8');
    const key = createPrivateKey(
      pem.match(/-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/)?.[0] ?? '',
    );
    const kid = new X509Certificate(certificatePem).fingerprint256
      .replaceAll(':', '')
      .toLowerCase()
      .slice(0, 16);
    return { algorithm: algorithmOf(key), sign: signAside(key), kid, certificatePem };
  }
}
