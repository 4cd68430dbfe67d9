import { describe, expect, it } from '@jest/globals';
import type { RecordView } from '../api/views.ts';
import { merge, type Intent } from './merging.ts';

const record = (current: RecordView['current'], villageOutcome: string | null = null) =>
  ({ current, villageOutcome, policeOutcome: null }) as RecordView;

const before = record({ fullName: 'Lê Thị Thử', idNumber: null });
const intent = (values: Intent['values'], outcome: string | null = 'corrected'): Intent => ({
  outcome,
  values,
  base: before,
});

describe('a decision that comes late', () => {
  it('is sent again when the other person changed another field', () => {
    const fresh = record({ fullName: 'Lê Thị Thử', idNumber: '060170000001' });
    expect(merge(intent({ fullName: 'Lê Thị Thứ' }), fresh, 'villageOutcome')).toEqual({ kind: 'resend' });
  });

  it('is a question when both changed the same field to something different', () => {
    const fresh = record({ fullName: 'Lê Thị Thừ', idNumber: null });
    expect(merge(intent({ fullName: 'Lê Thị Thứ' }), fresh, 'villageOutcome')).toEqual({
      kind: 'conflict',
      fields: ['fullName'],
    });
  });

  it('is a question when the other person decided differently', () => {
    const fresh = record(before.current, 'deceased');
    expect(merge(intent({}, 'confirmed'), fresh, 'villageOutcome')).toEqual({
      kind: 'conflict',
      fields: ['outcome'],
    });
  });

  it('needs nothing when the other person did the very same', () => {
    const fresh = record({ fullName: 'Lê Thị Thứ', idNumber: null }, 'corrected');
    expect(merge(intent({ fullName: 'Lê Thị Thứ' }), fresh, 'villageOutcome')).toEqual({ kind: 'same' });
  });

  it('that was taken back is a question when the other person has decided since', () => {
    const decided = { ...before, villageOutcome: 'confirmed' };
    const fresh = record(before.current, 'moved_away');
    expect(merge({ outcome: null, values: {}, base: decided }, fresh, 'villageOutcome')).toEqual({
      kind: 'conflict',
      fields: ['outcome'],
    });
  });
});
