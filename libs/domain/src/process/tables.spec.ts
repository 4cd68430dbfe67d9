import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ERROR_CODES } from '../errors.ts';
import { OFFICE_KINDS, ROLES, ROLES_OF_OFFICE } from '../people/roles.ts';
import {
  DESTINATIONS,
  destination,
  mayUpdatePlatform,
  POLICE_OUTCOMES,
  SIDE_WRONG_OF,
  VILLAGE_OUTCOMES,
} from './outcomes.ts';
import {
  allowed,
  HANDOVER_ACTS,
  HANDOVER_STATES,
  HANDOVER_TRANSITIONS,
  LIST_ACTS,
  LIST_STATES,
  LIST_TRANSITIONS,
  next,
  PARCEL_STAGES,
  PARCEL_TRANSITIONS,
  stageOfStep,
  TASK_ACTS,
  TASK_STATES,
  TASK_TRANSITIONS,
  unreachable,
  type ParcelStage,
  type Transitions,
} from './states.ts';
import { STEP_RULES, stepRule, STEPS, TASK_OUTCOMES, TASK_STEPS } from './steps.ts';
import { DEFAULT_TERMS } from './terms.ts';

const TABLES: readonly {
  name: string;
  table: Transitions<string, string>;
  states: readonly string[];
  acts: readonly string[];
  start: string;
  ends: readonly string[];
}[] = [
  {
    name: 'task',
    table: TASK_TRANSITIONS,
    states: TASK_STATES,
    acts: TASK_ACTS,
    start: 'open',
    ends: ['completed', 'cancelled'],
  },
  {
    name: 'list',
    table: LIST_TRANSITIONS,
    states: LIST_STATES,
    acts: LIST_ACTS,
    start: 'waiting',
    ends: ['completed', 'cancelled'],
  },
  {
    name: 'handover',
    table: HANDOVER_TRANSITIONS,
    states: HANDOVER_STATES,
    acts: HANDOVER_ACTS,
    start: 'frozen',
    ends: ['accepted', 'refused', 'withdrawn', 'voided'],
  },
];

describe.each(TABLES)('the state table of a $name', ({ table, states, acts, start, ends }) => {
  it('has no unreachable state', () => {
    expect(unreachable(table, start)).toEqual([]);
    expect(Object.keys(table).sort()).toEqual([...states].sort());
  });

  it('uses every act somewhere and no other', () => {
    const used = new Set(states.flatMap((state) => allowed(table, state)));
    expect([...used].sort()).toEqual([...acts].sort());
  });

  it('has exactly its ends without a way out', () => {
    expect(states.filter((state) => allowed(table, state).length === 0)).toEqual(ends);
  });

  it('can end from every state', () => {
    for (const state of states) {
      const goals = states.filter((goal) => !unreachable(table, state).includes(goal));
      expect(goals.some((goal) => ends.includes(goal))).toBe(true);
    }
  });

  it('stays inside the table whatever acts are tried, and an end is for good', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...acts), { maxLength: 30 }), (tried) => {
        let state = start;
        for (const act of tried) {
          const target = next(table, state, act);
          expect(target !== undefined).toBe(allowed(table, state).includes(act));
          if (ends.includes(state)) expect(target).toBeUndefined();
          state = target ?? state;
          expect(states).toContain(state);
        }
      }),
    );
  });
});

describe('the stages of a parcel', () => {
  const table: Transitions<ParcelStage, 'pass' | 'return' | 'regroup' | 'cancel'> = PARCEL_TRANSITIONS;
  // Parcels begin as the whole list, as a village's or as a police parcel: regrouping makes new rows, so there are three starts.
  const starts = ['compile', 'review', 'verify'] as const;

  it('have no unreachable stage from the three kinds of parcel', () => {
    const missing = starts.map((start) => new Set(unreachable(table, start)));
    expect(PARCEL_STAGES.filter((stage) => missing.every((set) => set.has(stage)))).toEqual([]);
  });

  it('lead every parcel to its end or into another one', () => {
    for (const stage of PARCEL_STAGES) {
      if (stage === 'regrouped' || stage === 'ended') continue;
      const lost = unreachable(table, stage);
      expect(lost.includes('ended') && lost.includes('regrouped')).toBe(false);
      expect(next(table, stage, 'cancel')).toBe('ended');
    }
  });

  it('are those of the steps, and passing goes forward in the order of the chain', () => {
    const order: readonly ParcelStage[] = PARCEL_STAGES.filter((stage) => stage !== 'regrouped');
    expect(STEPS.filter((step) => step !== 'open').map(stageOfStep)).toEqual(
      order.filter((s) => s !== 'ended'),
    );
    for (const stage of PARCEL_STAGES) {
      const passed = next(table, stage, 'pass');
      if (passed !== undefined) expect(order.indexOf(passed)).toBe(order.indexOf(stage) + 1);
      const returned = next(table, stage, 'return');
      if (returned !== undefined) expect(order.indexOf(returned)).toBeLessThan(order.indexOf(stage));
    }
    expect(stageOfStep('open')).toBeUndefined();
  });
});

