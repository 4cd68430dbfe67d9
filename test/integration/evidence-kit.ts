import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from '@jest/globals';
import { pino } from 'pino';
import { Acts } from '#persistence/act';
import { archiveWorkflow } from '#persistence/process/archives';
import { systemSql } from '#persistence/process/system-sql';
import type { PaperKind } from '#domain/papers/paper';
import { canonicalJson } from '#signatures/canonical';
import type { KeyAndCertificate } from '#signatures/certificate-authority';
import { detachedSigner } from '#signatures/cms';
import type { SealKey } from '#signatures/seal';
import { SEAL_KEY } from '../../apps/api/src/evidence/seal-key.ts';
import { ZipArchive } from '../../apps/verifier/src/zip-archive.ts';
import type { Trust } from '../../apps/verifier/src/signatures.ts';
import { Stamper } from '../../apps/worker/src/stamper.ts';
import { timeStampsOverHttp } from '../../apps/worker/src/time-stamp-client.ts';
import { COMMUNE } from '../support/database.ts';
import { Scenario } from './acts-scenario.ts';
import { startTimeStamps } from './stamps-kit.ts';

/** Lists whose signatures get time stamps, and what a verifier knows of them from outside. */
export interface EvidenceStage {
  readonly chain: Scenario;
  readonly folder: string;
  readonly trust: Trust;
  /** Gives every waiting signature its time stamp. */
  stamp(): Promise<void>;
  /** Keeps two runs of a list's workflow, as the archiver does when the list has ended. */
  archive(listId: string): Promise<void>;
  close(): Promise<void>;
}

