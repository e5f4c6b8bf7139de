import type { TEMPORAL_VIEWS } from '../contract/temporal-views.js';
import { workflowListPage, type TemporalUi } from './temporal-links.js';

type Key = (typeof TEMPORAL_VIEWS)[number];

interface TemporalView {
  key: Key;
  query: string;
  url: string;
}

const HOUR_MS = 60 * 60_000;

/** A value within a visibility query. */
const quoted = (value: string): string => `"${value.replace(/["\\]/g, '\\$&')}"`;

/** What each view asks for, of open leads; the most urgent first. The query language knows no "now". */
function conditionsOf(ownerId: string | undefined, now: Date): [Key, string[]][] {
  const at = (afterMs: number): string => quoted(new Date(now.getTime() + afterMs).toISOString());
  const views: [Key, string[]][] = [
    ['BREACHED', ['Breached = true']],
    ['AT_RISK', [`AtRiskAt <= ${at(0)}`]],
    ['DUE_WITHIN_HOUR', [`NextDeadline > ${at(0)}`, `NextDeadline <= ${at(HOUR_MS)}`]],
  ];
  // Nobody owns an unrouted lead.
  if (ownerId === undefined) views.push(['UNROUTED', ['LeadStatus = "UNROUTED"']]);
  return [...views, ['OPEN', []]];
}

/**
 * Links to lists of an org's open leads in the Temporal UI; empty where there are no such links.
 * @param options.ownerId whose leads; left out: everybody's
 * @param options.now the instant that the views are made for
 */
export function temporalViews(
  orgId: string,
  ui: TemporalUi,
  { ownerId, now }: { ownerId?: string | undefined; now: Date },
): TemporalView[] {
  // One namespace holds all orgs: without the org, a list would show the others' leads.
  const all = [`OrgId = ${quoted(orgId)}`, 'WorkflowType = "leadWorkflow"', 'ExecutionStatus = "Running"'];
  if (ownerId !== undefined) all.push(`OwnerId = ${quoted(ownerId)}`);
  return conditionsOf(ownerId, now).flatMap(([key, conditions]) => {
    const query = [...all, ...conditions].join(' AND ');
    const url = workflowListPage(ui, query);
    return url === null ? [] : [{ key, query, url }];
  });
}
