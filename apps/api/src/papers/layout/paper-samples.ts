import type { PaperFacts } from '#domain/papers/paper-facts';

/** A paper's facts for tests: offices and titles only, no people. */
export function samplePaper(changes: Partial<PaperFacts> = {}): PaperFacts {
  return {
    ...{ kind: 'minutes', grade: 'official', provinceCode: '60', communeCode: '22915' },
    listId: '0b7c1a52-1111-4c57-9a1f-000000000001',
    campaignName: 'Đợt làm sạch dữ liệu tháng 8 năm 2022',
    handoverId: '0b7c1a52-2222-4c57-9a1f-000000000002',
    handoverNumber: 2,
    place: 'Mũi Né',
    from: {
      ...{ officeId: 'CA-22915', kind: 'commune_police', name: 'Công an phường Mũi Né' },
      superior: 'Công an thành phố Phan Thiết',
    },
    to: {
      ...{ officeId: 'TYT-22915', kind: 'health_station', name: 'Trạm Y tế phường Mũi Né' },
      superior: 'Trung tâm Y tế thành phố Phan Thiết',
    },
    giver: { personId: 'p1', name: 'Trưởng Công an phường Mũi Né', role: 'police_chief' },
    receiver: { personId: 'p2', name: 'Cán bộ 1 Trạm Y tế phường Mũi Né', role: 'health_station' },
    parcels: [11],
    records: '{[1,1016)}',
    recordCount: 1015,
    outcomes: {
      village: { corrected: 700, confirmed: 300, foreigner: 15 },
      police: { matches: 905, list_corrected: 74, supplemented: 20, cannot_verify: 1, exempt: 15 },
    },
    manifestHash: 'ab12'.repeat(16),
    merkleRoot: 'cd34'.repeat(16),
    frozenAt: new Date('2022-08-01T02:15:30.000Z'),
    receipt: {
      hash: 'ef56'.repeat(16),
      at: new Date('2022-08-01T07:40:00.000Z'),
      acceptedCount: 1012,
      refused: [
        { recordNo: 5, reason: 'Sai chữ đệm so với giấy tờ gốc' },
        { recordNo: 6, reason: 'Sai chữ đệm so với giấy tờ gốc' },
        { recordNo: 90, reason: 'Trùng với hồ sơ số 91' },
      ],
    },
    test: true,
    ...changes,
  };
}
