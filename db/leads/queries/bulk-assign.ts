import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { OrgTransaction } from '../../client.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../platform/schema/users.js';
import { LOAD_OF_P } from './settlement/candidates.js';
import { judgeRequest, pendingCommands, type LeadSituation } from './commands.js';

/** Who is to get the leads. */
export interface NewOwner {
  id: string;
  name: string;
  role: Role;
  status: UserStatus;
  capacity: number;
  /** Of the capacity, as routing counts it: weights of their leads, and places kept for offers. */
  load: number;
}

/** @returns null when there is no such user. */
export async function findNewOwner(tx: OrgTransaction, userId: string): Promise<NewOwner | null> {
  const { rows } = await tx.client.query<NewOwner>(
    `SELECT p.id, p.name, p.role, p.status, p.capacity, ${LOAD_OF_P} AS load FROM users p WHERE p.org_id = $1 AND p.id = $2`,
    [tx.orgId, userId],
  );
  return rows[0] ?? null;
}

export interface AssignmentForecast {
  leadId: string;
  outcome: 'ASSIGN' | 'REFUSED' | 'NOT_FOUND';
  /** In words, unless it would be assigned. */
  why: string | null;
  name: string | null;
  status: LeadStatus | null;
  /** Who owns it now. */
  ownerId: string | null;
  revision: number | null;
  /** What it would add to the new owner's load. */
  adds: number;
}

type Row = LeadSituation & { id: string; name: string | null; revision: number; weight: number };

/** What would become of each lead if it were given to this user now, in the order in which they are named. */
export async function forecastAssignments(
  tx: OrgTransaction,
  leadIds: string[],
  ownerId: string,
): Promise<AssignmentForecast[]> {
  const { rows } = await tx.client.query<Row>(
    `SELECT id, name, status, owner_id AS "ownerId", paused_at IS NOT NULL AS paused, revision, capacity_weight AS weight
     FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])`,
    [tx.orgId, leadIds],
  );
  const leads = new Map(rows.map((row) => [row.id, row]));
  const pending = await pendingCommands(tx, leadIds);
  return leadIds.map((leadId) => {
    const lead = leads.get(leadId);
    const unknown = { leadId, name: null, status: null, ownerId: null, revision: null, adds: 0 };
    if (!lead) return { ...unknown, outcome: 'NOT_FOUND', why: 'There is no such lead' };
    const { name, status, revision, weight } = lead;
    const judged = judgeRequest(lead, pending.get(leadId) ?? [], { kind: 'ASSIGN', ownerId });
    const seen = { leadId, name, status, ownerId: lead.ownerId, revision };
    if (judged.verdict === 'REFUSED') return { ...seen, outcome: 'REFUSED', why: judged.why, adds: 0 };
    return { ...seen, outcome: 'ASSIGN', why: null, adds: lead.ownerId === ownerId ? 0 : weight };
  });
}
