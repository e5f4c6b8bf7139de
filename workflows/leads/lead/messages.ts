import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { LeadView } from '../../../domain/leads/view/view.js';

export interface LeadWorkflowInput {
  orgId: string;
  leadId: string;
  /** Set by continue-as-new: the lead was begun in an earlier run. */
  begun?: boolean;
}

/** A proof was stored. Carries its id only: the row is the message, the signal rings the bell. */
export const proofReceived = defineSignal<[proofId: string]>('proofReceived');

/** A person's command was stored, likewise. */
export const commandRequested = defineSignal<[commandId: string]>('commandRequested');

/**
 * An answer to the lead's offer was stored; ends when it was settled. What it came to is in the command's row: the
 * update, too, is only a bell, but one that says when it was heard.
 */
export const answerOffer = defineUpdate<void, [commandId: string]>('answerOffer');

/** A decision about the lead's approval was stored; likewise. */
export const decideApproval = defineUpdate<void, [commandId: string]>('decideApproval');

/** What the workflow knows of its lead; null before it is qualified. */
export const leadView = defineQuery<LeadView | null>('leadView');
