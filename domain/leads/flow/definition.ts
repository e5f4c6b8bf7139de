/**
 * A flow's definition: how leads are handled. Plain JSON, the shape of `docs/architecture.md` and the HTTP contract.
 * Durations are ISO 8601 (`PT15M`, `P1DT2H`); instants never occur in a definition.
 */

import type { Condition } from '../../engine/conditions/definition.js';
import type { Routing } from '../../engine/routing/definition.js';
import type { ClockTerms, TimedStep } from '../../engine/sla/definition.js';
import type { Scoring } from '../scoring/score.js';
import type { CallOutcome, ProofKind } from '../vocabulary/proofs.js';
import type { Channel } from '../../platform/notices/channels.js';
import type { EscalationAction, RecipientRole } from '../vocabulary/escalations.js';
import type { LeadStatus } from '../vocabulary/status.js';

/** Whose calendar: the flow's, the team's, the owner's, or the flow's hours in the lead's own zone. */
export const CALENDARS_OF = ['FLOW', 'TEAM', 'OWNER', 'LEAD'] as const;
export type CalendarOf = (typeof CALENDARS_OF)[number];

/** How a flow gives its leads away. */
export interface FlowRouting extends Routing {
  maxReassignments: number;
  /** How much of a rep's capacity a lead takes: the first that holds, else 1. */
  leadWeights?: { when: Condition; weight: number }[] | undefined;
}

/** What of the lead starts a clock. */
export const CLOCK_STARTS = ['RECEIVED', 'QUALIFIED', 'ASSIGNED', 'CONTACTED'] as const;
export type ClockStart = (typeof CLOCK_STARTS)[number] | { afterMet: string };

export const TIME_KINDS = ['BUSINESS', 'ELAPSED'] as const;
export type TimeKind = (typeof TIME_KINDS)[number];

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

export interface LadderStep extends TimedStep {
  action: EscalationAction;
  to?: Recipient[] | undefined;
  /** Whatever they are, the notice is in the recipient's list; without any it is only there. */
  channels?: Channel[] | undefined;
  /** Not before the next working time of this calendar, e.g. the owner's shift. */
  within?: LadderWindow | undefined;
  /** When it holds at its instant, the step is recorded as overtaken and does nothing. */
  stopWhen?: Condition | undefined;
}

export interface ClockDefinition extends ClockTerms<LadderStep> {
  key: string;
  name: string;
  starts: ClockStart;
  target: ClockTarget;
  proofs: ProofKind[];
  /** Which outcomes of a call stop it; left out: `REACHED`. A call without an outcome does in any case. */
  callOutcomes?: CallOutcome[] | undefined;
  restartOnReassign?: boolean | undefined;
  /** Met, it starts again from the contact, until the lead is closed: «next touch every two business days». */
  recurring?: boolean | undefined;
  /** Statuses of the lead in which the clock stands still. */
  pauseIn?: LeadStatus[] | undefined;
}

export const DUPLICATE_ACTIONS = ['ATTACH', 'LINK'] as const;

/** The same person again, by e-mail or phone, within `window`: `ATTACH` to the open lead, or `LINK` a lead of its own to it. */
export interface DuplicatePolicy {
  window: string;
  action: (typeof DUPLICATE_ACTIONS)[number];
}

export interface FlowDefinition {
  priority: number;
  match: Condition;
  /** The flow's own calendar: what `calendarOf: 'FLOW'` means. */
  calendarId?: string | undefined;
  duplicates?: DuplicatePolicy | undefined;
  scoring: Scoring;
  routing: FlowRouting;
  clocks: ClockDefinition[];
}

/** A definition that is being edited: any JSON object. What is wrong with it is told where it is checked. */
export type FlowDraft = Record<string, unknown>;
