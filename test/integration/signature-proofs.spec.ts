import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { Acts } from '#persistence/act';
import { storeStamp, takeWaiting } from '#persistence/process/time-stamps';
import { systemSql } from '#persistence/process/system-sql';
import type { HandoverView } from '#persistence/repositories/handover-views';
import { readProofs } from '#persistence/repositories/signature-proofs';
import { createAuthority, issueTimeStampingCertificate } from '#signatures/certificate-authority';
import { verifyLongTerm } from '#signatures/long-term';
import { issueTimeStamp } from '#signatures/time-stamp-authority';
import { buildTimeStampRequest, verifyTimeStampToken } from '#signatures/time-stamp';
import { verifyChain, type EventRow } from '../../apps/demo/src/judge/chain.ts';
import { Stamper, type StamperOptions } from '../../apps/worker/src/stamper.ts';
import { timeStampsOverHttp, type AskForStamp } from '../../apps/worker/src/time-stamp-client.ts';
import { Scenario } from './acts-scenario.ts';
import { startTimeStamps, type TimeStamps } from './stamps-kit.ts';

const log = pino({ level: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'ban-giao-stamps-'));
const anchorsFile = join(folder, 'tsa-root.pem');
const NOWHERE = 'http://127.0.0.1:9/tsa';

let chain: Scenario;
let source: DataSource;
let tsa: TimeStamps;

beforeAll(async () => {
  chain = await Scenario.start();
  tsa = await startTimeStamps();
  source = await chain.api.db.connect('system');
  writeFileSync(anchorsFile, tsa.rootPem);
});
afterAll(async () => {
  await tsa?.close();
  await chain?.close();
  rmSync(folder, { recursive: true });
});

const sql = () => systemSql(source);
const acts = () => new Acts(source);
const stamper = (
  ask: AskForStamp = timeStampsOverHttp(tsa.url, 10_000),
  options: Partial<StamperOptions> = {},
) =>
  new Stamper(sql(), acts(), ask, log, {
    ...{ pollMs: 10, leaseMs: 20_000, anchorsFile, revocationList: null, firstDelayMs: 1 },
    ...options,
  });
const handover = async (id: string) =>
  (await chain.officers.station.get<HandoverView>(`/handovers/${id}`)).body;
const stampEvents = async () =>
  (
    await chain.owner.query<{ payload: Record<string, string> }>(
      `select payload from events where list_id = $1 and type = 'signature.stamped' order by event_no`,
      [chain.listId],
    )
  ).rows.map(({ payload }) => payload);
/** Lets every signature of other lists rest and those of this one have their turn. */
const dueNow = () =>
  chain.owner.query(
    `update signature_proofs set next_attempt_at = case when list_id = $1 then now() else now() + interval '1 day' end where state = 'waiting'`,
    [chain.listId],
  );

async function signed(): Promise<{ scope: string; id: string }> {
  const scope = await chain.toPolice(3);
  await chain.verify(scope);
  const id = await chain.sign(scope);
  await dueNow();
  return { scope, id };
}

