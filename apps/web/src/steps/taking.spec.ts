import { describe, expect, it } from '@jest/globals';
import type { RecordView } from '../api/views.ts';
import { takingOf } from './taking.ts';

const person = { fullName: 'Lê Thị Thử', dateOfBirth: '1980-05-17', gender: 'Nữ', idNumber: '060180000001' };
const record = (current: RecordView['current']) =>
  ({ recordNo: 7, current: { ...person, ...current } }) as RecordView;

describe('taking the population database’s values', () => {
  it('finds that nothing was wrong when everything agrees, and changes nothing', () => {
    expect(takingOf(record({}), person)).toEqual({ recordNo: 7, outcome: 'matches', values: {} });
  });

  it('supplies the number when only that was missing', () => {
    expect(takingOf(record({ idNumber: null }), person)).toEqual({
      ...{ recordNo: 7, outcome: 'number_supplied', values: { idNumber: '060180000001' } },
    });
  });

  it('corrects the list when a number was there and was wrong, and sends nothing but what changes', () => {
    expect(takingOf(record({ idNumber: '060180000010', dateOfBirth: '1980' }), person)).toEqual({
      recordNo: 7,
      outcome: 'list_corrected',
      values: { idNumber: '060180000001', dateOfBirth: '1980-05-17' },
    });
  });
});
