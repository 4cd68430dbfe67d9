import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ROLES, ROLES_OF_OFFICE, type OfficeKind, type Role } from '../people/roles.ts';
import { STEP_RULES, TASK_STEPS } from '../process/steps.ts';
import { ACTS, AUTHORITY, reachOf } from './acts.ts';
import { grantableBy } from './granting.ts';
import { areaOf, decide, type OfficePlace, type Target } from './decide.ts';

const PROVINCES = ['60', '01'];
const KINDS = Object.keys(ROLES_OF_OFFICE) as OfficeKind[];
const READS = new Set(
  ACTS.filter((act) => act.endsWith('.read') || act.endsWith('.search') || act.startsWith('audit.')),
);

const communeOf = (province: string, n: number) => `${province}C${n}`;
const places = fc
  .record({
    kind: fc.constantFrom(...KINDS),
    province: fc.constantFrom(...PROVINCES),
    commune: fc.nat(2),
    village: fc.nat(2),
  })
  .map(({ kind, province, commune, village }): OfficePlace & { officeId: string } => {
    const ofProvince = ['province_task_force', 'provincial_health_department', 'inspectorate'].includes(kind);
    const communeCode = ofProvince ? null : communeOf(province, commune);
    const villageCode = kind === 'village_task_force' ? `${communeCode}-${village}` : null;
    return {
      kind,
      provinceCode: province,
      communeCode,
      villageCode,
      officeId: `${kind}:${villageCode ?? communeCode ?? province}`,
    };
  });
const posts = places.chain((place) =>
  fc.constantFrom<Role>(...ROLES_OF_OFFICE[place.kind]).map((role) => ({
    place,
    post: { officeId: place.officeId, role, area: areaOf(role, place) },
  })),
);
const targets = fc
  .record({ place: places, role: fc.constantFrom(...ROLES) })
  .map(({ place, role }): Target => ({ ...place, role }));

describe('the authority table', () => {
  it('gives everybody who has a step in the chain the right to claim its tasks', () => {
    for (const step of TASK_STEPS) expect(reachOf('task.claim', STEP_RULES[step].role)).toBe('office');
  });

  it('lets auditors change nothing, administrators nothing but what the product runs on, and supervisors only whose turn it is', () => {
    const directing = ['task.reassign', 'task.prioritise', 'task.comment'];
    for (const act of ACTS)
      for (const role of ['supervisor', 'auditor', 'system_admin'] as const) {
        if (/^certificate\.revoke$|^membership\./.test(act) && role === 'system_admin') continue;
        if (directing.includes(act) && role === 'supervisor') continue;
        if (act === 'notification.choose') continue;
        if (
          role === 'system_admin' &&
          ['webhook.manage', 'incident.retry', 'calendar.manage', 'registry.import', 'channel.set'].includes(
            act,
          )
        )
          continue;
        if (reachOf(act, role) !== undefined) expect(READS).toContain(act);
      }
  });

  it('shows residents’ data to nobody who only watches or administers', () => {
    for (const role of [
      'supervisor',
      'system_admin',
      'facility_officer',
      'registry_clerk',
      'province_task_force',
    ] as const)
      expect(reachOf('record.read', role)).toBeUndefined();
  });

  it('lets nobody give a post that works on records or signs but the task forces above it', () => {
    for (const granter of ROLES)
      for (const role of grantableBy(granter)) {
        expect(reachOf('membership.grant', granter)).toBeDefined();
        if (reachOf('record.read', role) !== undefined && role !== 'auditor')
          expect(['province_task_force', 'commune_task_force']).toContain(granter);
        if (role === granter) expect(granter).toBe('system_admin');
      }
  });

  it('names no role twice and no act without anybody', () => {
    for (const act of ACTS) expect(Object.keys(AUTHORITY[act]).length).toBeGreaterThan(0);
  });
});

describe('a decision', () => {
  it('never reaches into another province', () => {
    fc.assert(
      fc.property(posts, targets, fc.constantFrom(...ACTS), ({ place, post }, target, act) => {
        if (reachOf(act, post.role) === 'anywhere' || target.provinceCode === place.provinceCode) return;
        expect(decide(act, post, target)).not.toBe('allowed');
      }),
    );
  });

  it('never reaches from a commune into the next', () => {
    fc.assert(
      fc.property(posts, targets, fc.constantFrom(...ACTS), ({ place, post }, target, act) => {
        if (place.communeCode === null || reachOf(act, post.role) === 'anywhere') return;
        if (target.communeCode !== place.communeCode) expect(decide(act, post, target)).not.toBe('allowed');
      }),
    );
  });

  it('lets only the office and role of a task work on it', () => {
    fc.assert(
      fc.property(posts, targets, ({ post }, target) => {
        const own = target.officeId === post.officeId && target.role === post.role;
        if (!own) expect(decide('task.claim', post, target)).not.toBe('allowed');
      }),
    );
  });

  it('is out_of_area only for roles that may do the act somewhere', () => {
    fc.assert(
      fc.property(posts, targets, fc.constantFrom(...ACTS), ({ post }, target, act) => {
        if (reachOf(act, post.role) === undefined) expect(decide(act, post, target)).toBe('no_permission');
      }),
    );
  });
});
