import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Manifest } from '#domain/handovers/manifest';
import { canonicalJson } from '#signatures/canonical';
import { leafHash, merkleRoot } from '#signatures/merkle';
import { Scenario, village } from './acts-scenario.ts';

let chain: Scenario;

beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

describe('a list of three villages', () => {
  it('goes from the station to the station, and custody adds up after every step', async () => {
    const scope = await chain.toPolice(30);
    await chain.checkCustody();
    await chain.verify(scope);
    const handoverId = await chain.sign(scope);
    await chain.checkCustody();
    await chain.receive(scope);
    await chain.checkCustody();
    await chain.update(scope);
    await chain.checkCustody();
    const { rows } = await chain.owner.query(`select state from lists where id = $1`, [chain.listId]);
    expect(rows).toEqual([{ state: 'completed' }]);
    const { body } = await chain.officers.station.get(`/handovers/${handoverId}`);
    expect(body).toMatchObject({ state: 'accepted', grade: 'official', recordCount: 30 });
  });

  it('leaves an unbroken chain of events whose bodies hash to what is stored', async () => {
    const { rows } = await chain.owner.query<{ prev_hash: Buffer; hash: Buffer; body: string }>(
      `select prev_hash, hash, body from events where list_id = $1 order by event_no`,
      [chain.listId],
    );
    expect(rows.length).toBeGreaterThan(15);
    let before: Buffer = Buffer.alloc(0);
    for (const { prev_hash, hash, body } of rows) {
      expect(prev_hash.equals(before)).toBe(true);
      expect(createHash('sha256').update(prev_hash).update(body).digest().equals(hash)).toBe(true);
      before = hash;
    }
  });

  it('leaves handovers that are numbered without gap and carry the hash of the one before', async () => {
    const { rows } = await chain.owner.query<{ number: number; manifest: string; manifest_hash: Buffer }>(
      `select number, manifest, manifest_hash from handovers where list_id = $1 order by number`,
      [chain.listId],
    );
    expect(rows.map(({ number }) => number)).toEqual(rows.map((_, i) => i + 1));
    rows.forEach(({ manifest, manifest_hash }, i) => {
      expect(createHash('sha256').update(manifest).digest().equals(manifest_hash)).toBe(true);
      const { previousHandover } = JSON.parse(manifest) as Manifest;
      expect(previousHandover).toBe(rows[i - 1]?.manifest_hash.toString('hex') ?? null);
      expect(canonicalJson(JSON.parse(manifest))).toBe(manifest);
    });
  });

  it('froze snapshots that are canonical JSON and hash to the root in the manifest', async () => {
    const { rows } = await chain.owner.query<{
      record_no: number;
      snapshot: string;
      salt: Buffer;
      manifest: string;
    }>(
      `select s.record_no, s.snapshot, h.salt, h.manifest from handover_snapshots s join handovers h on h.id = s.handover_id
       where s.list_id = $1 order by s.record_no`,
      [chain.listId],
    );
    expect(rows).toHaveLength(30);
    for (const { snapshot } of rows) expect(canonicalJson(JSON.parse(snapshot))).toBe(snapshot);
    const root = merkleRoot(rows.map(({ record_no, snapshot, salt }) => leafHash(salt, record_no, snapshot)));
    expect((JSON.parse(rows[0]?.manifest ?? '') as Manifest).merkleRoot).toBe(root.toString('hex'));
  });

  it('told the workflow after every act it must see', async () => {
    const { rows } = await chain.owner.query<{ n: number }>(
      `select count(*)::int as n from workflow_messages where subject_id = $1`,
      [chain.listId],
    );
    // compile, assign, three reviews, forward, verify, sign, receive, start, update, check
    expect(rows[0]?.n).toBe(12);
  });
});

