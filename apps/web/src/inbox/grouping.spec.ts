import { describe, expect, it } from '@jest/globals';
import type { TaskView } from '../api/views.ts';
import { dueIn } from '../tasks/due.ts';
import { grouped } from './grouping.ts';

const NOW = Date.parse('2026-11-27T08:00:00Z');
const task = (id: string, dueAt: string, round = 1) => ({ id, dueAt, round }) as TaskView;

describe('the inbox', () => {
  it('shows late work first, then what came back, then what is due soon, each task once', () => {
    const groups = grouped(
      [
        task('later', '2026-12-03T08:00:00Z'),
        task('soon', '2026-11-27T17:00:00Z'),
        task('returned', '2026-12-03T08:00:00Z', 2),
        task('late and returned', '2026-11-26T08:00:00Z', 3),
      ],
      NOW,
    );
    expect(groups.map(([group, tasks]) => [group, tasks.map(({ id }) => id)])).toEqual([
      ['late', ['late and returned']],
      ['returned', ['returned']],
      ['soon', ['soon']],
      ['later', ['later']],
    ]);
  });

  it.each([
    ['2026-11-25T07:00:00Z', 'lateDays', 2],
    ['2026-11-27T07:30:00Z', 'lateHours', 1],
    ['2026-11-27T08:00:00Z', 'lateHours', 1],
    ['2026-11-27T08:10:00Z', 'leftMinutes', 10],
    ['2026-11-27T11:30:00Z', 'leftHours', 3],
    ['2026-12-01T09:00:00Z', 'leftDays', 4],
  ])('says of %s: %s, %i', (dueAt, word, n) => {
    expect(dueIn(dueAt, NOW)).toEqual({ word, n });
  });
});
