import { describe as group, expect, it } from '@jest/globals';
import type { Manifest } from '#domain/handovers/manifest';
import { describe } from './words.ts';

const manifest: Manifest = {
  type: 'ban-giao/manifest',
  version: 2,
  handoverId: 'h',
  number: 2,
  grade: 'official',
  step: 'sign',
  campaignId: 'c',
  listId: 'l',
  communeCode: '22915',
  parcels: [11],
  records: '{[1,121)}',
  recordCount: 120,
  from: { officeId: 'CA-22915', name: 'Công an phường Mũi Né' },
  to: { officeId: 'TYT-22915', name: 'Trạm Y tế phường Mũi Né' },
  outcomes: { village: { corrected: 100, confirmed: 20 }, police: { matches: 119, cannot_verify: 1 } },
  merkleRoot: 'ab'.repeat(32),
  head: { eventNo: 9, hash: 'cd'.repeat(32) },
  previousHandover: null,
  signer: { personId: null, officeId: 'CA-22915', role: 'police_chief', certificateThumbprint: null },
  frozenAt: '2022-08-01T02:00:00.000Z',
  acceptWithinMs: 8 * 3_600_000,
};
const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));

group('what the signing agent tells the officer', () => {
  it('says in one sentence who hands how much to whom', () => {
    const told = describe(bytes(manifest));
    expect(told.known).toBe(true);
    expect(told.title).toBe('Biên bản bàn giao số 2');
    expect(told.meaning).toBe(
      'Bạn ký để bàn giao 120 hồ sơ từ Công an phường Mũi Né (CA-22915) cho Trạm Y tế phường Mũi Né (TYT-22915).',
    );
    expect(told.rows).toContainEqual(['Kết quả của công an', 'khớp: 119; không xác minh được: 1']);
    expect(told.rows).toContainEqual(['Thời hạn tiếp nhận', '8 giờ làm việc']);
  });

  it('lists what a receipt refuses', () => {
    const { from, to, listId } = manifest;
    const receipt = {
      type: 'ban-giao/receipt',
      version: 1,
      number: 2,
      from,
      to,
      listId,
      recordCount: 120,
      acceptedCount: 118,
      refused: [
        { recordNo: 5, reason: 'Sai tên' },
        { recordNo: 9, reason: 'Trùng' },
      ],
      manifestHash: 'ef',
      at: manifest.frozenAt,
    };
    const told = describe(bytes(receipt));
    expect(told.meaning).toContain('đã nhận 118 hồ sơ');
    expect(told.meaning).toContain('từ chối 2 hồ sơ');
    expect(told.rows).toContainEqual(['Từ chối hồ sơ số 9', 'Trùng']);
  });

  it('says what signing a challenge is for', () => {
    const challenge = {
      ...{ type: 'ban-giao/certificate-challenge', version: 1, officeId: 'CA-22915' },
      ...{ personId: 'p', expiresAt: '2026-01-02T03:04:05.000Z', nonce: '00' },
    };
    expect(describe(bytes(challenge))).toMatchObject({
      title: 'Đăng ký chứng thư số',
      meaning: expect.stringContaining('CA-22915') as unknown as string,
      known: true,
    });
  });

  it('warns of everything it does not know, a document with parts missing included', () => {
    for (const content of [
      Buffer.from('hello'),
      Buffer.from([0xff, 0x00]),
      bytes({ ...manifest, version: 3 }),
      bytes({ type: 'ban-giao/manifest', version: 2 }),
      bytes(null),
    ]) {
      expect(describe(content).known).toBe(false);
    }
  });
});
