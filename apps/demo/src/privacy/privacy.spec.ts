import { describe, expect, it } from '@jest/globals';
import { Needles } from './needles.ts';
import { textsIn } from './scan.ts';

const needles = new Needles([
  { fullName: 'Trần Thị Hòa', dateOfBirth: '1985-03-05', idNumber: '060185123456', passportNumber: null },
  { fullName: 'Lê An', dateOfBirth: '1950', idNumber: null, passportNumber: 'C1234567' },
]);
const kinds = (text: string) => [...needles.find(text)].map(({ kind }) => kind);

describe('the privacy scan', () => {
  it('finds names in any case and tone position, numbers, and birth dates as ISO or day first', () => {
    expect(kinds('error: TRẦN THỊ HOÀ not found')).toEqual(['name']);
    expect(kinds('{"id":"060185123456"}')).toEqual(['number']);
    expect(kinds('passport C1234567.')).toEqual(['number']);
    expect(kinds('born 5/3/1985, 1985-03-05')).toEqual(['birth_date', 'birth_date']);
    expect(kinds('{"fullName":"Lê An"}')).toEqual(['name']);
  });

  it('says nothing about ids, times and counts', () => {
    expect(kinds('list 0b9f060185123456aa-12 at 2026-11-23T01:02:03Z count 3000 trần thị')).toEqual([]);
  });

  it('reads the bytes of payloads', () => {
    const payload = {
      data: new TextEncoder().encode('{"name":"Trần Thị Hòa"}'),
      metadata: { encoding: 'json/plain' },
    };
    expect([...textsIn([{ payload }])].flatMap(kinds)).toEqual(['name']);
  });
});
