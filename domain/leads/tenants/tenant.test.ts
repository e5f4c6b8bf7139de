import { describe, expect, it } from 'vitest';
import { namesTenant, readinessOf, stateOfTenant } from './tenant.js';

const AT = new Date('2026-11-30T10:00:00Z');
const NOTHING = { adminSignedIn: false, repsInTeams: 0, activeFlows: 0, sources: 0, lastLeadAtMs: null };

describe('an organisation, as an operator sees it', () => {
  it.each([
    [{ suspendedAt: null, deletedAt: null }, 'ACTIVE'],
    [{ suspendedAt: AT, deletedAt: null }, 'SUSPENDED'],
    [{ suspendedAt: AT, deletedAt: AT }, 'DELETED'],
  ] as const)('%j is %s', (tenant, state) => {
    expect(stateOfTenant(tenant)).toBe(state);
  });

  it('is as ready as the parts of it that are there', () => {
    expect(readinessOf(NOTHING)).toMatchObject({ score: 0 });
    expect(readinessOf({ ...NOTHING, adminSignedIn: true, activeFlows: 2 })).toEqual({
      score: 40,
      parts: [
        { part: 'ADMIN_SIGNED_IN', done: true },
        { part: 'REPS_IN_TEAMS', done: false },
        { part: 'FLOW_ACTIVE', done: true },
        { part: 'SOURCE_THERE', done: false },
        { part: 'LEAD_CAME_IN', done: false },
      ],
    });
    expect(
      readinessOf({ adminSignedIn: true, repsInTeams: 1, activeFlows: 1, sources: 1, lastLeadAtMs: 0 }),
    ).toMatchObject({ score: 100 });
  });

  it('is named by its whole name only', () => {
    expect(namesTenant(' Carpat Solar ', 'Carpat Solar')).toBe(true);
    for (const typed of ['', 'Carpat', 'carpat solar', 'Carpat Solar 2'])
      expect(namesTenant(typed, 'Carpat Solar')).toBe(false);
  });
});
