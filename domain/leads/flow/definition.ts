/**
 * A flow's definition: how leads are handled. Plain JSON, the shape of `docs/architecture.md` and the HTTP contract.
 * Durations are ISO 8601 (`PT15M`, `P1DT2H`); instants never occur in a definition.
 */

import type { Channel } from '../../platform/notices/channels.js';
import type { EscalationAction, RecipientRole } from '../vocabulary/escalations.js';
import type { LeadStatus } from '../vocabulary/status.js';
import type { CalendarOf } from '../../engine/calendars/types.js';

export type { CalendarOf };

/** A condition over a lead's fields. `all: []` always holds, `any: []` never does. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { field: string; op: ConditionOp; value?: ConditionValue };

export const CONDITION_OPS = [
  ...(['eq', 'ne', 'in', 'gt', 'gte', 'lt', 'lte', 'between', 'contains', 'exists'] as const),
  /** A regular expression of RE2's syntax: linear in the text, so that none can hang. */
  'matches',
  /** Of an instant: whether it is working time of the calendar whose id is the value. */
  'inBusinessTime',
] as const;
export type ConditionOp = (typeof CONDITION_OPS)[number];
export type ConditionScalar = string | number | boolean | null;
export type ConditionValue = ConditionScalar | ConditionScalar[];

export type ProofKind = 'WHATSAPP_SENT' | 'EMAIL_SENT' | 'CALL_LOGGED' | 'MEETING_BOOKED';
export const PROOF_KINDS: readonly ProofKind[] = ['WHATSAPP_SENT', 'EMAIL_SENT', 'CALL_LOGGED', 'MEETING_BOOKED'];

export interface ScoringRule {
  when: Condition;
  points: number;
  reason: string;
}

export type RoutingStrategy = 'BALANCED' | 'ROUND_ROBIN' | 'WEIGHTED';
/** `AUTO` assigns; `OFFER` asks the best, then the next; `BROADCAST` asks all, and the first to accept gets it. */
export type RoutingMode = 'AUTO' | 'OFFER' | 'BROADCAST';

/** A skill that a rep must have, plain or at a level from 1 to 5. */
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
  /** The rep must speak the lead's language. */
  matchLanguage?: boolean | undefined;
  /** The lead's country must be in the rep's territory. */
  matchTerritory?: boolean | undefined;
  /** So much of the rep's shift must be left, ISO 8601. */
  minShiftLeft?: string | undefined;
}

export interface RoutingRule extends RoutingTarget {
  when: Condition;
  mode?: RoutingMode | undefined;
  /** Most time to answer an offer, ISO 8601; default 5 minutes. */
  answerWithin?: string | undefined;
  /** Share of the SLA time that is left which an offer may take, 0 < share ≤ 1; default 0.25. */
  answerShare?: number | undefined;
  /** The owner of the same person's earlier lead gets it, if the funnel lets them pass. */
  affinity?: boolean | undefined;
  /** Other teams in order, when nobody of this one can take it. */
  overflow?: RoutingTarget[] | undefined;
}

export type RoutingFallback = RoutingTarget;

export interface Routing {
  rules: RoutingRule[];
  /** When no rule matches, or nobody of the rule's teams could take it: one, or several in their order. */
  fallback?: RoutingFallback | RoutingFallback[] | undefined;
  maxReassignments: number;
  /** How much of a rep's capacity a lead takes: the first that holds, else 1. */
  leadWeights?: { when: Condition; weight: number }[] | undefined;
}

/** The fallbacks in their order. */
export const fallbacksOf = ({ fallback }: Pick<Routing, 'fallback'>): RoutingFallback[] =>
  fallback ? [fallback].flat() : [];

export type ClockStart = 'RECEIVED' | 'QUALIFIED' | 'ASSIGNED' | 'CONTACTED' | { afterMet: string };
export type TimeKind = 'BUSINESS' | 'ELAPSED';

export interface ClockTarget {
  duration: string;
  time: TimeKind;
  /** `BUSINESS` time needs a calendar: one by its id, or `calendarOf`. */
  calendarId?: string | undefined;
  calendarOf?: CalendarOf | undefined;
}

/** `onCall`: the first of these users who is at work, else the first of them. */
export type Recipient = RecipientRole | { userId: string } | { onCall: string[] };
/** Working time into which a step is moved when it falls outside. */
export type LadderWindow = { calendarId: string } | { calendarOf: Exclude<CalendarOf, 'LEAD'> };

export interface LadderStep {
  key: string;
  /** `share` of the target, or `offset` from the deadline (negative: before). */
  at: { share: number } | { offset: string };
  action: EscalationAction;
  to?: Recipient[] | undefined;
  /** Whatever they are, the notice is in the recipient's list; without any it is only there. */
  channels?: Channel[] | undefined;
  /** `times` counts the firings after the first. */
  repeat?: { every: string; times: number } | undefined;
  /** Not before the next working time of this calendar, e.g. the owner's shift. */
  within?: LadderWindow | undefined;
  /** When it holds at its instant, the step is recorded as overtaken and does nothing. */
  stopWhen?: Condition | undefined;
}

export interface ClockDefinition {
  key: string;
  name: string;
  starts: ClockStart;
  target: ClockTarget;
  /** Conditional targets: the first that holds replaces `target.duration`. */
  targets?: { when: Condition; duration: string }[] | undefined;
  /** Share of the target after which the clock is at risk, 0 < atRisk < 1. */
  atRisk?: number | undefined;
  proofs: ProofKind[];
  restartOnReassign?: boolean | undefined;
  /** Met, it starts again from the contact, until the lead is closed: «next touch every two business days». */
  recurring?: boolean | undefined;
  /** Statuses of the lead in which the clock stands still. */
  pauseIn?: LeadStatus[] | undefined;
  ladder: LadderStep[];
}

/** The same person again, by e-mail or phone, within `window`: `ATTACH` to the open lead, or `LINK` a lead of its own to it. */
export interface DuplicatePolicy {
  window: string;
  action: 'ATTACH' | 'LINK';
}

export interface FlowDefinition {
  priority: number;
  match: Condition;
  /** The flow's own calendar: what `calendarOf: 'FLOW'` means. */
  calendarId?: string | undefined;
  duplicates?: DuplicatePolicy | undefined;
  scoring: { threshold: number; rules: ScoringRule[] };
  routing: Routing;
  clocks: ClockDefinition[];
}
