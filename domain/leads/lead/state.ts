import type { ApprovalLapse, OfferMode } from '../../engine/routing/definition.js';
import type { Actor } from '../../platform/audit/actor.js';
import type { Score } from '../scoring/score.js';
import type { FlowDefinition } from '../flow/definition.js';
import type { CallOutcome, ProofKind } from '../vocabulary/proofs.js';
import type { LeadOutcome } from '../vocabulary/outcomes.js';
import type { ApprovalStatus } from '../vocabulary/approvals.js';
import type { AnswerStatus, OfferStatus } from '../vocabulary/offers.js';
import type { EscalationAction } from '../vocabulary/escalations.js';
import type { AssignmentMode, Explanation } from '../../engine/routing/types.js';
import type { ClockState } from '../../engine/sla/clock.js';
import type { InstantMs } from '../../engine/time/instant.js';
import type { LeadStatus } from '../vocabulary/status.js';
import type { WorkItemDetails } from '../vocabulary/work-items.js';

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

/** One who was asked, and what they said. */
export interface OfferAnswer {
  userId: string;
  status: AnswerStatus;
  answeredAtMs: InstantMs | null;
  reason: string | null;
}

/** A lead put before one rep (`OFFER`) or all that could take it (`BROADCAST`). */
export interface OfferState {
  /** 1 for the lead's first offer. */
  sequence: number;
  mode: OfferMode;
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

/** A lead that a routing rule lets wait until somebody agrees. */
export interface ApprovalState {
  /** 1 for the lead's first. */
  sequence: number;
  /** Which rule of the flow's routing asks; 0 for the first. */
  ruleIndex: number;
  /** The rule's team. */
  teamId: string;
  otherwise: ApprovalLapse;
  status: ApprovalStatus;
  askedAtMs: InstantMs;
  expiresAtMs: InstantMs;
  endedAtMs: InstantMs | null;
  /** Those whom the rule names and who were asked. */
  askedUserIds: string[];
  /** Whether the team's managers were asked: by the rule, or as those whom it names are not there. */
  asksManagers: boolean;
  /** Who approved or declined it. */
  decidedBy: Actor | null;
  reason: string | null;
  /** Who would have got the lead when it was asked. */
  explanationText: string;
  /** The whole explanation where it was made in this settlement; null: as stored. */
  explanation: Explanation | null;
}

/** A work item that is open. */
export interface OpenWorkItem {
  id: string;
  kind: string;
  /** Null: written by a process that knew none. */
  cause: string | null;
  details: WorkItemDetails;
}

export interface ProofInput {
  type: 'PROOF';
  id: string;
  kind: ProofKind;
  occurredAtMs: InstantMs;
  receivedAtMs: InstantMs;
  actor: Actor;
  /** Of a call: what it came to. Null or left out: the sender does not say. */
  outcome?: CallOutcome | null;
}

export type CommandRequest =
  | { kind: 'ASSIGN'; ownerId: string; reason?: string | undefined }
  /** `untilMs`: when it ends by itself; left out: when somebody resumes it. */
  | { kind: 'PAUSE'; untilMs?: InstantMs | undefined; reason?: string | undefined }
  | { kind: 'RESUME'; reason?: string | undefined }
  /** `duplicateOfId`: with `DUPLICATE`, of which lead. `mergeId`: it is merged into that one. */
  | {
      kind: 'CLOSE';
      outcome: LeadOutcome;
      duplicateOfId?: string | undefined;
      mergeId?: string | undefined;
      reason?: string | undefined;
    }
  /** `mergeId`: the merge that closed it is undone. */
  | { kind: 'REOPEN'; reason: string; mergeId?: string | undefined }
  | { kind: 'ACCEPT'; userId: string }
  | { kind: 'DECLINE'; userId: string; reason: string; busyFor?: string | undefined }
  /** `sequence`: which of the lead's approvals. */
  | { kind: 'APPROVE'; sequence: number; reason?: string | undefined }
  | { kind: 'DECLINE_APPROVAL'; sequence: number; reason: string }
  | { kind: 'ACKNOWLEDGE'; reason?: string | undefined }
  | { kind: 'CANCEL_CLOCK'; clockKey: string; reason?: string | undefined }
  /** The owner is absent from now on: another gets it. */
  | { kind: 'REPLAN'; absentUserId: string; absenceId?: string; reason: string }
  /** What runs is counted anew: an operator, by the zones that this version ships; an admin, by a calendar's changed hours. */
  | ({ kind: 'RECOUNT'; reason: string } & RecountScope)
  /** The org was suspended from one instant to the other: the lead is given that time back. */
  | { kind: 'STAND_STILL'; fromMs: InstantMs; toMs: InstantMs };

/** Which clocks a recount is about; left out: all that run. */
export interface RecountScope {
  /** Those that count in this calendar. */
  calendarId?: string;
  /** By which change of its hours. */
  changeId?: string;
  /** By calendar: clocks that started earlier are left alone, as its hours were changed for new leads only. */
  olderHoursUntilMs?: Readonly<Record<string, InstantMs>>;
}

/** What somebody who was asked says to an offer. */
export type AnswerRequest = Extract<CommandRequest, { kind: 'ACCEPT' | 'DECLINE' }>;

/** What somebody decides about an approval. */
export type DecisionRequest = Extract<CommandRequest, { kind: 'APPROVE' | 'DECLINE_APPROVAL' }>;

/** What people ask of a lead, other than such an answer or decision. */
export type AskedRequest = Exclude<
  CommandRequest,
  { kind: 'ACCEPT' | 'DECLINE' | 'APPROVE' | 'DECLINE_APPROVAL' | 'REPLAN' | 'RECOUNT' | 'STAND_STILL' }
>;

export const isAnswer = (request: CommandRequest): request is AnswerRequest =>
  request.kind === 'ACCEPT' || request.kind === 'DECLINE';

export const isDecision = (request: CommandRequest): request is DecisionRequest =>
  request.kind === 'APPROVE' || request.kind === 'DECLINE_APPROVAL';

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
  /** The org's IANA zone, in which its people read the time. */
  timeZone: string;
  /** Since when the org is suspended: then nothing of the lead falls due. Null or left out: it is not. */
  suspendedAtMs?: InstantMs | null;
  id: string;
  name: string | null;
  source: string;
  endpointId: string | null;
  endpointFlowId: string | null;
  /** BCP 47: how those who fill in its endpoint's forms write numbers. */
  locale: string;
  email: string | null;
  phone: string | null;
  phoneExtension: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean>;
  receivedAtMs: InstantMs;
  status: LeadStatus;
  outcome: LeadOutcome | null;
  flow: { id: string; version: number; definition: FlowDefinition; key?: string } | null;
  score: Score | null;
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
  /** When the pause ends by itself; null: it is not paused, or until somebody resumes it. */
  pausedUntilMs: InstantMs | null;
  closedAtMs: InstantMs | null;
  /** When it was last reopened after it had been closed. */
  reopenedAtMs: InstantMs | null;
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
  approvals: ApprovalState[];
  /** What a person is asked for because of it, and nobody has cared for yet. */
  workItems: OpenWorkItem[];
}
