import type { FlowDefinition, ProofKind } from '../flow/definition.js';
import type { EscalationAction } from '../vocabulary/escalations.js';
import type { AssignmentMode, Explanation } from '../../engine/routing/types.js';
import type { ClockCalendar, InstantMs, Receipt } from '../../engine/calendars/types.js';
import type { LeadStatus } from '../vocabulary/status.js';

export type { LeadStatus };

export type LeadOutcome = 'WON' | 'LOST' | 'INVALID' | 'DUPLICATE';
export type ClockStatus = 'RUNNING' | 'PAUSED' | 'MET' | 'BREACHED' | 'CANCELLED';
export type Breach = 'none' | 'at_risk' | 'breached';

export interface ScoreReason {
  points: number;
  reason: string;
}

/** A stretch in which a clock stood still; `toMs` null: it stands still now. */
export interface ClockPause {
  fromMs: InstantMs;
  toMs: InstantMs | null;
}

/** When a step of the ladder fires first; null while that cannot be known (paused). */
export interface StepDue {
  key: string;
  dueAtMs: InstantMs | null;
  /** With a window: when it would be due without it. */
  plainAtMs?: InstantMs | null;
  /** With a window: when its repeats fire, the first repeat first. Without: `every` after `every`. */
  repeatsDueAtMs?: InstantMs[];
}

export interface ClockState {
  id: string;
  key: string;
  cycle: number;
  status: ClockStatus;
  startedAtMs: InstantMs;
  targetMs: number;
  atRiskAtMs: InstantMs | null;
  atRiskSeenAtMs: InstantMs | null;
  deadlineAtMs: InstantMs | null;
  breachedAtMs: InstantMs | null;
  metAtMs: InstantMs | null;
  correctedAtMs: InstantMs | null;
  supersededAtMs: InstantMs | null;
  cancelledAtMs: InstantMs | null;
  pauses: ClockPause[];
  steps: StepDue[];
  /** The calendar that it found when it started; null: elapsed time, or the flow names the calendar. */
  calendar: ClockCalendar | null;
  /** What explains the deadline, in words. */
  receiptText: string;
  /** The whole receipt where it was computed in this settlement; null: as stored. */
  receipt: Receipt | null;
}

export interface EscalationState {
  /** `lead:clock:cycle:step:repeat`. */
  key: string;
  clockId: string;
  clockKey: string;
  cycle: number;
  stepKey: string;
  repeat: number;
  action: EscalationAction;
  dueAtMs: InstantMs;
  firedAtMs: InstantMs;
  overtaken: boolean;
  compensatedAtMs: InstantMs | null;
  /** When a manager said that they know: its step repeats no more. */
  acknowledgedAtMs: InstantMs | null;
}

export interface AssignmentState {
  sequence: number;
  ownerId: string;
  teamId: string | null;
  mode: AssignmentMode;
  assignedAtMs: InstantMs;
  endedAtMs: InstantMs | null;
  explanationText: string;
  /** The whole explanation where it was made in this settlement; null: as stored. */
  explanation: Explanation | null;
}

export type OfferStatus = 'OPEN' | 'ACCEPTED' | 'DECLINED' | 'EXPIRED' | 'WITHDRAWN';

/** One who was asked, and what they said. */
export interface OfferAnswer {
  userId: string;
  status: 'PENDING' | Exclude<OfferStatus, 'OPEN'>;
  answeredAtMs: InstantMs | null;
  reason: string | null;
}

/** A lead put before one rep (`OFFER`) or all that could take it (`BROADCAST`). */
export interface OfferState {
  /** 1 for the lead's first offer. */
  sequence: number;
  mode: 'OFFER' | 'BROADCAST';
  teamId: string;
  status: OfferStatus;
  offeredAtMs: InstantMs;
  expiresAtMs: InstantMs;
  endedAtMs: InstantMs | null;
  answers: OfferAnswer[];
  explanationText: string;
  /** The whole explanation of an open offer: it becomes that of the assignment. Null: as stored. */
  explanation: Explanation | null;
}

export interface Actor {
  type: 'user' | 'api_key' | 'endpoint' | 'system';
  id: string | null;
}

export interface ProofInput {
  type: 'PROOF';
  id: string;
  kind: ProofKind;
  occurredAtMs: InstantMs;
  receivedAtMs: InstantMs;
  actor: Actor;
}

export type CommandRequest =
  | { kind: 'ASSIGN'; ownerId: string; reason?: string | undefined }
  | { kind: 'PAUSE'; reason?: string | undefined }
  | { kind: 'RESUME'; reason?: string | undefined }
  | { kind: 'CLOSE'; outcome: LeadOutcome; reason?: string | undefined }
  | { kind: 'ACCEPT'; userId: string }
  | { kind: 'DECLINE'; userId: string; reason: string; busyFor?: string | undefined }
  | { kind: 'ACKNOWLEDGE'; reason?: string | undefined }
  | { kind: 'CANCEL_CLOCK'; clockKey: string; reason?: string | undefined }
  /** The owner is absent from now on: another gets it. */
  | { kind: 'REPLAN'; absentUserId: string; absenceId?: string; reason: string };

export interface CommandInput {
  type: 'COMMAND';
  id: string;
  request: CommandRequest;
  receivedAtMs: InstantMs;
  actor: Actor;
}

/** What happened outside since the last settlement: proofs and commands, in the order in which they were received. */
export type LeadInput = ProofInput | CommandInput;

/** Everything about one lead that the engine decides over. */
export interface LeadState {
  orgId: string;
  id: string;
  name: string | null;
  source: string;
  endpointId: string | null;
  endpointFlowId: string | null;
  email: string | null;
  phone: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean>;
  receivedAtMs: InstantMs;
  status: LeadStatus;
  outcome: LeadOutcome | null;
  flow: { id: string; version: number; definition: FlowDefinition } | null;
  score: { value: number; threshold: number; qualified: boolean; reasons: ScoreReason[] } | null;
  teamId: string | null;
  /** Why nobody has it, while it is `UNROUTED`. */
  unroutedBecause: string | null;
  ownerId: string | null;
  /** The owner's name as it was when the lead was loaded. */
  ownerName: string | null;
  /** The owner when the lead was loaded, where they take no leads any more. */
  inactiveOwnerId: string | null;
  assignedAtMs: InstantMs | null;
  contactedAtMs: InstantMs | null;
  pausedAtMs: InstantMs | null;
  closedAtMs: InstantMs | null;
  reassignments: number;
  /** How much of its owner's capacity it takes. */
  capacityWeight: number;
  /** The open lead of the same person that this one was attached to: it is closed as a duplicate. */
  duplicateOfId: string | null;
  /** The earlier lead of the same person that this one is linked to. */
  linkedToId: string | null;
  clocksStarted: boolean;
  /** Ties all audit entries of the lead to the request that brought it. */
  traceId: string | null;
  clocks: ClockState[];
  escalations: EscalationState[];
  assignments: AssignmentState[];
  offers: OfferState[];
}
