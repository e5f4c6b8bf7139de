import type { Facts } from '../conditions/condition.js';
import type { Noun } from '../conditions/words.js';
import { ROUTING_MODES, type RoutingRule, type RoutingStrategy } from './definition.js';
import type { InstantMs } from '../time/instant.js';

/** `DIRECT`: by hand. */
export const ASSIGNMENT_MODES = ['DIRECT', ...ROUTING_MODES] as const;
export type AssignmentMode = (typeof ASSIGNMENT_MODES)[number];

/** Whether somebody takes anything at all. */
export const CANDIDATE_STATUSES = ['ACTIVE', 'AWAY', 'INACTIVE'] as const;
export type CandidateStatus = (typeof CANDIDATE_STATUSES)[number];

/** A rep as routing sees them at one instant. */
export interface Candidate {
  userId: string;
  name: string;
  status: CandidateStatus;
  /** Teams that are not archived. */
  teamIds: string[];
  /** Level, 1 to 5, by skill. */
  skills: Readonly<Record<string, number>>;
  /** BCP 47 tags; compared by their primary subtag. */
  languages: string[];
  /** ISO 3166-1 codes; none: everywhere. */
  territories: string[];
  /** Within own working hours now; a rep without a calendar always is. */
  atWork: boolean;
  /** What is left of the present shift, at most a day; null: no calendar and no time off ahead, so no end is known. */
  shiftLeftMs: number | null;
  /** On time off now, and until when; `untilMs` null: no end is known. */
  timeOff: { untilMs: InstantMs | null } | null;
  /** Said so when declining an offer: nothing is given to them before. */
  busyUntilMs: InstantMs | null;
  /** When they came back from their last absence. */
  backAtMs: InstantMs | null;
  /** Most load at a time. */
  capacity: number;
  /** Sum of the weights of all that is theirs and not closed. */
  load: number;
  lastAssignedAtMs: InstantMs | null;
  /** Every subject that they were given since anybody of these candidates came back, no longer ago than the ramp-up lasts. */
  recentlyAssignedAtMs: InstantMs[];
}

/** A team as routing names it in its explanation. */
export interface RoutingTeam {
  name: string;
  archived: boolean;
  /** Asked when nobody of it can take the subject; null or left out: nobody in particular. */
  fallbackTeamId?: string | null;
}

/** The steps of the funnel, in order. */
export const FUNNEL_STEPS = [
  'ACTIVE',
  'IN_TEAM',
  'HAS_SKILLS',
  'SPEAKS_LANGUAGE',
  'IN_TERRITORY',
  'AT_WORK',
  'HAS_CAPACITY',
  'NOT_TRIED',
] as const;
export type FunnelStep = (typeof FUNNEL_STEPS)[number];

/** What the strategy compared, e.g. free capacity and last assignment. */
export type Terms = Record<string, number | string | null>;

export const CANDIDATE_OUTCOMES = ['CHOSEN', 'PASSED', 'OUT'] as const;
export type CandidateOutcome = (typeof CANDIDATE_OUTCOMES)[number];

export interface CandidateVerdict {
  userId: string;
  /** `CHOSEN`, `PASSED` the funnel but was not the best, or `OUT` at the step in `reason`. */
  outcome: CandidateOutcome;
  reason: string;
  terms: Terms;
}

/** Why this rep and not the others. */
export interface Explanation {
  text: string;
  /** `rule 1`, `rule 1, overflow 2`, `fallback`, `none`, `by hand`. */
  rule: string;
  strategy: RoutingStrategy | null;
  candidates: CandidateVerdict[];
}

/** What the subject is asked: what conditions may ask, and what targets match by. */
export type RoutingFacts = Facts & { readonly language: string | null; readonly country: string | null };

/** What routing knows besides its definition, the facts and the candidates. */
export interface RoutingOptions {
  nowMs: InstantMs;
  /** Users who had the subject already, or were asked in vain; none of them gets it. */
  tried?: ReadonlySet<string>;
  /** What the subject is called, for the explanation. */
  noun: Noun;
  /** How much of a rep's capacity it takes; default 1. */
  weight?: number;
  /** Owners of what came earlier from the same person, the latest first: for rules with `affinity`. */
  earlierOwnerIds?: readonly string[];
  /**
   * Where routing begins, whatever holds now: at the rule in this place (0 for the first), or past all rules. Left out:
   * at the first rule that holds.
   */
  enterAt?: number | 'FALLBACK';
  /** The org's teams by id, to tell an archived or vanished one; without it every team is taken to be there. */
  teams?: ReadonlyMap<string, RoutingTeam>;
}

export interface RoutingDecision {
  /** Null: nobody could take it. */
  userId: string | null;
  /** The team whose target decided; nobody: the first one asked. */
  teamId: string | null;
  /** All who passed the funnel of that target, best first: the first is `userId`. */
  ranked: { userId: string; name: string }[];
  /** The rule whose own target or overflow decided; null: a fallback did, or nobody could take it. */
  rule: RoutingRule | null;
  strategy: RoutingStrategy | null;
  explanation: Explanation;
}