describe('what goes back', () => {
  it('follows in later parcels: three records returned to two villages, two of a signed parcel refused', async () => {
    const first = await chain.toPolice(30);
    const { police, station, commune } = chain.officers;
    await chain.step(police, 'verify', {
      scope: first,
      work: async (id, epoch) => {
        // Record n lies in village 1 + n % 3.
        const answer = await police.post(`/tasks/${id}/returns`, {
          epoch,
          recordNos: [3, 6, 4],
          reason: 'Thiếu giấy tờ',
        });
        expect(answer).toMatchObject({ status: 200, body: { returned: 3 } });
        await chain.checkCustody();
        await chain.decideAll(police, id, epoch, 'matches');
      },
    });
    await chain.sign(first);
    await chain.checkCustody();
    await chain.receive(first, [
      { recordNo: 10, reason: 'Sai người' },
      { recordNo: 11, reason: 'Thiếu căn cứ' },
    ]);
    await chain.checkCustody();
    await chain.update(first);

    for (const k of [1, 2]) await chain.review(k, 2);
    await chain.checkCustody();
    const refusedScope = await chain.parcelAt('verify');
    await chain.step(commune, 'forward', { round: 2 });
    const returnedScope = await chain.parcelAt('verify');
    expect(returnedScope).not.toBe(refusedScope);
    for (const scope of [refusedScope, returnedScope]) {
      await chain.verify(scope);
      await chain.sign(scope);
      await chain.receive(scope);
      await chain.checkCustody();
      await chain.update(scope);
    }
    await chain.checkCustody();
    const { body } = await station.get<{ state: string }>(`/lists/${chain.listId}`);
    expect(body.state).toBe('completed');
    const { rows } = await chain.owner.query<{ scope: string; n: number }>(
      `select scope, record_count as n from parcels where list_id = $1 and stage = 'ended' order by parcel_no`,
      [chain.listId],
    );
    expect(rows.map(({ n }) => n)).toEqual([25, 2, 3]);
  });

  it('goes from the commune to another village without a return, and to a village with a reason', async () => {
    await chain.list(30);
    const { station, commune } = chain.officers;
    await chain.step(station, 'compile');
    await chain.step(commune, 'assign');
    for (const k of [1, 2, 3]) await chain.review(k);
    await chain.step(commune, 'forward', {
      extra: {
        moves: [{ recordNos: [1], villageCode: village(3) }],
        returns: [{ recordNos: [3, 6], reason: 'Chưa rõ ngày sinh' }],
      },
    });
    await chain.checkCustody();
    const { rows } = await chain.owner.query(
      `select scope, round, record_count as n, stage from parcels where list_id = $1 and stage in ('review','verify') order by parcel_no`,
      [chain.listId],
    );
    expect(rows).toEqual([
      { scope: village(1), round: 2, n: 2, stage: 'review' },
      { scope: village(3), round: 2, n: 1, stage: 'review' },
      { scope: expect.any(String), round: 1, n: 27, stage: 'verify' },
    ]);
    const { rows: moved } = await chain.owner.query(
      `select village_code, village_outcome from records where list_id = $1 and record_no = 1`,
      [chain.listId],
    );
    expect(moved).toEqual([{ village_code: village(3), village_outcome: null }]);
  });

  it('leaves a silent village behind only when that is said', async () => {
    await chain.list(30);
    const { station, commune } = chain.officers;
    await chain.step(station, 'compile');
    await chain.step(commune, 'assign');
    for (const k of [1, 2]) await chain.review(k);
    const taskId = await chain.task('forward');
    const epoch = await chain.claim(commune, taskId);
    expect(await commune.post(`/tasks/${taskId}/complete`, { epoch })).toMatchObject({
      ...{
        status: 409,
        body: { code: 'task_incomplete', openVillages: [{ villageCode: village(3), recordCount: 10 }] },
      },
    });
    expect(
      await commune.post(`/tasks/${taskId}/complete`, { epoch, withoutVillages: [village(3)] }),
    ).toMatchObject({ status: 200 });
    await chain.checkCustody();
  });
});
