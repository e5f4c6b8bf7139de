import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { SettledView } from '../../../domain/leads/view/settled-view.js';
import type { LeadView } from '../../../domain/leads/view/view.js';

export interface LeadWorkflowInput {
  orgId: string;
  leadId: string;
  /** Set by continue-as-new: the lead was begun in an earlier run. */
  begun?: boolean;
  /** What was decided before the workflow was started, in a backlog: there is nothing left to begin. */
  decided?: SettledView;
}

/**
 * A proof was stored. Carries its id, and how the lead is where that was decided when it was carried over; without it the
 * signal rings the bell, and the workflow has it settled. Either way the rows are the message.
 */
export const proofReceived = defineSignal<[proofId: string, decided?: SettledView]>('proofReceived');

/** A person's command was stored, likewise. */
export const commandRequested = defineSignal<[commandId: string, decided?: SettledView]>('commandRequested');

/**
 * An answer to the lead's offer was stored; ends when it was settled. What it came to is in the command's row: the
 * update, too, is only a bell, but one that says when it was heard.
 */
export const answerOffer = defineUpdate<void, [commandId: string]>('answerOffer');

/** A decision about the lead's approval was stored; likewise. */
export const decideApproval = defineUpdate<void, [commandId: string]>('decideApproval');

/** What the workflow knows of its lead; null before it is qualified. */
export const leadView = defineQuery<LeadView | null>('leadView');

const leadStatus = defineSearchAttributeKey('LeadStatus', SearchAttributeType.KEYWORD);
const owner = defineSearchAttributeKey('OwnerId', SearchAttributeType.KEYWORD);
const team = defineSearchAttributeKey('TeamId', SearchAttributeType.KEYWORD);
const flow = defineSearchAttributeKey('FlowKey', SearchAttributeType.KEYWORD);
const nextDeadline = defineSearchAttributeKey('NextDeadline', SearchAttributeType.DATETIME);
const atRiskAt = defineSearchAttributeKey('AtRiskAt', SearchAttributeType.DATETIME);
const breached = defineSearchAttributeKey('Breached', SearchAttributeType.BOOL);

const instant = (atMs: number | null): Date | null => (atMs === null ? null : new Date(atMs));

/** The search attributes of a lead; null: it has none of that kind. What a view of before was not told is left out. */
export const attributesOf = (view: LeadView): SearchAttributeUpdatePair[] => [
  { key: leadStatus, value: view.status },
  { key: owner, value: view.ownerId },
  ...(view.teamId === undefined ? [] : [{ key: team, value: view.teamId }]),
  ...(view.flowKey === undefined ? [] : [{ key: flow, value: view.flowKey }]),
  { key: nextDeadline, value: instant(view.deadlineAtMs) },
  // It changes with the deadline, but where another clock than the most urgent one is met.
  ...(view.atRiskAtMs === undefined ? [] : [{ key: atRiskAt, value: instant(view.atRiskAtMs) }]),
  { key: breached, value: view.breached },
];

/** What its workflow is started with. @param decided null: nobody has looked at the lead yet */
export const attributesOfStart = (decided: LeadView | null): SearchAttributeUpdatePair[] =>
  decided === null
    ? [{ key: leadStatus, value: 'RECEIVED' }]
    : // What it has none of it is not started with.
      attributesOf(decided).filter(({ value }) => value);
