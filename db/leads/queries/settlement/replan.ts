import { v5 as idFrom } from 'uuid';
import type { CommandRequest } from '../../../../domain/leads/lead/state.js';
import type { OrgTransaction } from '../../../client.js';
import { leadIsOpenByIndex } from '../../predicates.js';
import type { AbsenceCause } from '../../../../domain/platform/absence/cause.js';
import { lockRouting } from './candidates.js';
import { at, ms, NOW } from '../../../instants.js';

/** An absence as its workflow needs it; instants as epoch milliseconds. */
export interface AbsenceToReplan {
  id: string;
  userId: string;
  userName: string;
  /** The org's. */
  timeZone: string;
  cause: AbsenceCause;
  fromAtMs: number;
  toAtMs: number | null;
  replan: boolean;
  cancelled: boolean;
  replanned: boolean;
  found: number;
  done: number;
}

/** Reads the absence, and keeps a cancellation waiting until the transaction ends. */
export async function readAbsence(tx: OrgTransaction, absenceId: string): Promise<AbsenceToReplan | null> {
  const { rows } = await tx.client.query<AbsenceToReplan>({
    name: 'read_absence',
    text: `SELECT a.id, a.user_id AS "userId", u.name AS "userName",
        (SELECT g.time_zone FROM orgs g WHERE g.id = a.org_id) AS "timeZone", a.cause, ${ms('a.from_at')} AS "fromAtMs",
        ${ms('a.to_at')} AS "toAtMs", a.replan, a.cancelled_at IS NOT NULL AS cancelled,
        a.replanned_at IS NOT NULL AS replanned, coalesce(a.leads_found, 0) AS found, a.leads_replanned AS done
      FROM absences a JOIN users u ON u.org_id = a.org_id AND u.id = a.user_id
      WHERE a.org_id = $1 AND a.id = $2 FOR NO KEY UPDATE OF a`,
    values: [tx.orgId, absenceId],
  });
  return rows[0] ?? null;
}

/**
 * Open leads whose turn of this absence is still to come. One that came back to the person after its turn is theirs:
 * somebody wanted it so.
 */
const TURN_TO_COME = `${leadIsOpenByIndex('l')}
  AND NOT EXISTS (SELECT 1 FROM commands c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.applied_at IS NOT NULL
    AND c.request->>'kind' = 'REPLAN' AND c.request->>'absenceId' = $3::text)`;
/** Those that the person owns; none where they are to stay ($4). */
const OWNED = `FROM leads l WHERE $4::boolean AND l.org_id = $1 AND l.owner_id = $2 AND ${TURN_TO_COME}`;
/** Those that wait for the person's answer to an offer. */
const ASKED = `FROM offer_answers w JOIN leads l ON l.org_id = w.org_id AND l.id = w.lead_id
  WHERE w.org_id = $1 AND w.user_id = $2 AND w.status = 'PENDING' AND ${TURN_TO_COME}`;

/** Those of which an approval waits for the person's decision, and for nobody else's. */
const DECIDING = `FROM approvals v JOIN leads l ON l.org_id = v.org_id AND l.id = v.lead_id
  WHERE v.org_id = $1 AND v.status = 'OPEN' AND $2 = ANY(v.asked_user_ids) AND NOT v.asks_managers AND ${TURN_TO_COME}`;

/** One whose turn came and that could not be settled: the others do not wait behind it. */
const TRIED = `EXISTS (SELECT FROM commands c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.applied_at IS NULL
  AND c.request->>'kind' = 'REPLAN' AND c.request->>'absenceId' = $3::text) AS tried`;

/** The next leads to plan anew: what waits for an answer first; then the most urgent. */
export async function nextToReplan(tx: OrgTransaction, absence: AbsenceToReplan, limit: number): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>({
    name: 'next_to_replan',
    text: `SELECT id FROM (SELECT l.id, l.deadline_at, 0 AS turn, ${TRIED} ${ASKED}
        UNION ALL SELECT l.id, l.deadline_at, 0, ${TRIED} ${DECIDING}
        UNION ALL SELECT l.id, l.deadline_at, 1, ${TRIED} ${OWNED}) r
      ORDER BY tried, turn, deadline_at NULLS LAST, id LIMIT $5`,
    values: [tx.orgId, absence.userId, absence.id, absence.replan, limit],
  });
  return rows.map(({ id }) => id);
}

/**
 * What an absence that began now would plan anew, in its order.
 * @param replan false: the leads that the person owns stay theirs
 */
