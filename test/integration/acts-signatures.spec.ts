import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { issueCertificate } from '#signatures/certificate-authority';
import { signDetached } from '#signatures/cms';
import { COMMUNE } from '../support/database.ts';
import { refusal, Scenario } from './acts-scenario.ts';

let chain: Scenario;

beforeAll(async () => {
  chain = await Scenario.start();
});
afterAll(() => chain.close());

describe('signing a parcel', () => {
  let scope: string;
  beforeEach(async () => {
    scope = await chain.toPolice(6);
    await chain.verify(scope);
  });

  it('is refused for whoever decided a record of it at verification, with every way tried', async () => {
    await chain.owner.query(
      `insert into deciders (province_code, list_id, step, person_id, records) select '60', $1, 'verify', id, '{[2,3)}' from people where subject = 'truongca.22915'`,
      [chain.listId],
    );
    const id = await chain.task('sign', scope);
    expect(await chain.officers.chief.post(`/tasks/${id}/claim`)).toMatchObject(
      refusal(403, 'same_person_sign'),
    );
    await chain.owner.query(
      `update tasks set state = 'claimed', claim_epoch = 1, claimed_by = (select id from people where subject = 'truongca.22915') where id = $1`,
      [id],
    );
    expect(await chain.officers.chief.post(`/tasks/${id}/freeze`, { epoch: 1 })).toMatchObject(
      refusal(403, 'same_person_sign'),
    );
  });

  it('needs the chief: officers, the station and a stale epoch are refused', async () => {
    const id = await chain.task('sign', scope);
    const epoch = await chain.claim(chain.officers.chief, id);
    expect(await chain.officers.police.post(`/tasks/${id}/freeze`, { epoch })).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await chain.officers.station.post(`/tasks/${id}/freeze`, { epoch })).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await chain.officers.deputy.post(`/tasks/${id}/freeze`, { epoch })).toMatchObject(
      refusal(409, 'stale_epoch'),
    );
    expect(await chain.officers.chief.post(`/tasks/${id}/freeze`, { epoch: epoch - 1 })).toMatchObject(
      refusal(409, 'stale_epoch'),
    );
    expect(await chain.officers.chief.post(`/tasks/${id}/complete`, { epoch })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
  });

  it.each([
    ['expired', 'cert_expired'],
    ['revoked', 'cert_revoked'],
    ['foreign', 'cert_untrusted'],
    ['phoca', 'cert_not_yours'],
    ['tramyte1', 'cert_not_yours'],
  ])('refuses the certificate %s', async (name, code) => {
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    const signature = await chain.signature(name, manifest);
    expect(
      await chain.officers.chief.post(`/handovers/${handoverId}/signature`, { epoch, signature }),
    ).toMatchObject(refusal(422, code));
    const { rows } = await chain.owner.query(`select state, signature from handovers where id = $1`, [
      handoverId,
    ]);
    expect(rows).toEqual([{ state: 'frozen', signature: null }]);
  });

  it("refuses the organisation's certificate, even when the officer keeps its key: manifest and receipt are signed by people", async () => {
    const { chief, station } = chain.officers;
    const sealOfOffice = async (login: string) => {
      const key = await issueCertificate(chain.authority, {
        ...{ commonName: 'Cơ quan thử', organisation: 'Cơ quan thử', login: 'co-quan' },
      });
      await chain.owner.query(
        `insert into certificates (thumbprint, person_id, office_id, pem, not_before, not_after, holder)
         select $1, p.id, m.office_id, $2, now(), now() + interval '1 day', 'organisation'
         from people p join memberships m on m.person_id = p.id where p.subject = $3 limit 1`,
        [key.thumbprint, key.certificatePem, login],
      );
      return async (content: string) => (await signDetached({ content, ...key })).toString('base64');
    };
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    const byPolice = await (await sealOfOffice(`truongca.${COMMUNE}`))(manifest);
    const wanted = refusal(422, 'cert_not_yours', { wanted: 'person' });
    expect(
      await chief.post(`/handovers/${handoverId}/signature`, { epoch, signature: byPolice }),
    ).toMatchObject(wanted);
    const signature = await chain.signature('truongca', manifest);
    expect(await chief.post(`/handovers/${handoverId}/signature`, { epoch, signature })).toMatchObject({
      status: 200,
    });
    const taskId = await chain.task('receive', scope);
    const claim = await chain.claim(station, taskId);
    const draft = await station.post<{ receipt: string }>(`/tasks/${taskId}/receipt`, {
      ...{ epoch: claim, refused: [] },
    });
    const byStation = await (await sealOfOffice(`tramyte1.${COMMUNE}`))(draft.body.receipt);
    expect(
      await station.post(`/tasks/${taskId}/receive`, { epoch: claim, signature: byStation }),
    ).toMatchObject(wanted);
  });

  it('refuses a signature over other bytes, and bytes that are no signature', async () => {
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    const path = `/handovers/${handoverId}/signature`;
    const other = await chain.signature('truongca', manifest.replace('"recordCount":6', '"recordCount":7'));
    expect(await chain.officers.chief.post(path, { epoch, signature: other })).toMatchObject(
      refusal(422, 'signature_invalid'),
    );
    const noise = Buffer.alloc(400, 7).toString('base64');
    expect(await chain.officers.chief.post(path, { epoch, signature: noise })).toMatchObject(
      refusal(422, 'signature_invalid'),
    );
  });

  it('refuses a parcel that was changed after it was frozen, whoever changed it', async () => {
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    await chain.owner.query(`update records set full_name = 'Khác' where list_id = $1 and record_no = 2`, [
      chain.listId,
    ]);
    const signature = await chain.signature('truongca', manifest);
    expect(
      await chain.officers.chief.post(`/handovers/${handoverId}/signature`, { epoch, signature }),
    ).toMatchObject(refusal(409, 'manifest_changed', { records: [2] }));
  });

  it('keeps a frozen parcel as it is until it is unfrozen; its number stays void', async () => {
    const { taskId, epoch, handoverId } = await chain.freeze(scope);
    const { chief } = chain.officers;
    expect(await chief.post(`/tasks/${taskId}/freeze`, { epoch })).toMatchObject(
      refusal(409, 'parcel_frozen', { handoverId }),
    );
    expect(
      await chief.post(`/tasks/${taskId}/complete`, { epoch, outcome: 'returned', reason: 'Sai sót' }),
    ).toMatchObject(refusal(409, 'parcel_frozen'));
    expect(await chief.delete(`/handovers/${handoverId}/freeze`, { epoch })).toMatchObject({
      status: 200,
      body: { handover: { state: 'voided' } },
    });
    const again = await chief.post<{ handover: { number: number } }>(`/tasks/${taskId}/freeze`, { epoch });
    const { rows } = await chain.owner.query<{ number: number }>(
      `select number from handovers where id = $1`,
      [handoverId],
    );
    expect(again.body.handover.number).toBe((rows[0]?.number ?? 0) + 1);
  });

  it('goes back to verification with a reason, in a new round', async () => {
    await chain.step(chain.officers.chief, 'sign', {
      scope,
      extra: { outcome: 'returned', reason: 'Xem lại hồ sơ 3' },
    });
    const { rows } = await chain.owner.query(
      `select stage, round from parcels where list_id = $1 and scope = $2`,
      [chain.listId, scope],
    );
    expect(rows).toEqual([{ stage: 'verify', round: 2 }]);
    await chain.verify(scope, 2);
    await chain.sign(scope, 2);
  });

  it('is offered once: the same request again gets the same answer, another one is refused', async () => {
    const { epoch, handoverId, manifest } = await chain.freeze(scope);
    const signature = await chain.signature('truongca', manifest);
    const path = `/handovers/${handoverId}/signature`;
    const first = await chain.officers.chief.post(path, { epoch, signature }, { key: `sign-${handoverId}` });
    const again = await chain.officers.chief.post(path, { epoch, signature }, { key: `sign-${handoverId}` });
    expect(again.body).toEqual(first.body);
    expect(await chain.officers.chief.post(path, { epoch, signature })).toMatchObject({ status: 409 });
  });
});

