import type { Explanation } from '../../../domain/engine/routing/types.js';
import type { ApprovalState } from '../../../domain/leads/lead/state.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';

const COLUMNS = `v.sequence, v.rule_index AS "ruleIndex", v.team_id AS "teamId", v.otherwise, v.status,
  ${ms('v.asked_at')} AS "askedAtMs", ${ms('v.expires_at')} AS "expiresAtMs", ${ms('v.ended_at')} AS "endedAtMs",
  v.asked_user_ids AS "askedUserIds", v.asks_managers AS "asksManagers",
  CASE WHEN v.decided_by_type IS NOT NULL THEN
    json_build_object('type', v.decided_by_type, 'id', v.decided_by_id) END AS "decidedBy", v.reason,
  v.explanation->>'text' AS "explanationText", v.explanation`;

export type StoredApproval = ApprovalState & { explanation: Explanation };

/** All approvals of a lead in their order, with their whole explanations. */
export async function approvalsOf(tx: OrgTransaction, leadId: string): Promise<StoredApproval[]> {
  const { rows } = await tx.client.query<StoredApproval>({
    name: 'approvals_of_lead',
    text: `SELECT ${COLUMNS} FROM approvals v WHERE v.org_id = $1 AND v.lead_id = $2 ORDER BY v.sequence`,
    values: [tx.orgId, leadId],
  });
  return rows;
}

/** Whether this user was asked: by name, or as who manages the rule's team; where nobody does, as any manager. @param user SQL */
const asks = (user: string): string => `(${user} = ANY(v.asked_user_ids) OR (v.asks_managers
  AND EXISTS (SELECT FROM users u WHERE u.org_id = v.org_id AND u.id = ${user} AND u.role IN ('MANAGER', 'ADMIN'))
  AND NOT EXISTS (SELECT FROM teams g WHERE g.org_id = v.org_id AND g.id = v.team_id AND g.manager_id IS NOT NULL
    AND g.manager_id <> ${user} AND NOT (${user} = ANY(coalesce(g.on_call, '{}'))))))`;

export interface OpenApproval extends StoredApproval {
  leadId: string;
  leadName: string | null;
  source: string;
  score: number | null;
  tags: string[];
  receivedAtMs: number;
  deadlineAtMs: number | null;
  flowId: string;
  flowVersion: number;
  teamName: string | null;
}

/**
 * Approvals that are open, those that lapse first first.
 * @param asked only those that ask this user: by name, and with `managed` as a manager; null: all of the org
 * @param after where the page before ended
 */
export async function listOpenApprovals(
  tx: OrgTransaction,
  asked: { userId: string; managed: boolean } | null,
  page: { limit: number; after: { expiresAt: string; leadId: string } | null },
): Promise<OpenApproval[]> {
  const values: unknown[] = [tx.orgId];
  const value = (one: unknown): string => `$${values.push(one)}`;
  const { after } = page;
  let whose = '';
  if (asked !== null) {
    const user = `${value(asked.userId)}::uuid`;
    whose = `AND ${asked.managed ? asks(user) : `${user} = ANY(v.asked_user_ids)`}`;
  }
  const position =
    after === null
      ? ''
      : `AND (v.expires_at, v.lead_id) > (${value(after.expiresAt)}::timestamptz, ${value(after.leadId)}::uuid)`;
  const { rows } = await tx.client.query<OpenApproval>(
    `SELECT v.lead_id AS "leadId", l.name AS "leadName", l.source, l.score, l.tags, l.flow_id AS "flowId",
       l.flow_version AS "flowVersion", ${ms('l.received_at')} AS "receivedAtMs", ${ms('l.deadline_at')} AS "deadlineAtMs",
       (SELECT g.name FROM teams g WHERE g.org_id = v.org_id AND g.id = v.team_id) AS "teamName", ${COLUMNS}
     FROM approvals v JOIN leads l ON l.org_id = v.org_id AND l.id = v.lead_id
     WHERE v.org_id = $1 AND v.status = 'OPEN' ${whose} ${position}
     ORDER BY v.expires_at, v.lead_id LIMIT ${value(page.limit)}`,
    values,
  );
  return rows;
}
