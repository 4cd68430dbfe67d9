import { describe, expect, it } from '@jest/globals';
import type { RecordView } from '../api/views.ts';
import { parseEvent } from '../api/live.ts';
import { sampleOf } from '../signing/sampling.ts';
import { householdsOf } from './households.ts';

const record = (recordNo: number, address: string | null, phone: string | null) =>
  ({ recordNo, address, phone }) as RecordView;

describe('households', () => {
  it('are those with one address, however it is written, and one telephone number', () => {
    const groups = householdsOf([
      record(1, 'Khu phố 4, Mũi Né', '0972000001'),
      record(2, 'khu pho 4 mui ne', '0972000001'),
      record(3, 'Khu phố 4, Mũi Né', '0972000002'),
      record(4, null, null),
    ]);
    expect(groups.map(({ records }) => records.map(({ recordNo }) => recordNo))).toEqual([[1, 2], [3], [4]]);
  });
});

describe('a sample', () => {
  it('has as many different items as were asked for, in their order, and reaches every item in the end', () => {
    const items = [...Array(20).keys()];
    const met = new Set<number>();
    for (let tries = 0; tries < 200; tries += 1) {
      const sample = sampleOf(items, 5);
      expect(new Set(sample).size).toBe(5);
      expect([...sample].sort((one, other) => one - other)).toEqual(sample);
      for (const item of sample) met.add(item);
    }
    expect(met.size).toBe(20);
    expect(sampleOf(items, 50)).toEqual(items);
  });
});

describe('the stream of events', () => {
  it('is read block by block, heartbeats left out', () => {
    expect(parseEvent('id: 7\nevent: task.opened\ndata: {"taskId":"t"}')).toEqual({
      ...{ id: '7', kind: 'task.opened', data: { taskId: 't' } },
    });
    expect(parseEvent(': ok')).toBeUndefined();
  });
});