describe('the steps', () => {
  it('each have a rule whose role exists in its kind of office', () => {
    expect(Object.keys(STEP_RULES).sort()).toEqual([...TASK_STEPS].sort());
    for (const step of TASK_STEPS) {
      const { officeKind, role, outcomes } = stepRule(step);
      expect(ROLES_OF_OFFICE[officeKind]).toContain(role);
      expect(outcomes.length).toBeGreaterThan(0);
      expect(new Set(outcomes).size).toBe(outcomes.length);
    }
  });

  it('use every task outcome, and decide records only where a village or the police do', () => {
    const used = new Set<string>(TASK_STEPS.flatMap((step) => stepRule(step).outcomes));
    expect(TASK_OUTCOMES.filter((outcome) => !used.has(outcome))).toEqual([]);
    expect(TASK_STEPS.filter((step) => stepRule(step).decides)).toEqual(['review', 'verify']);
  });

  it('never give the signature to the role that verifies', () => {
    expect(stepRule('sign').officeKind).toBe(stepRule('verify').officeKind);
    expect(stepRule('sign').role).not.toBe(stepRule('verify').role);
  });

  it('have a scope that their parcels can have', () => {
    expect(TASK_STEPS.filter((step) => stepRule(step).scope === 'parcel')).toEqual(STEPS.slice(5));
    expect(TASK_STEPS.filter((step) => stepRule(step).scope === 'village')).toEqual(['review']);
  });

  it('each have a positive time in the default terms, all within the list’s', () => {
    const times = STEPS.map((step) => DEFAULT_TERMS.workMs[step]);
    expect(times.every((ms) => ms > 0)).toBe(true);
    expect(Object.keys(DEFAULT_TERMS.workMs).sort()).toEqual([...TASK_STEPS].sort());
    expect(Math.max(...times)).toBeLessThan(DEFAULT_TERMS.listMs);
  });
});

describe('the outcomes of a record', () => {
  const pairs = VILLAGE_OUTCOMES.flatMap((village) => POLICE_OUTCOMES.map((police) => ({ village, police })));

  it('lead somewhere, whatever village and police found', () => {
    for (const { village, police } of pairs) expect(DESTINATIONS).toContain(destination(village, police));
  });

  it('reach every destination', () => {
    const reached = new Set(pairs.map(({ village, police }) => destination(village, police)));
    expect([...reached].sort()).toEqual([...DESTINATIONS].sort());
  });

  it('let the station write only what the police verified or exempted, and only its own people', () => {
    for (const { village, police } of pairs) {
      const goal = destination(village, police);
      const writes = mayUpdatePlatform(village, police);
      if (writes) expect(['platform', 'facility']).toContain(goal);
      if (police === 'not_in_population' || police === 'cannot_verify') expect(writes).toBe(false);
      if (goal === 'platform') expect(writes).toBe(true);
    }
  });

  it('say for each police outcome which side was wrong, and a changed database is the wrong one', () => {
    expect(Object.keys(SIDE_WRONG_OF).sort()).toEqual([...POLICE_OUTCOMES].sort());
    expect(SIDE_WRONG_OF.population_corrected).toBe('population');
    expect(SIDE_WRONG_OF.list_corrected).toBe('platform');
  });
});

describe('roles and errors', () => {
  it('have no role without an office, no office without a role and no code twice', () => {
    const given = new Set<string>(OFFICE_KINDS.flatMap((kind) => ROLES_OF_OFFICE[kind]));
    expect(ROLES.filter((role) => !given.has(role))).toEqual([]);
    expect(OFFICE_KINDS.every((kind) => ROLES_OF_OFFICE[kind].length > 0)).toBe(true);
    expect(new Set(ERROR_CODES).size).toBe(ERROR_CODES.length);
  });
});
