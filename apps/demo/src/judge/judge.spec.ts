import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyChain, type EventRow } from './chain.ts';
import { replayCustody, type CustodyMoveRow } from './custody.ts';
import { judgeEffects, type Effect } from './effects.ts';
import type { RecordRow } from './facts.ts';
import { judgeList, Tally } from './judge-list.ts';
import { wrongFieldsOf } from './rightness.ts';
import type { SubjectValues, TruthItem } from './truth.ts';

const loaded: CustodyMoveRow = { eventNo: 2, from: null, to: 'TYT', records: '{[1,5)}', count: 4 };

describe('custody', () => {
  it('adds up when each move takes from the holder', () => {
    const moves = [
      loaded,
      { eventNo: 3, from: 'TYT', to: 'TCT-X', records: '{[1,5)}', count: 4 },
      { eventNo: 4, from: 'TCT-X', to: 'CA', records: '{[1,3)}', count: 2 },
    ];
    const live = new Map([
      [1, 'CA'],
      [2, 'CA'],
      [3, 'TCT-X'],
      [4, 'TCT-X'],
    ]);
    expect(replayCustody(4, moves, live)).toEqual([]);
  });

  it('finds a move that takes from somebody who does not hold the records', () => {
    const moves = [loaded, { eventNo: 3, from: 'CA', to: 'TYT', records: '{[1,2)}', count: 1 }];
    const live = new Map([1, 2, 3, 4].map((no) => [no, 'TYT']));
    expect(replayCustody(4, moves, live)).toEqual([{ eventNo: 3, rule: 'not_the_holder', records: 1 }]);
  });

  it('finds records without a holder, wrong counts and live tables that say otherwise', () => {
    const moves = [{ ...loaded, records: '{[1,4)}' }];
    const rules = replayCustody(4, moves, new Map([[1, 'CA']])).map(({ rule }) => rule);
    expect(rules).toEqual(['wrong_count', 'without_holder', 'end_differs']);
  });
});

function chain(length: number): EventRow[] {
  const events: EventRow[] = [];
  let prevHash = '';
  for (let eventNo = 1; eventNo <= length; eventNo++) {
    const body = JSON.stringify({ no: eventNo, type: 't', changes: null });
    const hash = createHash('sha256').update(Buffer.from(prevHash, 'hex')).update(body).digest('hex');
    events.push({ eventNo, type: 't', body, changesHash: null, changesNow: null, prevHash, hash });
    prevHash = hash;
  }
  return events;
}

describe('the event chain', () => {
  it('verifies as written', () => {
    const events = chain(3);
    expect(verifyChain(events, events[2]?.hash ?? '')).toEqual([]);
  });

  it('shows a changed body, a missing event and a wrong head', () => {
    const events = chain(3);
    const changed = events.map((event) =>
      event.eventNo === 2 ? { ...event, body: event.body.replace('"t"', '"u"') } : event,
    );
    expect(verifyChain(changed, events[2]?.hash ?? '').map(({ rule }) => rule)).toEqual([
      'wrong_hash',
      'body_differs',
    ]);
    const cut = events.filter(({ eventNo }) => eventNo !== 2);
    expect(verifyChain(cut, events[2]?.hash ?? '').map(({ rule }) => rule)).toEqual(['gap', 'broken_link']);
    expect(verifyChain(events, '00').map(({ rule }) => rule)).toEqual(['head_differs']);
  });
});

describe('effects on the outside systems', () => {
  const effect = (
    seq: number,
    values: Record<string, string | null>,
    more: Partial<Effect> = {},
  ): Effect => ({
    seq,
    kind: 'edit',
    subject: 'S1',
    reference: null,
    oldValues: { idNumber: null, fullName: 'A' },
    values,
    applied: true,
    ...more,
  });
  const fine = { createdTwice: 0, appliedTwice: 0, olderOverNewer: 0 };

  it('are fine when each value is written once and refused calls changed nothing', () => {
    const refused = effect(3, { idNumber: '1' }, { applied: false });
    expect(judgeEffects([effect(1, { idNumber: '1' }), effect(2, { fullName: 'B' }), refused])).toEqual(fine);
  });

  it('count an edit that was executed a second time', () => {
    const effects = [effect(1, { idNumber: '1' }), effect(2, { idNumber: '1' })];
    expect(judgeEffects(effects)).toEqual({ ...fine, appliedTwice: 1 });
  });

  it('count an older value that came over a newer one', () => {
    const effects = [
      effect(1, { fullName: 'B' }),
      effect(2, { fullName: 'C' }),
      effect(3, { fullName: 'B' }),
    ];
    expect(judgeEffects(effects).olderOverNewer).toBe(1);
    expect(judgeEffects([effect(1, { fullName: 'B' }), effect(2, { fullName: 'A' })]).olderOverNewer).toBe(1);
  });

  it('count what an import created and a person supplemented twice', () => {
    const created = effect(1, { fullName: 'A' }, { kind: 'import_created', oldValues: null });
    expect(judgeEffects([created]).createdTwice).toBe(1);
    const added = { kind: 'person_supplement', oldValues: null };
    const twice = [
      effect(1, { idNumber: '7' }, { ...added, subject: 'P1', reference: 'r1' }),
      effect(2, { idNumber: '8' }, { ...added, subject: 'P2', reference: 'r1' }),
      effect(3, { idNumber: '9' }, { ...added, subject: 'P3', reference: 'r2' }),
    ];
    expect(judgeEffects(twice).createdTwice).toBe(1);
  });
});