export async function leadsToHandOver(
  tx: OrgTransaction,
  userId: string,
  replan: boolean,
  limit: number,
): Promise<{ ids: string[]; total: number }> {
  const { rows } = await tx.client.query<{ id: string; total: number }>({
    name: 'leads_to_hand_over',
    text: `SELECT id, (count(*) OVER ())::int AS total FROM (
        SELECT l.id, l.deadline_at, 0 AS turn FROM offer_answers w JOIN leads l ON l.org_id = w.org_id AND l.id = w.lead_id
          WHERE w.org_id = $1 AND w.user_id = $2 AND w.status = 'PENDING' AND ${leadIsOpenByIndex('l')}
        UNION ALL SELECT l.id, l.deadline_at, 1 FROM leads l
          WHERE $3::boolean AND l.org_id = $1 AND l.owner_id = $2 AND ${leadIsOpenByIndex('l')}) r
      ORDER BY turn, deadline_at NULLS LAST, id LIMIT $4`,
    values: [tx.orgId, userId, replan, limit],
  });
  return { ids: rows.map(({ id }) => id), total: rows[0]?.total ?? 0 };
}

/**
 * Asks for the leads to be planned anew. The command's id follows from absence and lead, so that however often it is
 * asked, it is one. Their workflows are told a little later: the caller settles the leads together in the meantime.
 * @param atMs the caller's now, epoch milliseconds
 */
export async function requestReplan(
  tx: OrgTransaction,
  absence: AbsenceToReplan,
  leadIds: string[],
  reason: string,
  atMs: number,
): Promise<void> {
  const request: CommandRequest = { kind: 'REPLAN', absentUserId: absence.userId, absenceId: absence.id, reason };
  await tx.client.query({
    name: 'request_replan',
    text: `WITH asked AS (
        INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
        SELECT $1, t.id, t.lead_id, $4::jsonb, 'system', NULL,
          greatest(${NOW}, ${at('$5')})
        FROM unnest($2::uuid[], $3::uuid[]) AS t(id, lead_id)
        ON CONFLICT (org_id, id) DO NOTHING RETURNING org_id, lead_id, id)
      INSERT INTO outbox (org_id, topic, lead_id, subject_id, available_at)
      SELECT org_id, 'COMMAND_REQUESTED', lead_id, id, clock_timestamp() + interval '1 second' FROM asked`,
    values: [tx.orgId, leadIds.map((leadId) => idFrom(leadId, absence.id)), leadIds, JSON.stringify(request), atMs],
  });
}

/** `found` and `done` are of leads that the person owned: an offer that was taken back was not theirs yet. */
export interface ReplanProgress {
  /** Open leads found so far: done, left, and those that ended or changed hands before their turn. */
  found: number;
  /** Leads that have another owner, or none, because of this absence. */
  done: number;
  /** What is still to be planned anew, offers that wait for them as well. */
  left: number;
}

/** Counts from the rows, so that a batch that is tried again counts nothing twice, and keeps it for all to see. */
export async function recordProgress(tx: OrgTransaction, absence: AbsenceToReplan, now: Date): Promise<ReplanProgress> {
  // What is being routed to them just now must be seen or be late enough to see the absence: whoever routes holds this.
  await lockRouting(tx);
  const { rows } = await tx.client.query<ReplanProgress>(
    `WITH counted AS (
       SELECT (SELECT count(*)::int ${OWNED}) AS open, (SELECT count(*)::int ${ASKED}) + (SELECT count(*)::int ${DECIDING}) AS asked,
         (SELECT count(*)::int FROM commands c
          WHERE c.org_id = $1 AND c.request->>'absenceId' = $3::text AND c.applied_at IS NOT NULL AND c.refusal IS NULL
            AND c.lead_id IN (SELECT a.lead_id FROM assignments a WHERE a.org_id = $1 AND a.owner_id = $2)) AS done)
     UPDATE absences t SET leads_replanned = c.done, leads_found = CASE WHEN $4 THEN greatest(t.leads_found, c.done + c.open) END,
       replanned_at = CASE WHEN $4 AND c.open + c.asked = 0 THEN coalesce(t.replanned_at, $5) ELSE t.replanned_at END
     FROM counted c WHERE t.org_id = $1 AND t.id = $3::uuid
     RETURNING coalesce(t.leads_found, 0) AS found, c.done, c.open + c.asked AS left`,
    [tx.orgId, absence.userId, absence.id, absence.replan, now],
  );
  return rows[0]!;
}
