import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { verifyChain, type EventRow } from './chain.ts';
import { replayCustody, type CustodyMoveRow } from './custody.ts';
import { judgeEffects } from './effects.ts';

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
  const before = new Map([['S1', { idNumber: null, fullName: 'A' }]]);
  const effect = (seq: number, values: Record<string, string | null>, applied = true, kind = 'edit') => ({
    seq,
    kind,
    subject: 'S1',
    values,
    applied,
  });

  it('are fine when each value is written once and refused calls changed nothing', () => {
    const effects = [
      effect(1, { idNumber: '1' }),
      effect(2, { fullName: 'B' }),
      effect(3, { idNumber: '1' }, false),
    ];
    expect(judgeEffects(effects, before)).toEqual({ createdTwice: 0, appliedTwice: 0, olderOverNewer: 0 });
  });

  it('count an edit that was executed a second time', () => {
    expect(
      judgeEffects([effect(1, { idNumber: '1' }), effect(2, { idNumber: '1' })], before).appliedTwice,
    ).toBe(1);
  });

  it('count an older value that came over a newer one', () => {
    const effects = [
      effect(1, { fullName: 'B' }),
      effect(2, { fullName: 'C' }),
      effect(3, { fullName: 'B' }),
    ];
    expect(judgeEffects(effects, before).olderOverNewer).toBe(1);
    expect(
      judgeEffects([effect(1, { fullName: 'B' }), effect(2, { fullName: 'A' })], before).olderOverNewer,
    ).toBe(1);
  });

  it('count a subject that was created although it was there', () => {
    expect(judgeEffects([effect(1, { fullName: 'A' }, true, 'create')], before).createdTwice).toBe(1);
  });
});
