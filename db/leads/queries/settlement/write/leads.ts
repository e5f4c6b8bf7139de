import type { LeadState } from '../../../../../domain/leads/lead/state.js';
import { deadlineOf, nextDueOf, standingOf } from '../../../../../domain/leads/view/next.js';
import { leads } from '../../../schema/leads.js';
import { columnsOf, SETTLED_AT } from './columns.js';
import type { Part } from './part.js';

const lead = columnsOf(leads).from<{ lead: LeadState; nowMs: number }>({
  id: ({ lead }) => lead.id,
  status: ({ lead }) => lead.status,
  outcome: ({ lead }) => lead.outcome,
  flowId: ({ lead }) => lead.flow?.id ?? null,
  flowVersion: ({ lead }) => lead.flow?.version ?? null,
  score: ({ lead }) => lead.score?.value ?? null,
  scoreThreshold: ({ lead }) => lead.score?.threshold ?? null,
  qualified: ({ lead }) => lead.score?.qualified ?? null,
  scoreReasons: ({ lead }) => lead.score?.reasons ?? null,
  teamId: ({ lead }) => lead.teamId,
  ownerId: ({ lead }) => lead.ownerId,
  assignedAt: ({ lead }) => lead.assignedAtMs,
  contactedAt: ({ lead }) => lead.contactedAtMs,
  pausedAt: ({ lead }) => lead.pausedAtMs,
  pausedUntil: ({ lead }) => lead.pausedUntilMs,
  closedAt: ({ lead }) => lead.closedAtMs,
  reopenedAt: ({ lead }) => lead.reopenedAtMs,
  reassignments: ({ lead }) => lead.reassignments,
  capacityWeight: ({ lead }) => lead.capacityWeight,
  duplicateOfId: ({ lead }) => lead.duplicateOfId,
  linkedToId: ({ lead }) => lead.linkedToId,
  clocksStarted: ({ lead }) => lead.clocksStarted,
  deadlineAt: ({ lead }) => deadlineOf(lead),
  breach: ({ lead }) => standingOf(lead),
  nextDueAt: ({ lead, nowMs }) => nextDueOf(lead, nowMs),
});

export const changedLeads: Part = {
  name: 'changed_leads',
  rows: ({ drafts, nowMs }) => lead.rows(drafts.map((draft) => ({ lead: draft.lead, nowMs }))),
  sql: lead.update('id', {
    scoredAt: `CASE WHEN r.score IS NOT NULL THEN coalesce(t.scored_at, ${SETTLED_AT}) END`,
    revision: 't.revision + 1',
  }),
};
