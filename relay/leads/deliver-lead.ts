import type { SignalDefinition } from '@temporalio/common';
import { WorkflowIdConflictPolicy, WorkflowIdReusePolicy } from '@temporalio/common';
import type { Latest } from '../../db/latest.js';
import type { OutboxRow } from '../../db/platform/queries/outbox.js';
import { inMarkdown } from '../../domain/platform/text/markdown.js';
import { leadPage } from '../../domain/leads/view/page.js';
import type { SettledView } from '../../domain/leads/view/settled-view.js';
import type { Decide } from '../../settlement/decide.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { attributesOfStart, type LeadWorkflowInput } from '../../workflows/leads/lead/messages.js';
import { callTemporal, ofOrg, startUnlessThere, type TemporalTarget } from '../delivery/temporal.js';

export interface LeadDeps extends TemporalTarget {
  /** From how many on leads are begun together here, where it is not `TOGETHER_FROM`. */
  togetherFrom?: number;
  /** Origin under which people reach the dashboard. */
  publicUrl: string;
  /** Where a lead came from, and whether somebody has begun it; null: there is no such lead. */
  originOf: (orgId: string, leadId: string) => Promise<{ source: string; isBegun: boolean } | null>;
  /**
   * Settles what came in for a lead, with others that are carried over at the same time.
   * @returns how it is then; null where its own workflow must do it: somebody holds its row, or it cannot be settled
   */
  decide: Decide;
  /** Begins a lead with others that came in at the same time. Where the backlog helper has it in hand, that is waited for. */
  begin: Decide;
  /** Whether leads wait to be decided, here and now: then each is begun with others. */
  isCrowded?: () => boolean;
  /** Settles a lead whose workflow has ended and whom `decide` left alone. @returns how it is then; null: it is gone */
  settleWithoutWorkflow: (orgId: string, leadId: string) => Promise<SettledView | null>;
}

/** Of one relay. */
export interface LeadRelay extends LeadDeps {
  /** The revisions that workflows of leads were told last, by lead. */
  told: Latest<number>;
}

/** A summary may have 400 bytes; a character has up to four. */
const LONGEST_SOURCE = 60;
/** Of an id: enough to tell the leads of a list from each other, as the dashboard shows them. */
const SHORT = 6;

/** `web · 5f3c1a`: what a list of workflows and their page are headed by. */
function summaryOf(source: string | null, leadId: string): string {
  const shown = inMarkdown([...(source ?? 'Lead')].slice(0, LONGEST_SOURCE).join(''));
  return `${shown} · ${leadId.slice(-SHORT)}`;
}

function startOptions(
  deps: LeadRelay,
  orgId: string,
  leadId: string,
  source: string | null,
  decided: SettledView | null,
) {
  const common = ofOrg(deps, orgId);
  const args: [LeadWorkflowInput] = [{ orgId, leadId, ...(decided && { decided }) }];
  const attributes = attributesOfStart(decided);
  return {
    ...common,
    workflowId: leadWorkflowId(orgId, leadId),
    args,
    // One that completed is done; one that was terminated or failed begins again: a promise cannot be forgotten.
    workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY as WorkflowIdReusePolicy,
    staticSummary: summaryOf(source, leadId),
    // Shown even where no worker runs to tell the current details.
    staticDetails: `[Open the lead in Pinggo](${leadPage(deps.publicUrl, leadId)}) to act on it. Terminating, cancelling or resetting this workflow does not end the lead: it begins again.`,
    typedSearchAttributes: [...common.typedSearchAttributes, ...attributes] as typeof common.typedSearchAttributes,
  };
}

type StartOptions = ReturnType<typeof startOptions>;

/** @returns false where a workflow is there that its reuse policy keeps */
const start = (deps: LeadRelay, options: StartOptions): Promise<boolean> =>
  startUnlessThere(deps, (workflows) =>
    workflows.start('leadWorkflow', { ...options, workflowIdConflictPolicy: WorkflowIdConflictPolicy.FAIL }),
  );

/**
 * Starts a lead's workflow. One that is there already is what was asked for, unless it completed and the lead is open.
 * @param inBulk one of many: the lead is begun with the others, and the workflow is started with what was decided. Alone it
 * is begun by its workflow, in whose history people read it
 */
export async function startLead(deps: LeadRelay, { orgId, leadId }: OutboxRow, inBulk: boolean): Promise<void> {
  const origin = await deps.originOf(orgId, leadId!);
  const source = origin?.source ?? null;
  const decide = inBulk ? deps.begin : deps.decide;
  // One that has begun already, by the backlog helper or in an earlier run, has nothing to ask for.
  const decided = inBulk || origin?.isBegun ? await decide(orgId, leadId!) : null;
  const options = startOptions(deps, orgId, leadId!, source, decided);
  if (await start(deps, options)) return remember(deps, decided);
  const { status } = await callTemporal(deps, (workflows) => workflows.getHandle(options.workflowId).describe());
  if (status.name === 'COMPLETED') await afterCompletion(deps, orgId, leadId!, source, decided);
}

/**
 * What came in once the workflow had completed is settled without one. Where that reopened the lead, a new workflow begins;
 * if somebody was faster, theirs does.
 */
async function afterCompletion(
  deps: LeadRelay,
  orgId: string,
  leadId: string,
  source: string | null,
  decided: SettledView | null,
): Promise<void> {
  const view = decided ?? (await deps.settleWithoutWorkflow(orgId, leadId));
  if (!view?.open) return;
  const options = startOptions(deps, orgId, leadId, source, view);
  await start(deps, { ...options, workflowIdReusePolicy: WorkflowIdReusePolicy.ALLOW_DUPLICATE });
}

const remember = ({ told }: LeadRelay, decided: SettledView | null): void => {
  if (decided?.revision !== undefined) told.set(decided.leadId, decided.revision);
};

/**
 * Decides over what came in for a lead, and tells its workflow: the signal brings how the lead is now, or, where its own
 * workflow must settle it, only rings. It may overtake the lead's start: then it starts the workflow itself. Of several rows
 * that were decided together the first tells all: the others have nothing to add.
 * @param signal rung with the id of the row that it is about
 */
export async function signalLead(
  deps: LeadRelay,
  signal: SignalDefinition<[string, SettledView?]>,
  { orgId, leadId, subjectId }: OutboxRow,
): Promise<void> {
  const [origin, decided] = await Promise.all([deps.originOf(orgId, leadId!), deps.decide(orgId, leadId!)]);
  const source = origin?.source ?? null;
  if (decided?.revision !== undefined && deps.told.get(leadId!) === decided.revision) return;
  const signalArgs: [string, SettledView?] = decided ? [subjectId!, decided] : [subjectId!];
  const options = startOptions(deps, orgId, leadId!, source, decided);
  const isThere = !(await startUnlessThere(deps, (workflows) =>
    workflows.signalWithStart('leadWorkflow', { ...options, signal, signalArgs }),
  ));
  if (isThere) await afterCompletion(deps, orgId, leadId!, source, decided);
  else remember(deps, decided);
}
