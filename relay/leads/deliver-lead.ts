import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import type { SignalDefinition } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { inMarkdown } from '../../domain/platform/text/markdown.js';
import { leadPage } from '../../domain/leads/view/page.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import type { LeadWorkflowInput } from '../../workflows/leads/lead/messages.js';
import { callTemporal, ofOrg, type TemporalTarget } from '../delivery/temporal.js';

export interface LeadDeps extends TemporalTarget {
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  /** Where a lead came from; null: there is no such lead. */
  sourceOf: (orgId: string, leadId: string) => Promise<string | null>;
  /** Settles leads whose workflow has ended, e.g. for a proof that comes after the lead was closed. */
  settleWithoutWorkflow: (orgId: string, leadIds: string[]) => Promise<void>;
}

const statusKey = defineSearchAttributeKey('LeadStatus', SearchAttributeType.KEYWORD);

/** A summary may have 400 bytes; a character has up to four. */
const LONGEST_SOURCE = 60;
/** Of an id: enough to tell the leads of a list from each other, as the dashboard shows them. */
const SHORT = 6;

/** `web · 5f3c1a`: what a list of workflows and their page are headed by. */
function summaryOf(source: string | null, leadId: string): string {
  const shown = inMarkdown([...(source ?? 'Lead')].slice(0, LONGEST_SOURCE).join(''));
  return `${shown} · ${leadId.slice(-SHORT)}`;
}

async function startOptions(deps: LeadDeps, { orgId, leadId }: LeadWorkflowInput) {
  const source = await deps.sourceOf(orgId, leadId);
  const common = ofOrg(deps, orgId);
  const args: [LeadWorkflowInput] = [{ orgId, leadId }];
  return {
    ...common,
    workflowId: leadWorkflowId(orgId, leadId),
    args,
    // One that completed is done; one that was terminated or failed begins again: a promise cannot be forgotten.
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    staticSummary: summaryOf(source, leadId),
    // Shown even where no worker runs to tell the current details.
    staticDetails: `[Open the lead in Pinggo](${leadPage(deps.publicUrl, leadId)}) to act on it. Terminating, cancelling or resetting this workflow does not end the lead: it begins again.`,
    typedSearchAttributes: [...common.typedSearchAttributes, { key: statusKey, value: 'RECEIVED' }],
  };
}

/** Starts a lead's workflow. One that is there already is what was asked for. */
export async function startLead(deps: LeadDeps, { orgId, leadId }: OutboxRow): Promise<void> {
  const options = await startOptions(deps, { orgId, leadId: leadId! });
  try {
    await callTemporal(deps, (workflows) =>
      workflows.start('leadWorkflow', { ...options, workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}

/**
 * Tells a lead's workflow that there is a row for it. The signal may overtake the lead's start: then it starts the
 * workflow itself. One whose workflow has ended is settled here.
 * @param signal rung with the id of the row that it is about
 */
export async function signalLead(
  deps: LeadDeps,
  signal: SignalDefinition<[string]>,
  { orgId, leadId, subjectId }: OutboxRow,
): Promise<void> {
  const options = await startOptions(deps, { orgId, leadId: leadId! });
  try {
    await callTemporal(deps, (workflows) =>
      workflows.signalWithStart('leadWorkflow', { ...options, signal, signalArgs: [subjectId!] }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    await deps.settleWithoutWorkflow(orgId, [leadId!]);
  }
}
