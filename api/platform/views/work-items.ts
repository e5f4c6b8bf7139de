import type { WorkItemRow } from '../../../db/platform/queries/work-items.js';
import type { WorkItemKind } from '../../../db/platform/schema/work-items.js';
import { iso, isoOrNull } from '../../http/contract.js';

/** What there is to do about a work item, step by step. Resolving it does nothing to the lead. */
const HOW_TO_FIX: Record<WorkItemKind, readonly string[]> = {
  UNROUTED: [
    'Assign the lead by hand.',
    'For the next leads: add reps, skills or capacity to the team, or a fallback to the flow.',
  ],
  NO_FLOW: [
    'Assign the lead by hand: without a flow no clock runs for it.',
    'For the next leads: publish and activate a flow that takes them, or the one that their endpoint names.',
  ],
  CLOCK_NOT_STARTED: [
    'Watch this lead by hand: it goes on without that clock.',
    'For the next leads: publish the flow with a calendar that is there and has working time.',
  ],
  RECIPIENT_MISSING: [
    'See to the lead, or assign it to somebody who is there.',
    'For the next leads: publish the flow with recipients who are active.',
  ],
  DEAD_LETTER: [
    'Ask an operator to remove the cause and to give the message back.',
    'Look at the lead meanwhile: what it waits for may not have reached it.',
  ],
};

/** A work item as people read it. @param names of the people that it names, by id */
export const workItemOf = (row: WorkItemRow, names: ReadonlyMap<string, string>) => ({
  id: row.id,
  kind: row.kind,
  leadId: row.leadId,
  lead: row.lead,
  summary: row.summary,
  howToFix: [...HOW_TO_FIX[row.kind]],
  details: row.details,
  createdAt: iso(row.createdAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  resolvedBy: row.resolvedBy,
  resolvedByName: row.resolvedBy === null ? null : (names.get(row.resolvedBy) ?? null),
  resolution: row.resolution,
});