export async function startStage(): Promise<EvidenceStage> {
  const folder = mkdtempSync(join(tmpdir(), 'ban-giao-evidence-'));
  const anchorsFile = join(folder, 'tsa-root.pem');
  const tsa = await startTimeStamps();
  writeFileSync(anchorsFile, tsa.rootPem);
  const chain = await Scenario.start({ TSA_ANCHORS_FILE: anchorsFile });
  const source = await chain.api.db.connect('system');
  const ask = timeStampsOverHttp(tsa.url, 5_000);
  const options = { pollMs: 10, leaseMs: 20_000, anchorsFile, revocationList: null };
  const acts = new Acts(source);
  const stamper = new Stamper(systemSql(source), acts, ask, pino({ level: 'silent' }), options);
  return {
    chain,
    folder,
    trust: {
      seals: [sealOf(chain).thumbprint],
      authorities: { fingerprints: [], pem: [chain.authority.certificatePem] },
      stampAuthorities: { fingerprints: [], pem: [tsa.rootPem] },
    },
    stamp: async () => {
      await stamper.pass();
    },
    archive: async (listId) => {
      await chain.owner.query(`insert into archive_orders (list_id) values ($1)`, [listId]);
      const at = new Date(Date.now() - 3_600_000);
      const run = (runId: string, endedAs: string) => ({
        ...{ runId, endedAs, startedAt: at, closedAt: at, eventCount: 1, bundleSha256: null },
        json: JSON.stringify({ events: [], runId, listId }),
      });
      const runs = [run('first', 'continuedAsNew'), run('second', 'completed')];
      expect(await archiveWorkflow(acts, listId, `cleanList/${listId}`, runs)).toBe(true);
    },
    async close() {
      await chain.close();
      await tsa.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Files of a bundle by name, in their order. */
export type Files = Map<string, Buffer>;

/**
 * A list that has seen everything: a voided number, an accepted parcel with refused records, its minutes issued and its receipt's paper
 * signed, a second parcel signed and withdrawn, and one that is frozen and not signed. Returns its id.
 */
export async function eventfulList(chain: Scenario, count = 12): Promise<string> {
  const scope = await chain.toPolice(count);
  await chain.verify(scope);
  const first = await chain.freeze(scope);
  const { chief } = chain.officers;
  const unfrozen = await chief.delete(`/handovers/${first.handoverId}/freeze`, { epoch: first.epoch });
  expect(unfrozen).toMatchObject({ status: 200 });
  const again = await chief.post<{ handover: { id: string } }>(`/tasks/${first.taskId}/freeze`, {
    epoch: first.epoch,
  });
  const { id } = again.body.handover;
  const manifest = await chain.text(chief, `/handovers/${id}/manifest`);
  const signature = await chain.signature('truongca', manifest);
  expect(await chief.post(`/handovers/${id}/signature`, { epoch: first.epoch, signature })).toMatchObject({
    status: 200,
  });
  await chain.receive(scope, [
    { recordNo: 3, reason: 'Sai "người"' },
    { recordNo: 7, reason: 'Thiếu căn cứ\\giấy tờ' },
  ]);
  await signPaper(chain, id, 'minutes', 'truongca');
  await issuePaper(chain, id, 'minutes', 'vanthuca');
  await signPaper(chain, id, 'receipt', 'tramyte1');
  await chain.update(scope);
  const second = await chain.parcelAt('verify');
  await chain.verify(second);
  const withdrawn = await chain.sign(second);
  expect(await chief.post(`/handovers/${withdrawn}/withdraw`, { reason: 'Ký nhầm' })).toMatchObject({
    status: 200,
  });
  await chain.freeze(second, 2);
  return chain.listId;
}

async function paperSignature(chain: Scenario, path: string, kind: PaperKind, name: string): Promise<string> {
  const token = await chain.api.issuer.token(`${name}.${COMMUNE}`);
  const answer = await fetch(`${chain.api.url}${path}/content?kind=${kind}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(answer.status).toBe(200);
  const key = chain.certificates.get(name) as KeyAndCertificate;
  return (await detachedSigner(key)(Buffer.from(await answer.arrayBuffer()), null)).toString('base64');
}

/** The officer's paper of a handover: written and signed. */
async function signPaper(chain: Scenario, id: string, kind: PaperKind, name: string): Promise<void> {
  const who = chain.api.as(`${name}.${COMMUNE}`);
  const path = `/handovers/${id}/paper`;
  expect(await who.post(path, { kind })).toMatchObject({ status: 200 });
  const signature = await paperSignature(chain, path, kind, name);
  expect(await who.post(`${path}/signature`, { kind, signature })).toMatchObject({ status: 200 });
}

/** The clerk numbers a signed paper and issues it. */
async function issuePaper(chain: Scenario, id: string, kind: PaperKind, name: string): Promise<void> {
  const who = chain.api.as(`${name}.${COMMUNE}`);
  const path = `/handovers/${id}/paper`;
  expect(await who.post(`${path}/registration`, { kind })).toMatchObject({ status: 200 });
  const signature = await paperSignature(chain, path, kind, name);
  expect(await who.post(`${path}/registration/signature`, { kind, signature })).toMatchObject({
    status: 200,
  });
}

/** A bundle as the API sends it. */
export async function download(chain: Scenario, listId: string, login: string, query = ''): Promise<Buffer> {
  const token = await chain.api.issuer.token(login);
  const response = await fetch(`${chain.api.url}/lists/${listId}/evidence${query}`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/zip']);
  return Buffer.from(await response.arrayBuffer());
}

export const PERSONAL = '?personal=true&purpose=Thanh%20tra%20theo%20k%E1%BA%BF%20ho%E1%BA%A1ch';

export function sealOf(chain: Scenario): SealKey {
  return chain.api.app.get<SealKey>(SEAL_KEY, { strict: false });
}

export function filesOf(path: string): Files {
  const archive = ZipArchive.open(path);
  try {
    return new Map(archive.names.map((name) => [name, archive.bytes(name)]));
  } finally {
    archive.close();
  }
}

export function unpack(files: Files, folder: string): void {
  for (const [name, bytes] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), bytes);
  }
}

/** The statement over these files, with `edit` applied, sealed anew: what whoever has a seal key can make. */
export async function restate(
  files: Files,
  seal: Pick<SealKey, 'seal'>,
  edit: (statement: Record<string, unknown>) => void = () => {},
): Promise<Files> {
  const statement = JSON.parse((files.get('statement.json') as Buffer).toString()) as Record<string, unknown>;
  const rest = [...files].filter(([name]) => !name.startsWith('statement.json'));
  statement['files'] = rest.map(([path, bytes]) => ({
    path,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
  }));
  edit(statement);
  const text = canonicalJson(statement);
  return new Map([
    ...rest,
    ['statement.json', Buffer.from(text)],
    ['statement.json.p7s', await seal.seal(text)],
  ]);
}
