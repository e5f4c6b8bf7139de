import type { ApprovalState } from '../../../../../domain/leads/lead/state.js';
import { approvals } from '../../../schema/approvals.js';
import { columnsOf } from './columns.js';
import type { Part } from './part.js';

const approval = columnsOf(approvals).from<{ leadId: string; approval: ApprovalState }>({
  leadId: ({ leadId }) => leadId,
  sequence: ({ approval }) => approval.sequence,
  ruleIndex: ({ approval }) => approval.ruleIndex,
  teamId: ({ approval }) => approval.teamId,
  otherwise: ({ approval }) => approval.otherwise,
  status: ({ approval }) => approval.status,
  askedAt: ({ approval }) => approval.askedAtMs,
  expiresAt: ({ approval }) => approval.expiresAtMs,
  endedAt: ({ approval }) => approval.endedAtMs,
  askedUserIds: ({ approval }) => approval.askedUserIds,
  asksManagers: ({ approval }) => approval.asksManagers,
  decidedByType: ({ approval }) => approval.decidedBy?.type ?? null,
  decidedById: ({ approval }) => approval.decidedBy?.id ?? null,
  reason: ({ approval }) => approval.reason,
  explanation: ({ approval }) => approval.explanation,
});

const upsert = approval.upsert(
  ['leadId', 'sequence'],
  ['status', 'endedAt', 'askedUserIds', 'asksManagers', 'decidedByType', 'decidedById', 'reason'],
  { explanation: `coalesce(r.explanation, '{}')` },
);

export const changedApprovals: Part = {
  name: 'changed_approvals',
  rows: ({ drafts }) =>
    approval.rows(
      drafts.flatMap(({ lead, changes }) =>
        Array.from(changes.approvals, (one) => ({ leadId: lead.id, approval: one })),
      ),
    ),
  // What has ended stays as it ended: no second decision is ever written over the first.
  sql: (rows) => `${upsert(rows)} WHERE approvals.status = 'OPEN'`,
};
