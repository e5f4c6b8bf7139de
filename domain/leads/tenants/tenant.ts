import type { InstantMs } from '../../engine/time/instant.js';

/** How an organisation stands with whoever runs the installation. A deleted one is suspended, too. */
export const TENANT_STATES = ['ACTIVE', 'SUSPENDED', 'DELETED'] as const;
export type TenantState = (typeof TENANT_STATES)[number];

interface Tenant {
  suspendedAt: Date | null;
  deletedAt: Date | null;
}

export function stateOfTenant({ suspendedAt, deletedAt }: Tenant): TenantState {
  if (deletedAt !== null) return 'DELETED';
  return suspendedAt === null ? 'ACTIVE' : 'SUSPENDED';
}

/** What an operator sees of how an organisation is: how many and since when, nothing of what is in it. */
export interface TenantHealth {
  people: number;
  lastSignInAtMs: InstantMs | null;
  lastLeadAtMs: InstantMs | null;
  /** Received in the last 30 days. */
  leadsOfMonth: number;
  openLeads: number;
  /** Open leads of which a clock is breached. */
  breached: number;
  /** Messages that wait to be carried to Temporal, and since when the first of them does. */
  waiting: number;
  waitingSinceMs: InstantMs | null;
  /** Messages that Temporal does not take. */
  undeliverable: number;
  /** What came in and could become no lead. */
  deadLetters: number;
}

/** What readiness is asked of. */
export interface ReadinessFacts {
  adminSignedIn: boolean;
  repsInTeams: number;
  activeFlows: number;
  sources: number;
  lastLeadAtMs: InstantMs | null;
}

/** What an organisation needs before a lead can come in and be cared for, in the order in which it is set up. */
export const READINESS_PARTS = [
  'ADMIN_SIGNED_IN',
  'REPS_IN_TEAMS',
  'FLOW_ACTIVE',
  'SOURCE_THERE',
  'LEAD_CAME_IN',
] as const;
export type ReadinessPart = (typeof READINESS_PARTS)[number];

const IS_THERE: Record<ReadinessPart, (facts: ReadinessFacts) => boolean> = {
  ADMIN_SIGNED_IN: ({ adminSignedIn }) => adminSignedIn,
  REPS_IN_TEAMS: ({ repsInTeams }) => repsInTeams > 0,
  FLOW_ACTIVE: ({ activeFlows }) => activeFlows > 0,
  SOURCE_THERE: ({ sources }) => sources > 0,
  LEAD_CAME_IN: ({ lastLeadAtMs }) => lastLeadAtMs !== null,
};

/** How ready an organisation is, as a share of 100, with each part that this is made of; all weigh the same. */
export function readinessOf(facts: ReadinessFacts): { score: number; parts: { part: ReadinessPart; done: boolean }[] } {
  const parts = READINESS_PARTS.map((part) => ({ part, done: IS_THERE[part](facts) }));
  return { score: Math.round((100 * parts.filter(({ done }) => done).length) / parts.length), parts };
}

/** Whether somebody typed the name of what they are about to do something to. */
export const namesTenant = (typed: string, name: string): boolean => typed.trim() === name.trim();
