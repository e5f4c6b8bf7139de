import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import { judgeRequest } from '../../../domain/leads/commands/pending.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';
import { askedOf } from './commands.js';

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
  /** Of the clock that is due next. */
  deadlineAtMs: number | null;
  /** What it would add to the new owner's load. */
  adds: number;
}

interface Row {
  id: string;
  name: string | null;
  revision: number;
  weight: number;
  deadlineAtMs: number | null;
}

/** What would become of each lead if it were given to this user now, in the order in which they are named. */
export async function forecastAssignments(
  tx: OrgTransaction,
  leadIds: string[],
  ownerId: string,
): Promise<AssignmentForecast[]> {
  const { rows } = await tx.client.query<Row>(
    `SELECT id, name, revision, capacity_weight AS weight, ${ms('deadline_at')} AS "deadlineAtMs"
     FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])`,
    [tx.orgId, leadIds],
  );
  const leads = new Map(rows.map((row) => [row.id, row]));
  const asked = await askedOf(tx, leadIds);
  return leadIds.map((leadId) => {
    const lead = leads.get(leadId);
    const unknown = { leadId, name: null, status: null, ownerId: null, revision: null, deadlineAtMs: null, adds: 0 };
    const known = asked.get(leadId);
    if (!lead || !known) return { ...unknown, outcome: 'NOT_FOUND', why: 'There is no such lead' };
    const { situation, pending } = known;
    const verdict = judgeRequest(situation, pending, { kind: 'ASSIGN', ownerId });
    const { status, ownerId: currentOwnerId } = situation;
    const { name, revision, deadlineAtMs } = lead;
    const seen = { leadId, name, status, ownerId: currentOwnerId, revision, deadlineAtMs };
    if (verdict.is === 'REFUSED') return { ...seen, outcome: 'REFUSED', why: verdict.why, adds: 0 };
    return { ...seen, outcome: 'ASSIGN', why: null, adds: currentOwnerId === ownerId ? 0 : lead.weight };
  });
}