describe('receiving a signed parcel', () => {
  let scope: string;
  let handoverId: string;
  beforeEach(async () => {
    scope = await chain.toPolice(6);
    await chain.verify(scope);
    handoverId = await chain.sign(scope);
  });

  it('may be withdrawn by the police before it is accepted, and by nobody else', async () => {
    const { chief, station } = chain.officers;
    const withdraw = { reason: 'Ký nhầm' };
    expect(await station.post(`/handovers/${handoverId}/withdraw`, withdraw)).toMatchObject(
      refusal(403, 'no_permission'),
    );
    expect(await chief.post(`/handovers/${handoverId}/withdraw`, withdraw)).toMatchObject({
      body: { handover: { state: 'withdrawn' } },
    });
    expect(await chief.post(`/handovers/${handoverId}/withdraw`, withdraw)).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
    await chain.checkCustody();
    await chain.sign(scope, 2);
    await chain.receive(scope, [], 2);
    await chain.checkCustody();
  });

  it('needs the drafted receipt, signed by the receiver over its exact bytes', async () => {
    const { station } = chain.officers;
    const id = await chain.task('receive', scope);
    const epoch = await chain.claim(station, id);
    const anything = await chain.signature('tramyte1', '{}');
    expect(await station.post(`/tasks/${id}/receive`, { epoch, signature: anything })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
    const outside = await station.post(`/tasks/${id}/receipt`, {
      epoch,
      refused: [{ recordNo: 7, reason: 'Không có' }],
    });
    expect(outside).toMatchObject(refusal(422, 'record_not_in_task'));
    const { body } = await station.post<{ receipt: string }>(`/tasks/${id}/receipt`, { epoch, refused: [] });
    const receive = (signature: string) => station.post(`/tasks/${id}/receive`, { epoch, signature });
    expect(await receive(anything)).toMatchObject(refusal(422, 'signature_invalid'));
    expect(await receive(await chain.signature('tramyte2', body.receipt))).toMatchObject(
      refusal(422, 'cert_not_yours'),
    );
    await chain.owner.query(
      `update records set id_number = '060190000009' where list_id = $1 and record_no = 4`,
      [chain.listId],
    );
    const signature = await chain.signature('tramyte1', body.receipt);
    expect(await receive(signature)).toMatchObject(refusal(409, 'list_changed_after_sign', { records: [4] }));
    await chain.owner.query(`update records set id_number = null where list_id = $1 and record_no = 4`, [
      chain.listId,
    ]);
    expect(await receive(signature)).toMatchObject({ status: 200, body: { outcome: 'received' } });
    await chain.checkCustody();
  });

  it('refuses everything: the parcel is verified again and custody never moved', async () => {
    await chain.receive(
      scope,
      [1, 2, 3, 4, 5, 6].map((recordNo) => ({ recordNo, reason: 'Danh sách sai' })),
    );
    const { rows } = await chain.owner.query(`select state from handovers where id = $1`, [handoverId]);
    expect(rows).toEqual([{ state: 'refused' }]);
    await chain.checkCustody();
    const next = await chain.parcelAt('verify');
    await chain.verify(next);
    await chain.sign(next);
    await chain.receive(next);
    await chain.checkCustody();
  });

  it('ends the update only after a run without waiting records', async () => {
    const { station } = chain.officers;
    await chain.receive(scope);
    const id = await chain.task('update', scope);
    const epoch = await chain.claim(station, id);
    expect(await station.post(`/tasks/${id}/complete`, { epoch })).toMatchObject(
      refusal(409, 'task_incomplete'),
    );
    expect(await station.post(`/tasks/${id}/start`, { epoch })).toMatchObject({
      status: 200,
      body: { job: { state: 'requested', runNo: 1 } },
    });
    expect(await station.post(`/tasks/${id}/start`, { epoch })).toMatchObject(
      refusal(409, 'act_not_allowed'),
    );
    await chain.owner.query(`update jobs set state = 'done', failed = 1 where list_id = $1`, [chain.listId]);
    expect(await station.post(`/tasks/${id}/start`, { epoch })).toMatchObject({
      status: 200,
      body: { job: { runNo: 2 } },
    });
    await chain.owner.query(`update jobs set state = 'done' where list_id = $1`, [chain.listId]);
    expect(await station.post(`/tasks/${id}/complete`, { epoch })).toMatchObject({
      status: 200,
      body: { outcome: 'updated' },
    });
  });
});