describe('the time stamp of an official signature', () => {
  let scope: string;
  let id: string;
  beforeEach(async () => {
    ({ scope, id } = await signed());
  });

  it('is fetched after the fact: without a time-stamp server handovers go on, and are stamped when it comes back', async () => {
    const without = stamper(timeStampsOverHttp(NOWHERE, 500));
    expect((await handover(id)).offerProof).toMatchObject({ state: 'waiting', stampedAt: null, attempts: 0 });
    await without.pass();
    expect((await handover(id)).offerProof).toMatchObject({
      ...{ state: 'waiting', attempts: 1, lastFailureCode: 'tsa_unreachable' },
    });
    await chain.receive(scope);
    await dueNow();
    await without.pass();
    expect(await handover(id)).toMatchObject({
      ...{ state: 'accepted', offerProof: { state: 'waiting' }, receiptProof: { state: 'waiting' } },
    });
    await chain.owner.query(`update lists set state = 'completed', ended_at = now() where id = $1`, [
      chain.listId,
    ]);
    await dueNow();
    await stamper().pass();

    const { offerProof, receiptProof } = await handover(id);
    for (const proof of [offerProof, receiptProof])
      expect(proof).toMatchObject({
        ...{ state: 'complete', stampedAt: expect.any(String), lastFailureCode: null },
        tsaThumbprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      });
    expect(await stampEvents()).toEqual([
      expect.objectContaining({ handoverId: id }),
      expect.objectContaining({ handoverId: id }),
    ]);
    const { rows: events } = await chain.owner.query<EventRow>(
      `select event_no::int as "eventNo", type, body, encode(changes_hash, 'hex') as "changesHash", encode(changes_hash, 'hex') as "changesNow",
         encode(prev_hash, 'hex') as "prevHash", encode(hash, 'hex') as hash from events where list_id = $1 order by event_no`,
      [chain.listId],
    );
    const { rows } = await chain.owner.query<{ head: string }>(
      `select encode(head_hash, 'hex') as head from lists where id = $1`,
      [chain.listId],
    );
    expect(verifyChain(events, rows[0]?.head ?? '')).toEqual([]);
  });

  it('is stored once and told once, however many loops run', async () => {
    const loops = Array.from({ length: 4 }, () => stamper());
    for (const loop of loops) loop.start();
    const until = Date.now() + 10_000;
    while ((await handover(id)).offerProof?.state !== 'complete' && Date.now() < until) await dueNow();
    await Promise.all(loops.map((loop) => loop.stop()));
    expect(await stampEvents()).toHaveLength(1);
  });

  it('is stored once when a loop dies between fetching and storing', async () => {
    const before = await tsa.given();
    let fetched: () => void = () => {};
    const died = new Promise<void>((resolve) => (fetched = resolve));
    const dying = stamper(
      async (digest) => {
        await timeStampsOverHttp(tsa.url, 10_000)(digest);
        fetched();
        return await new Promise<never>(() => {});
      },
      { leaseMs: 200 },
    );
    void dying.pass();
    await died;
    expect(await stamper().pass()).toBe(0);
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(await stamper().pass()).toBe(1);
    expect((await handover(id)).offerProof).toMatchObject({ state: 'complete', attempts: 2 });
    expect(await stampEvents()).toHaveLength(1);
    expect(await tsa.given()).toBe(before + 2);
  });

  it('is not replaced by one that comes later', async () => {
    const [proof] = await takeWaiting(sql(), 1, 10_000);
    if (!proof) throw new Error('nothing waits');
    const stampOf = async () => {
      const { response } = await timeStampsOverHttp(tsa.url, 10_000)(proof.signatureHash);
      const { stampedAt, serialNumber, thumbprint } = verifyTimeStampToken({
        ...{ token: response, digest: proof.signatureHash, trustAnchorsPem: [tsa.rootPem] },
      });
      return { response, stampedAt, serialNumber, tsaThumbprint: thumbprint, moreCrls: [] };
    };
    const stored = await Promise.all([stampOf(), stampOf()]).then((stamps) =>
      Promise.all(stamps.map((stamp) => storeStamp(acts(), proof, stamp))),
    );
    expect(stored.sort()).toEqual([false, true]);
    expect(await stampEvents()).toHaveLength(1);
  });

  it('survives every fault of the server', async () => {
    try {
      for (const settings of [{ failShare: 1 }, { failAfterShare: 1, seed: 3 }]) {
        await tsa.faults(settings);
        await dueNow();
        await stamper().pass();
        expect((await handover(id)).offerProof).toMatchObject({
          ...{ state: 'waiting', lastFailureCode: expect.stringMatching(/^tsa_(http_50\d|unreachable)$/) },
        });
      }
      await tsa.faults({ twiceShare: 1 });
      await dueNow();
      await stamper().pass();
    } finally {
      await tsa.faults({});
    }
    expect(await stampEvents()).toHaveLength(1);
  });

  it('is only believed when it is for this signature, this request and from a trusted server', async () => {
    const authority = await createAuthority({ commonName: 'Bàn Giao Demo CA' });
    const foreign = await issueTimeStampingCertificate(authority, {
      ...{ commonName: 'Bàn Giao Demo TSA', organisation: 'Bàn Giao' },
    });
    const real = timeStampsOverHttp(tsa.url, 10_000);
    const nonce = Buffer.alloc(8, 5);
    const cases: [string, AskForStamp][] = [
      ['stamp_other_data', () => real(Buffer.alloc(32, 1))],
      ['stamp_other_request', async (digest) => ({ ...(await real(digest)), nonce })],
      ['stamp_malformed', () => Promise.resolve({ response: Buffer.from('<html>'), nonce })],
      [
        'stamp_untrusted',
        (digest) =>
          Promise.resolve({
            nonce,
            response: issueTimeStamp({
              ...foreign,
              ...{ request: buildTimeStampRequest(digest, nonce), serialNumber: 1n, at: new Date() },
            }).response,
          }),
      ],
    ];
    for (const [code, ask] of cases) {
      await dueNow();
      await stamper(ask).pass();
      expect((await handover(id)).offerProof).toMatchObject({ state: 'waiting', lastFailureCode: code });
    }
    expect(await stampEvents()).toEqual([]);
  });

  it('brings a newer list of revoked certificates along when the kept one has lapsed', async () => {
    await chain.owner.query(`alter table signature_proofs disable trigger signature_proofs_final`);
    await chain.owner.query(
      `update signature_proofs set crl_next_update = now() - interval '1 hour' where list_id = $1`,
      [chain.listId],
    );
    await chain.owner.query(`alter table signature_proofs enable trigger signature_proofs_final`);
    await stamper().pass();
    expect((await handover(id)).offerProof).toMatchObject({ lastFailureCode: 'revocation_list_lapsed' });
    await dueNow();
    const fresh = await chain.revocationList();
    await stamper(undefined, { revocationList: () => Promise.resolve(fresh) }).pass();
    const [proof] = await readProofs(sql(), chain.listId);
    expect(proof?.crls).toHaveLength(2);
    expect(proof?.crls[1]?.equals(fresh)).toBe(true);
  });

  it('cannot be changed once it is there, nor be written by the API', async () => {
    const api = await chain.api.db.connect('api');
    await expect(api.query(`update signature_proofs set state = 'complete'`)).rejects.toMatchObject({
      code: '42501',
    });
    await expect(api.query(`insert into signature_proofs (state) values ('complete')`)).rejects.toMatchObject(
      {
        code: '42501',
      },
    );
    expect(await api.query(`select from signature_proofs`)).toEqual([]);
    const change = (what: string) =>
      chain.owner.query(`update signature_proofs set ${what} where list_id = $1`, [chain.listId]);
    await expect(change(`chain_pem = ''`)).rejects.toMatchObject({ code: '23000' });
    await expect(change(`crls = '{}'`)).rejects.toMatchObject({ code: '23000' });
    // A refused statement is told before its lock is gone, and a pass goes by what is locked.
    for (let tries = 0; tries < 100 && (await stamper().pass()) === 0; tries += 1);
    expect((await handover(id)).offerProof).toMatchObject({ state: 'complete', lastFailureCode: null });
    await expect(change(`stamped_at = now()`)).rejects.toMatchObject({ code: '23000' });
    await expect(chain.owner.query(`delete from signature_proofs`)).rejects.toMatchObject({ code: '23000' });
  });

  it('keeps the signature good after its certificate was revoked', async () => {
    await stamper().pass();
    const revokedLater = await chain.revocationList([
      {
        serialNumber: chain.certificates.get('truongca')?.serialNumber ?? '',
        revokedAt: new Date(Date.now() + 2_000),
      },
    ]);
    const [proof] = await readProofs(sql(), chain.listId);
    if (!proof?.timeStamp) throw new Error('no proof');
    const { content, signature, timeStamp, crls } = proof;
    const anchors = { trustAnchorsPem: [chain.authority.certificatePem], stampAnchorsPem: [tsa.rootPem] };
    for (const crlsDer of [crls, [...crls, revokedLater]])
      await expect(
        verifyLongTerm({ content, signature, timeStamp, crlsDer, ...anchors }),
      ).resolves.toMatchObject({ signer: { thumbprint: proof.certificateThumbprint } });
  });
});
