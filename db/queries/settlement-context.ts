import type { ActiveFlow } from '../../domain/flow/select.js';
import type { Candidate } from '../../domain/routing/types.js';
import type { CalendarDefinition } from '../../domain/sla/types.js';
import type { OrgTransaction } from '../client.js';
import { flowDefinitions } from './lead-state.js';

/** The org's active flows in their published versions. */
export async function activeFlows(tx: OrgTransaction): Promise<ActiveFlow[]> {
  const { rows } = await tx.client.query<{ id: string; key: string; version: number }>({
    name: 'active_flows',
    text: `SELECT id, key, published_version AS version FROM flows
           WHERE org_id = $1 AND active AND published_version IS NOT NULL`,
    values: [tx.orgId],
  });
  const definitionOf = await flowDefinitions(tx, rows);
  return rows.map((row) => ({ ...row, definition: definitionOf(row) }));
}

export async function calendarDefinitions(
  tx: OrgTransaction,
): Promise<{ id: string; definition: CalendarDefinition }[]> {
  const { rows } = await tx.client.query<{ id: string; definition: CalendarDefinition }>({
    name: 'calendar_definitions',
    text: 'SELECT id, definition FROM calendars WHERE org_id = $1',
    values: [tx.orgId],
  });
  return rows;
}

/** A rep as the rows have it; whether they are at work is for the caller's calendar arithmetic. */
export type CandidateRow = Omit<Candidate, 'atWork'> & { calendarId: string | null };

/** Places that a rep keeps free while asked: an offer takes one, a broadcast none (domain/lead/offer.ts). */
const RESERVED = `
        (SELECT coalesce(sum(l.capacity_weight), 0) FROM offer_answers w
          JOIN offers f ON f.org_id = w.org_id AND f.lead_id = w.lead_id AND f.sequence = w.sequence AND f.mode = 'OFFER'
          JOIN leads l ON l.org_id = w.org_id AND l.id = w.lead_id
          WHERE w.org_id = u.org_id AND w.user_id = u.id AND w.status = 'PENDING')`;

/**
 * The people of some teams with their load. Takes the org's routing lock until the transaction ends, so that two
 * settlements never give the same free place away. Lead rows must be locked before, never after.
 */
export async function lockCandidates(tx: OrgTransaction, teamIds: string[]): Promise<CandidateRow[]> {
  await tx.client.query({
    name: 'routing_lock',
    text: "SELECT pg_advisory_xact_lock(hashtextextended('routing:' || $1, 0))",
    values: [tx.orgId],
  });
  const { rows } = await tx.client.query<CandidateRow>({
    name: 'candidates',
    text: `
      SELECT u.id AS "userId", u.name, u.status, u.capacity, u.calendar_id AS "calendarId",
        round(extract(epoch FROM u.last_assigned_at) * 1000)::bigint AS "lastAssignedAtMs",
        ARRAY(SELECT s.skill FROM skills s WHERE s.org_id = u.org_id AND s.user_id = u.id) AS skills,
        ARRAY(SELECT m.team_id::text FROM memberships m WHERE m.org_id = u.org_id AND m.user_id = u.id) AS "teamIds",
        (SELECT count(*) FROM leads l
          WHERE l.org_id = u.org_id AND l.owner_id = u.id AND l.status IN ('ASSIGNED', 'CONTACTED', 'OFFERED'))
        + ${RESERVED} AS "openLeads"
      FROM users u
      WHERE u.org_id = $1 AND u.role = 'REP'
        AND u.id IN (SELECT m.user_id FROM memberships m WHERE m.org_id = $1 AND m.team_id = ANY($2::uuid[]))`,
    values: [tx.orgId, teamIds],
  });
  return rows;
}

export async function userNames(tx: OrgTransaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.client.query<{ id: string; name: string }>({
    name: 'user_names',
    text: 'SELECT id, name FROM users WHERE org_id = $1 AND id = ANY($2::uuid[])',
    values: [tx.orgId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
