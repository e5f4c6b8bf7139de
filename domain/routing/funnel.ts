import type { RoutingStrategy } from '../flow/definition.js';
import type { Candidate, CandidateVerdict, FunnelStep } from './types.js';

export interface FunnelRequest {
  teamId: string;
  skills: string[];
  /** Users who had this lead already. */
  tried: ReadonlySet<string>;
}

const said: Record<FunnelStep, (candidate: Candidate, request: FunnelRequest) => string> = {
  ACTIVE: (c) => `is ${c.status.toLowerCase()}`,
  IN_TEAM: () => 'is not in the team',
  HAS_SKILLS: (c, r) => `lacks ${r.skills.filter((skill) => !c.skills.includes(skill)).join(', ')}`,
  AT_WORK: () => 'is not at work now',
  HAS_CAPACITY: (c) => `is full: ${c.openLeads} of ${c.capacity} open leads`,
  NOT_TRIED: () => 'had this lead already',
};

const passes: [FunnelStep, (candidate: Candidate, request: FunnelRequest) => boolean][] = [
  ['ACTIVE', (c) => c.status === 'ACTIVE'],
  ['IN_TEAM', (c, r) => c.teamIds.includes(r.teamId)],
  ['HAS_SKILLS', (c, r) => r.skills.every((skill) => c.skills.includes(skill))],
  ['AT_WORK', (c) => c.atWork],
  ['HAS_CAPACITY', (c) => c.openLeads < c.capacity],
  ['NOT_TRIED', (c, r) => !r.tried.has(c.userId)],
];

/** The step at which a candidate falls out of the funnel, with the reason in words; null: passed. */
export function funnel(candidate: Candidate, request: FunnelRequest): { step: FunnelStep; reason: string } | null {
  const failed = passes.find(([, pass]) => !pass(candidate, request));
  return failed ? { step: failed[0], reason: `${failed[0]}: ${said[failed[0]](candidate, request)}` } : null;
}

const byStrategy: Record<RoutingStrategy, (a: Candidate, b: Candidate) => number> = {
  // Most free capacity first; of equals the one who has waited longest.
  BALANCED: (a, b) => b.capacity - b.openLeads - (a.capacity - a.openLeads) || waiting(a) - waiting(b),
  ROUND_ROBIN: (a, b) => waiting(a) - waiting(b),
  WEIGHTED: (a, b) => b.capacity - b.openLeads - (a.capacity - a.openLeads),
};
const waiting = (candidate: Candidate): number => candidate.lastAssignedAtMs ?? -Infinity;
const byId = (a: Candidate, b: Candidate): number => (a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : 0);

/** Orders candidates by the strategy, best first; ties end at the id, so that the answer is the same everywhere. */
export function rank(candidates: Candidate[], strategy: RoutingStrategy): Candidate[] {
  return [...candidates].sort((a, b) => {
    const difference = byStrategy[strategy](a, b);
    // Two who never had a lead: -Infinity - -Infinity is NaN.
    return Number.isNaN(difference) || difference === 0 ? byId(a, b) : difference;
  });
}

/** What the strategies compare, for the explanation. */
export function terms(candidate: Candidate): CandidateVerdict['terms'] {
  return {
    freeCapacity: candidate.capacity - candidate.openLeads,
    openLeads: candidate.openLeads,
    capacity: candidate.capacity,
    lastAssignedAt: candidate.lastAssignedAtMs === null ? null : new Date(candidate.lastAssignedAtMs).toISOString(),
  };
}
