import { createHash, X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { DomainError } from '#domain/errors';
import { readEnrolments, readEvidenceHandovers, readEvidenceList } from '#persistence/repositories/evidence';
import {
  eachChange,
  eachCustodyMove,
  eachEvent,
  eachSet,
  eachSnapshot,
  eachStateChange,
} from '#persistence/repositories/evidence-rows';
import {
  readPaperBytes,
  readPapersOf,
  readSignatureProofs,
} from '#persistence/repositories/evidence-sources';
import { readArchivedHistory, readArchivedRuns } from '#persistence/repositories/archives';
import { beginStillRead } from '#persistence/still-read';
import type { Sql } from '#persistence/sql';
import { canonicalJson } from '#signatures/canonical';
import { leafHash, leafSalt } from '#signatures/merkle';
import type { SealKey } from '#signatures/seal';
import { AccessLog } from '../auth/access-log.ts';
import type { ActingCapacity } from '../auth/capacity.ts';
import { ENV, type Env } from '../env.ts';
import { fieldProblem } from '../http/validation.pipe.ts';
import { linesOf } from './bundle-lines.ts';
import { planHandover, type BundlePlan, type PlannedHandover } from './bundle-plan.ts';
import { readmeOf } from './bundle-readme.ts';
import { statementOf } from './bundle-statement.ts';
import { BundleZip } from './bundle-zip.ts';
import type { EvidenceQuery } from './evidence.inputs.ts';
import { SEAL_KEY } from './seal-key.ts';

/** Each export holds a connection for as long as its reader takes. */
const AT_ONCE = 4;
/** A list's workflow begins a new run after some thousand events; more runs than this have never been seen. */
const MOST_RUNS = 1_000;

/** Writes evidence bundles. */
@Injectable()
export class EvidenceExportService {
  #open = 0;

  constructor(
    @Inject(DataSource) private readonly dataSource: DataSource,
    @Inject(ENV) private readonly env: Env,
    @Inject(SEAL_KEY) private readonly seal: SealKey,
    @Inject(AccessLog) private readonly accessLog: AccessLog,
  ) {}

  /**
   * Begins a bundle of a list as it is at this moment. The stream reads on while it is read from.
   * @throws DomainError `list_not_found`, `out_of_area`, `no_permission` for personal data, `invalid_input` without its purpose,
   * `rate_limited` while too many are being written.
   */
  async open(
    actor: ActingCapacity,
    listId: string,
    { personal = false, purpose }: EvidenceQuery,
  ): Promise<{ stream: Readable; name: string }> {
    if (personal) checkPurpose(purpose);
    if (this.#open >= AT_ONCE) throw new DomainError('rate_limited', { exportsAtOnce: AT_ONCE });
    this.#open += 1;
    const read = await beginStillRead(this.dataSource, actor).catch((error: unknown) => {
      this.#open -= 1;
      throw error;
    });
    const end = async (): Promise<void> => {
      this.#open -= 1;
      await read.end();
    };
    try {
      const act = personal ? 'evidence.personal.read' : 'evidence.read';
      const list = await readEvidenceList(read.sql, actor, listId, act);
      const plan = await this.#plan(read.sql, list, personal);
      await this.accessLog.seen('read', actor, act, listId, {
        ...{ personal, eventNo: list.eventNo, records: personal ? list.recordCount : 0 },
        ...(purpose === undefined ? {} : { purpose }),
      });
      const zip = await this.#write(read.sql, plan);
      zip.stream.once('close', () => void end());
      return { stream: zip.stream, name: `evidence-${list.communeCode}-${list.seq}-${list.eventNo}.zip` };
    } catch (error) {
      await end();
      throw error;
    }
  }

  async #plan(sql: Sql, list: BundlePlan['list'], personal: boolean): Promise<BundlePlan> {
    const handovers = await readEvidenceHandovers(sql, list.id);
    const [proofs, papers] = [await readSignatureProofs(sql, list), await readPapersOf(sql, list)];
    const { publicKey } = new X509Certificate(this.seal.certificatePem);
    const spki = publicKey.export({ type: 'spki', format: 'der' });
    return {
      ...{ list, personal, exportedAt: new Date() },
      seal: {
        thumbprint: this.seal.thumbprint,
        publicKeySha256: createHash('sha256').update(spki).digest('hex'),
        pem: this.seal.certificatePem,
      },
      anchorsPem: await textOf(this.env.trustAnchorsFile),
      stampAnchorsPem: await textOf(this.env.tsaAnchorsFile),
      handovers: handovers.map((handover) => planHandover(handover, proofs, papers)),
    };
  }

  async #write(sql: Sql, plan: BundlePlan): Promise<BundleZip> {
    const { list, personal } = plan;
    const archives = (await readArchivedRuns(sql, list.id, undefined, MOST_RUNS)).filter(
      ({ state }) => state === 'kept',
    );
    const enrolments = await readEnrolments(sql, list.id);
    const zip = new BundleZip();
    zip.add('README.md', () => [readmeOf(plan)]);
    zip.add('certificates/seal.pem', () => [plan.seal.pem]);
    for (const [name, pem] of [
      ['ca', plan.anchorsPem],
      ['tsa', plan.stampAnchorsPem],
    ] as const)
      if (pem !== null) zip.add(`certificates/${name}.pem`, () => [pem]);
    zip.add('certificates/enrolments.json', () => [canonicalJson(JSON.parse(JSON.stringify(enrolments)))]);
    for (const handover of plan.handovers) this.#addHandover(zip, sql, plan, handover);
    zip.add('events.ndjson', () => linesOf(eachEvent(sql, list)));
    if (personal) zip.add('changes.ndjson', () => linesOf(eachChange(sql, list)));
    zip.add('sets.ndjson', () => linesOf(eachSet(sql, list)));
    if (personal) zip.add('state.ndjson', () => linesOf(eachStateChange(sql, list)));
    zip.add('custody.ndjson', () => linesOf(eachCustodyMove(sql, list)));
    for (const { listId, workflowId, runNo } of archives.toSorted((a, b) => a.runNo - b.runNo))
      zip.add(
        `temporal/${workflowId.replace(/[^A-Za-z0-9._-]/g, '_')}.${runNo}.json`,
        async () => (await readArchivedHistory(sql, { listId, runNo })) ?? '',
      );
    let statement = '';
    zip.add('statement.json', () => [(statement = statementOf(plan, zip.written))]);
    zip.add('statement.json.p7s', () => this.seal.seal(statement));
    zip.end();
    return zip;
  }

  #addHandover(zip: BundleZip, sql: Sql, { list, personal }: BundlePlan, planned: PlannedHandover): void {
    const { handover, folder, parts, chainPem, crls, papers, recordsFile } = planned;
    for (const { name, text, signature, timeStamp } of parts) {
      zip.add(`${folder}/${name}.json`, () => [text]);
      if (signature !== null) zip.add(`${folder}/${name}.json.p7s`, () => [signature]);
      if (timeStamp !== null) zip.add(`${folder}/${name}.tsr`, () => [timeStamp]);
    }
    if (chainPem !== null) zip.add(`${folder}/chain.pem`, () => [chainPem]);
    if (crls.length > 0) zip.add(`${folder}/revocation.crl`, () => crls.map(crlPem));
    for (const { id, kind } of papers) zip.add(`${folder}/${kind}.pdf`, () => readPaperBytes(sql, id));
    if (recordsFile === null) return;
    const { salt } = handover;
    zip.add(recordsFile, () =>
      linesOf(eachSnapshot(sql, list, handover.id), ({ recordNo, snapshot }) =>
        personal
          ? { recordNo, recordSalt: leafSalt(salt, recordNo).toString('hex'), snapshot }
          : // Without its salt a leaf cannot be tried against guessed names.
            { recordNo, leaf: leafHash(salt, recordNo, snapshot).toString('hex') },
      ),
    );
  }
}

/** @throws DomainError `invalid_input` when personal data is asked for without saying why. */
export function checkPurpose(purpose: string | undefined): asserts purpose is string {
  if (purpose === undefined)
    throw fieldProblem(
      'purpose',
      'Phải nêu mục đích khi xin dữ liệu cá nhân',
      'A purpose is needed when personal data is asked for',
    );
}

async function textOf(file: string | null): Promise<string | null> {
  return file === null ? null : readFile(file, 'utf8').catch(() => null);
}

function crlPem(crl: Buffer): string {
  const lines = crl.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN X509 CRL-----\n${lines.join('\n')}\n-----END X509 CRL-----\n`;
}