describe('what is right', () => {
  const values: SubjectValues = {
    fullName: 'Trần Thị Hòa',
    dateOfBirth: '05/03/1985',
    gender: 'Nữ',
    idNumber: '060185123456',
    passportNumber: null,
    nationality: 'VN',
  };
  const item: TruthItem = {
    subjectId: 'S1',
    personId: 'P1',
    situation: 'resident',
    foreigner: false,
    truth: { ...values, dateOfBirth: '1985-03-05', cmnd: '261000001' },
    papers: values,
    papersWrong: null,
    populationState: 'right',
    resolvableBy: ['papers', 'population'],
    damageGroup: 'wrong_info',
    original: { ...values, fullName: 'Tran Thi Hoa' },
    now: values,
    wrongFields: [],
    right: true,
  };
  const record: RecordRow = {
    recordNo: 1,
    subjectId: 'S1',
    villageCode: '22915-01',
    villageOutcome: 'corrected',
    policeOutcome: 'list_corrected',
    destination: 'platform',
    excludedReason: null,
    updateState: 'done',
    updateFailure: null,
    custodian: 'TYT',
    stage: 'ended',
  };
  const list = { state: 'completed', recordCount: 1, headHash: '', dueAt: null, lastEndedAt: null };
  const judged = (
    change: Partial<TruthItem>,
    recordChange: Partial<RecordRow> | null = {},
    escalated: string[] = [],
  ) => {
    const findings = {
      damages: new Tally(),
      losses: new Tally(),
      stillWrongWhy: new Tally(),
      listed: new Tally(),
      right: new Tally(),
      places: [],
    };
    const records = recordChange === null ? [] : [{ ...record, ...recordChange }];
    const silent = new Set(['22915-02']);
    judgeList(
      { listId: 'L1', list, records, truth: [{ ...item, ...change }], silent, escalated: new Set(escalated) },
      findings,
    );
    return { damages: findings.damages.toJSON(), losses: findings.losses.toJSON() };
  };
  const stillWrong = { now: item.original, wrongFields: ['fullName'], right: false };

  it('does not count case, blanks, place of the tone, or the first of January of a known year', () => {
    expect(wrongFieldsOf({ ...values, fullName: 'TRẦN  THỊ HOÀ' }, item)).toEqual([]);
    expect(wrongFieldsOf({ ...values, fullName: 'Trần Thị Hóa' }, item)).toEqual(['fullName']);
    const yearOnly = { ...item, truth: { ...item.truth, dateOfBirth: '1950' } };
    expect(wrongFieldsOf({ ...values, dateOfBirth: '01/01/1950' }, yearOnly)).toEqual([]);
    expect(wrongFieldsOf({ ...values, idNumber: '261000001' }, item)).toEqual([]);
    expect(wrongFieldsOf({ ...values, dateOfBirth: '5.3.1985' }, item)).toEqual(['dateOfBirth']);
  });

  it('finds nothing in a record that was made right', () => {
    expect(judged({})).toEqual({ damages: {}, losses: {} });
  });

  it('finds a right field that is wrong now', () => {
    const now = { ...values, gender: 'Nam' };
    expect(judged({ now, wrongFields: ['gender'] }).damages).toEqual({ gender: 1 });
  });

  it('finds records that are missing, without outcome, stuck, or not made right although two witnesses agreed', () => {
    expect(judged({}, null).losses).toEqual({ no_record: 1 });
    expect(judged({}, { policeOutcome: null }).losses).toEqual({ no_outcome: 1 });
    expect(judged({}, { custodian: null }).losses).toEqual({ no_custodian: 1 });
    expect(judged({}, { stage: 'verify' }).losses).toEqual({ stuck: 1 });
    expect(judged(stillWrong).losses).toEqual({ not_made_right: 1 });
  });

  it('accepts what is explained: contradicting evidence, a listed failure, a silent village that was escalated', () => {
    expect(judged({ ...stillWrong, populationState: 'missing' }).losses).toEqual({});
    expect(judged(stillWrong, { updateFailure: 'version_conflict' }).losses).toEqual({});
    const waiting = { stage: 'review', villageCode: '22915-02' };
    expect(judged(stillWrong, waiting, ['22915-02']).losses).toEqual({});
    expect(judged(stillWrong, waiting).losses).toEqual({ silence_not_told: 1 });
  });
});
