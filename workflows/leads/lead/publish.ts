import { setCurrentDetails, upsertSearchAttributes, workflowInfo } from '@temporalio/workflow';
import { defineSearchAttributeKey, SearchAttributeType, type SearchAttributeUpdatePair } from '@temporalio/common';
import type { LeadView } from '../../../domain/leads/view/view.js';

const leadStatus = defineSearchAttributeKey('LeadStatus', SearchAttributeType.KEYWORD);
const owner = defineSearchAttributeKey('OwnerId', SearchAttributeType.KEYWORD);
const team = defineSearchAttributeKey('TeamId', SearchAttributeType.KEYWORD);
const flow = defineSearchAttributeKey('FlowKey', SearchAttributeType.KEYWORD);
const nextDeadline = defineSearchAttributeKey('NextDeadline', SearchAttributeType.DATETIME);
const atRiskAt = defineSearchAttributeKey('AtRiskAt', SearchAttributeType.DATETIME);
const breached = defineSearchAttributeKey('Breached', SearchAttributeType.BOOL);

/** Shows the lead in the Temporal UI. An upsert is a billed Action: it happens on real change only, all in one. */
export function publish(view: LeadView): void {
  setCurrentDetails(view.details);
  const known = workflowInfo().typedSearchAttributes;
  const changes: SearchAttributeUpdatePair[] = [];
  const tellInstant = (key: typeof nextDeadline, atMs: number | null): void => {
    if ((known.get(key)?.getTime() ?? null) !== atMs)
      changes.push({ key, value: atMs === null ? null : new Date(atMs) });
  };
  if (known.get(leadStatus) !== view.status) changes.push({ key: leadStatus, value: view.status });
  if ((known.get(owner) ?? null) !== view.ownerId) changes.push({ key: owner, value: view.ownerId });
  if (view.teamId !== undefined && (known.get(team) ?? null) !== view.teamId)
    changes.push({ key: team, value: view.teamId });
  if (view.flowKey !== undefined && (known.get(flow) ?? null) !== view.flowKey)
    changes.push({ key: flow, value: view.flowKey });
  tellInstant(nextDeadline, view.deadlineAtMs);
  // It changes with the deadline, but where another clock than the most urgent one is met.
  if (view.atRiskAtMs !== undefined) tellInstant(atRiskAt, view.atRiskAtMs);
  if ((known.get(breached) ?? false) !== view.breached) changes.push({ key: breached, value: view.breached });
  if (changes.length > 0) upsertSearchAttributes(changes);
}
