import type { RoutingStrategy } from '../flow/definition.js';
import type { InstantMs } from '../sla/types.js';

export type AssignmentMode = 'DIRECT' | 'AUTO' | 'OFFER' | 'BROADCAST';

/** A rep as routing sees them at one instant. */
export interface Candidate {
  userId: string;
  name: string;
  status: 'ACTIVE' | 'AWAY' | 'INACTIVE';
  teamIds: string[];
  skills: string[];
  /** Within own working hours now; a rep without a calendar always is. */
  atWork: boolean;
  capacity: number;
  /** Leads owned and not closed. */
  openLeads: number;
  lastAssignedAtMs: InstantMs | null;
}

/** The steps of the funnel, in order. */
export type FunnelStep = 'ACTIVE' | 'IN_TEAM' | 'HAS_SKILLS' | 'AT_WORK' | 'HAS_CAPACITY' | 'NOT_TRIED';

export interface CandidateVerdict {
  userId: string;
  /** `CHOSEN`, `PASSED` the funnel but was not the best, or `OUT` at the step in `reason`. */
  outcome: 'CHOSEN' | 'PASSED' | 'OUT';
  reason: string;
  /** What the strategy compared: free capacity, last assignment. */
  terms: Record<string, number | string | null>;
}

/** Why this rep and not the others. */
export interface Explanation {
  text: string;
  rule: string;
  strategy: RoutingStrategy | null;
  candidates: CandidateVerdict[];
}

export interface RoutingDecision {
  /** Null: nobody could take it. */
  userId: string | null;
  teamId: string | null;
  explanation: Explanation;
}
