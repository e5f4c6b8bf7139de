/**
 * A flow's definition: how leads are handled. Plain JSON, the shape of `docs/architecture.md` and the HTTP contract.
 * Durations are ISO 8601 (`PT15M`, `P1DT2H`); instants never occur in a definition.
 */

/** A condition over a lead's fields. `all: []` always holds, `any: []` never does. */
export type Condition =
  | { all: Condition[] }
  | { any: Condition[] }
  | { not: Condition }
  | { field: string; op: ConditionOp; value?: ConditionValue };

export type ConditionOp = 'eq' | 'ne' | 'in' | 'gt' | 'gte' | 'lt' | 'lte' | 'contains' | 'exists';
export type ConditionScalar = string | number | boolean | null;
export type ConditionValue = ConditionScalar | ConditionScalar[];

export type ProofKind = 'WHATSAPP_SENT' | 'EMAIL_SENT' | 'CALL_LOGGED' | 'MEETING_BOOKED';
export const PROOF_KINDS: readonly ProofKind[] = ['WHATSAPP_SENT', 'EMAIL_SENT', 'CALL_LOGGED', 'MEETING_BOOKED'];

export interface ScoringRule {
  when: Condition;
  points: number;
  reason: string;
}

export type RoutingStrategy = 'BALANCED' | 'ROUND_ROBIN';
/** `OFFER` and `BROADCAST` are words of the contract that this version refuses at publish time. */
export type RoutingMode = 'AUTO' | 'OFFER' | 'BROADCAST';

export interface RoutingRule {
  when: Condition;
  teamId: string;
  skills?: string[] | undefined;
  mode?: RoutingMode | undefined;
  strategy: RoutingStrategy;
  /** Time to answer an offer, ISO 8601. */
  answerWithin?: string | undefined;
}

export interface RoutingFallback {
  teamId: string;
  strategy: RoutingStrategy;
}

export interface Routing {
  rules: RoutingRule[];
  fallback?: RoutingFallback | undefined;
  maxReassignments: number;
}

export type ClockStart = 'RECEIVED' | 'QUALIFIED' | 'ASSIGNED' | { afterMet: string };
export type TimeKind = 'BUSINESS' | 'ELAPSED';

export interface ClockTarget {
  duration: string;
  time: TimeKind;
  /** Required when `time` is `BUSINESS`. */
  calendarId?: string | undefined;
}

export type EscalationAction = 'REMINDER' | 'REASSIGN' | 'MANAGER_ALERT';
export type Recipient = 'owner' | 'manager';
export type Channel = 'email';

export interface LadderStep {
  key: string;
  /** `share` of the target, or `offset` from the deadline (negative: before). */
  at: { share: number } | { offset: string };
  action: EscalationAction;
  to?: Recipient[] | undefined;
  channels?: Channel[] | undefined;
  /** `times` counts the firings after the first. */
  repeat?: { every: string; times: number } | undefined;
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
  ladder: LadderStep[];
}

export interface FlowDefinition {
  priority: number;
  match: Condition;
  scoring: { threshold: number; rules: ScoringRule[] };
  routing: Routing;
  clocks: ClockDefinition[];
}
