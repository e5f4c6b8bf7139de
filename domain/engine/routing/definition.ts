import type { Condition } from '../conditions/definition.js';

export const ROUTING_STRATEGIES = ['BALANCED', 'ROUND_ROBIN', 'WEIGHTED'] as const;
export type RoutingStrategy = (typeof ROUTING_STRATEGIES)[number];
/** Modes in which somebody is asked before they get it. */
export const OFFER_MODES = ['OFFER', 'BROADCAST'] as const;
export type OfferMode = (typeof OFFER_MODES)[number];

/** `AUTO` assigns; `OFFER` asks the best, then the next; `BROADCAST` asks all, and the first to accept gets it. */
export const ROUTING_MODES = ['AUTO', ...OFFER_MODES] as const;
export type RoutingMode = (typeof ROUTING_MODES)[number];

/** Who is asked for an approval: the managers of the rule's team, one person, or the first of several who is at work. */
export type Approver = 'manager' | { userId: string } | { onCall: string[] };

/**
 * What an approval comes to that nobody decided in time: `ROUTE` as if it were given, `FALLBACK` past the rule,
 * `UNQUALIFIED` as if it were declined, `UNROUTED`: a person must decide who gets it.
 */
export const APPROVAL_LAPSES = ['ROUTE', 'FALLBACK', 'UNQUALIFIED', 'UNROUTED'] as const;
export type ApprovalLapse = (typeof APPROVAL_LAPSES)[number];

/** Somebody must agree before the rule gives anything to anybody. */
export interface RuleApproval {
  by: Approver;
  /** How long it waits for a decision, ISO 8601, elapsed time. */
  within: string;
  otherwise: ApprovalLapse;
}

/** A skill that a candidate must have, plain or at a level from 1 to 5. */
export type SkillDemand = string | { skill: string; level: number };

/** What `WEIGHTED` adds up: each term is scaled to 0…1 over those who passed the funnel, times its weight. */
export interface RoutingWeights {
  freeCapacity?: number | undefined;
  skillLevel?: number | undefined;
  shiftLeft?: number | undefined;
  waiting?: number | undefined;
}

/** Whom to ask. */
export interface RoutingTarget {
  teamId: string;
  strategy: RoutingStrategy;
  skills?: SkillDemand[] | undefined;
  /** For `WEIGHTED`; without them free capacity alone counts. */
  weights?: RoutingWeights | undefined;
  /** The candidate must speak its language. */
  matchLanguage?: boolean | undefined;
  /** Its country must be in the candidate's territory. */
  matchTerritory?: boolean | undefined;
  /** So much of the candidate's shift must be left, ISO 8601. */
  minShiftLeft?: string | undefined;
}

export interface RoutingRule extends RoutingTarget {
  when: Condition;
  mode?: RoutingMode | undefined;
  /** Most time to answer an offer, ISO 8601; default 5 minutes. */
  answerWithin?: string | undefined;
  /** Share of the time that is left which an offer may take, 0 < share ≤ 1; default 0.25. */
  answerShare?: number | undefined;
  /** Who had it before for the same person gets it, if the funnel lets them pass. */
  affinity?: boolean | undefined;
  /** Other teams in order, when nobody of this one can take it. */
  overflow?: RoutingTarget[] | undefined;
  approval?: RuleApproval | undefined;
}

export type RoutingFallback = RoutingTarget;

export interface Routing {
  rules: RoutingRule[];
  /** When no rule matches, or nobody of the rule's teams could take it: one, or several in their order. */
  fallback?: RoutingFallback | RoutingFallback[] | undefined;
}

/** The fallbacks in their order. */
export const fallbacksOf = ({ fallback }: Pick<Routing, 'fallback'>): RoutingFallback[] =>
  fallback ? [fallback].flat() : [];
