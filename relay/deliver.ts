import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowExecutionAlreadyStartedError,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import type { WorkflowClient } from '@temporalio/client';
import type { OutboxRow } from '../db/platform/queries/outbox.js';
import { leadPage } from '../domain/leads/view/page.js';
import { leadWorkflowId, notificationWorkflowId } from '../workflows/ids.js';
import { commandRequested, proofReceived, type LeadWorkflowInput } from '../workflows/leads/lead/messages.js';

export const orgKey = defineSearchAttributeKey('OrgId', SearchAttributeType.KEYWORD);
const statusKey = defineSearchAttributeKey('LeadStatus', SearchAttributeType.KEYWORD);

export interface DeliverDeps {
  workflows: WorkflowClient;
  taskQueue: string;
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  /** Settles leads whose workflow has ended, e.g. for a proof that comes after the lead was closed. */
  settleDirectly: (orgId: string, leadIds: string[]) => Promise<void>;
}

/** How long one call to Temporal may take before it counts as failed and the row is tried again later. */
export const CALL_MS = 5_000;

/** Delivers one outbox row to its lead's workflow. Delivering it twice does no harm: the rows are the truth. */
export async function deliverToLead(deps: DeliverDeps, row: OutboxRow): Promise<void> {
  const { workflows, taskQueue } = deps;
  const orgId = row.orgId;
  const leadId = row.leadId!;
  const options = {
    workflowId: leadWorkflowId(orgId, leadId),
    taskQueue,
    args: [{ orgId, leadId }] as [LeadWorkflowInput],
    // One that completed is done; one that was terminated or failed begins again: a promise cannot be forgotten.
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
    staticSummary: `Lead ${leadId}`,
    // Shown even where no worker runs to tell the current details.
    staticDetails: `[Open the lead in Pinggo](${leadPage(deps.publicUrl, leadId)}) to act on it. Terminating, cancelling or resetting this workflow does not end the lead: it begins again.`,
    typedSearchAttributes: [
      { key: orgKey, value: orgId },
      { key: statusKey, value: 'RECEIVED' },
    ],
  };
  try {
    await workflows.withDeadline(Date.now() + CALL_MS, async () => {
      if (row.topic === 'LEAD_RECEIVED') {
        await workflows.start('leadWorkflow', { ...options, workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL });
      } else {
        // A proof may overtake its lead's start: then it starts the workflow itself.
        const signal = row.topic === 'PROOF_RECORDED' ? proofReceived : commandRequested;
        await workflows.signalWithStart('leadWorkflow', { ...options, signal, signalArgs: [row.subjectId!] });
      }
    });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    // A start that is there already is what was asked for. A signal finds only an ended workflow like this.
    if (row.topic !== 'LEAD_RECEIVED') await deps.settleDirectly(orgId, [leadId]);
  }
}

/** Hands notices of one org over to a workflow that mails them. */
export async function deliverNotifications(deps: DeliverDeps, rows: OutboxRow[]): Promise<void> {
  const { workflows, taskQueue } = deps;
  const { orgId, id } = rows[0]!;
  try {
    await workflows.withDeadline(Date.now() + CALL_MS, () =>
      workflows.start('notificationWorkflow', {
        workflowId: notificationWorkflowId(orgId, id, rows.length),
        taskQueue,
        args: [{ orgId, notificationIds: rows.map(({ subjectId }) => subjectId!) }],
        workflowIdReusePolicy: WorkflowIdReusePolicy.REJECT_DUPLICATE,
        typedSearchAttributes: [{ key: orgKey, value: orgId }],
      }),
    );
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
  }
}
