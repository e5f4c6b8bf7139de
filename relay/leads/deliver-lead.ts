import {
  defineSearchAttributeKey,
  SearchAttributeType,
  WorkflowIdConflictPolicy,
  WorkflowIdReusePolicy,
} from '@temporalio/common';
import type { SignalDefinition } from '@temporalio/common';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { inMarkdown } from '../../domain/platform/text/markdown.js';
import { leadPage } from '../../domain/leads/view/page.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import type { LeadWorkflowInput } from '../../workflows/leads/lead/messages.js';
import { callTemporal, ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

export interface LeadDeps extends TemporalTarget {
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  /** Where a lead came from; null: there is no such lead. */
  sourceOf: (orgId: string, leadId: string) => Promise<string | null>;
  /**
   * Settles leads whose workflow has ended, e.g. for a proof that comes after the lead was closed.
   * @returns those that are open, because they were reopened: they need a workflow again
   */
  settleWithoutWorkflow: (orgId: string, leadIds: string[]) => Promise<string[]>;
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
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY as WorkflowIdReusePolicy,
    staticSummary: summaryOf(source, leadId),
    // Shown even where no worker runs to tell the current details.
    staticDetails: `[Open the lead in Pinggo](${leadPage(deps.publicUrl, leadId)}) to act on it. Terminating, cancelling or resetting this workflow does not end the lead: it begins again.`,
    typedSearchAttributes: [...common.typedSearchAttributes, { key: statusKey, value: 'RECEIVED' }],
  };
}

type StartOptions = Awaited<ReturnType<typeof startOptions>>;

/** @returns false where a workflow is there that its reuse policy keeps */
const start = (deps: LeadDeps, options: StartOptions): Promise<boolean> =>
  startUnlessThere(deps, (workflows) =>
    workflows.start('leadWorkflow', { ...options, workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL }),
  );

/** Starts a lead's workflow. One that is there already is what was asked for, unless it completed and the lead is open. */
export async function startLead(deps: LeadDeps, { orgId, leadId }: OutboxRow): Promise<void> {
  const options = await startOptions(deps, { orgId, leadId: leadId! });
  if (await start(deps, options)) return;
  const { status } = await callTemporal(deps, (workflows) => workflows.getHandle(options.workflowId).describe());
  if (status.name === 'COMPLETED') await afterCompletion(deps, orgId, leadId!, options);
}

/**
 * What came in once the workflow had completed is settled here. Where that reopened the lead, a new workflow begins from
 * the rows; if somebody was faster, theirs does.
 */
async function afterCompletion(deps: LeadDeps, orgId: string, leadId: string, options: StartOptions): Promise<void> {
  const open = await deps.settleWithoutWorkflow(orgId, [leadId]);
  if (open.includes(leadId))
    await start(deps, { ...options, workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE });
}

/**
 * Tells a lead's workflow that there is a row for it. The signal may overtake the lead's start: then it starts the
 * workflow itself.
 * @param signal rung with the id of the row that it is about
 */
export async function signalLead(
  deps: LeadDeps,
  signal: SignalDefinition<[string]>,
  { orgId, leadId, subjectId }: OutboxRow,
): Promise<void> {
  const options = await startOptions(deps, { orgId, leadId: leadId! });
  const isThere = !(await startUnlessThere(deps, (workflows) =>
    workflows.signalWithStart('leadWorkflow', { ...options, signal, signalArgs: [subjectId!] }),
  ));
  if (isThere) await afterCompletion(deps, orgId, leadId!, options);
}
