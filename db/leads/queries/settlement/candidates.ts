import { RAMP_UP_MS } from '../../../../domain/engine/routing/ramp-up.js';
import type { RoutingTeam } from '../../../../domain/engine/routing/types.js';
import type { CandidateHours } from '../../../../domain/leads/lead/people.js';
import type { InstantMs } from '../../../../domain/engine/time/instant.js';
import type { OrgTransaction } from '../../../client.js';
import { ms } from '../../../instants.js';
import { isRouted } from '../../../platform/queries/roles.js';

/** Who could be asked, and the teams that were looked for with those that stand in for them: one that is missing here is gone. */
export interface CandidateRows {
  /** What their hours mean is for the caller's calendar arithmetic. */
  people: CandidateHours[];
  teams: (RoutingTeam & { id: string })[];
}

/** Places that a rep keeps free while asked: an offer takes one, a broadcast none (domain/leads/offers/offer.ts). */
const RESERVED = `(SELECT coalesce(sum(l.capacity_weight), 0) FROM offer_answers w
      JOIN offers f ON f.org_id = w.org_id AND f.lead_id = w.lead_id AND f.sequence = w.sequence AND f.mode = 'OFFER'
      JOIN leads l ON l.org_id = w.org_id AND l.id = w.lead_id
      WHERE w.org_id = $1 AND w.user_id = p.id AND w.status = 'PENDING')`;

/** What a person `p` has of their capacity in hand, as routing counts it. */
export const LOAD_OF_P = `(SELECT coalesce(sum(l.capacity_weight), 0) FROM leads l
      WHERE l.org_id = $1 AND l.owner_id = p.id AND l.closed_at IS NULL
        AND l.status IN ('ASSIGNED', 'CONTACTED', 'OFFERED')) + ${RESERVED}`;

/**
 * `$3` is the settlement's instant, `$4` when a ramp-up began that ends now. One row of JSON, as arrays of hundreds of
 * rows take the driver longer than the database. The loads ride on `leads_owner_urgency`, what was given lately on
 * `assignments_owner`, and is asked for only while somebody is ramping up.
 */
const CANDIDATES = `
WITH asked AS (
  SELECT t.id, t.name, t.archived_at IS NOT NULL AS archived, t.fallback_team_id AS "fallbackTeamId" FROM teams t
  WHERE t.org_id = $1 AND (t.id = ANY($2::uuid[]) OR t.id IN (
    SELECT f.fallback_team_id FROM teams f WHERE f.org_id = $1 AND f.id = ANY($2::uuid[])))
),
people AS MATERIALIZED (
  SELECT u.id, u.name, u.status, u.capacity, u.calendar_id, u.languages, u.territories, u.busy_until, u.last_assigned_at,
    greatest(u.back_at, a.ended_at) AS back_at, a.off_until, a.off_from
  FROM users u
  LEFT JOIN (
    SELECT user_id, max(to_at) FILTER (WHERE to_at <= $3::timestamptz) AS ended_at,
      max(coalesce(to_at, 'infinity'))
        FILTER (WHERE from_at <= $3::timestamptz AND coalesce(to_at > $3::timestamptz, true)) AS off_until,
      min(from_at) FILTER (WHERE from_at > $3::timestamptz) AS off_from
    FROM absences WHERE org_id = $1 AND cancelled_at IS NULL AND (to_at IS NULL OR to_at > $4::timestamptz)
    GROUP BY user_id
  ) a ON a.user_id = u.id
  WHERE u.org_id = $1 AND ${isRouted('u')}
    AND u.id IN (SELECT m.user_id FROM memberships m JOIN asked ON asked.id = m.team_id AND NOT asked.archived
                 WHERE m.org_id = $1)
),
ramp AS (
  SELECT min(back_at) AS since FROM people WHERE back_at > $4::timestamptz AND back_at <= $3::timestamptz
)
SELECT coalesce((SELECT json_agg(asked) FROM asked), '[]'::json) AS teams,
  coalesce((SELECT json_agg(json_build_object(
    'userId', p.id, 'name', p.name, 'status', p.status, 'capacity', p.capacity, 'calendarId', p.calendar_id,
    'languages', p.languages, 'territories', p.territories,
    'busyUntilMs', ${ms('p.busy_until')}, 'backAtMs', ${ms('p.back_at')}, 'offFromMs', ${ms('p.off_from')},
    'timeOff', CASE WHEN p.off_until IS NOT NULL THEN json_build_object(
      'untilMs', CASE WHEN p.off_until <> 'infinity' THEN ${ms('p.off_until')} END) END,
    'lastAssignedAtMs', ${ms('p.last_assigned_at')},
    'skills', coalesce((SELECT json_object_agg(s.skill, s.level) FROM skills s
      WHERE s.org_id = $1 AND s.user_id = p.id), '{}'::json),
    'teamIds', ARRAY(SELECT m.team_id FROM memberships m JOIN teams t ON t.org_id = m.org_id AND t.id = m.team_id
      WHERE m.org_id = $1 AND m.user_id = p.id AND t.archived_at IS NULL),
    'load', ${LOAD_OF_P},
    'recentlyAssignedAtMs', ARRAY(SELECT ${ms('g.assigned_at')} FROM assignments g
      WHERE g.org_id = $1 AND g.owner_id = p.id AND g.assigned_at >= (SELECT since FROM ramp))))
  FROM people p), '[]'::json) AS people`;

/** The org's routing lock, until the transaction ends: whoever gives leads to people holds it. */
export async function lockRouting(tx: OrgTransaction): Promise<void> {
  await tx.client.query({
    name: 'routing_lock',
    text: "SELECT pg_advisory_xact_lock(hashtextextended('routing:' || $1, 0))",
    values: [tx.orgId],
  });
}

/**
 * The people of some teams with their skills, hours and load, as of an instant, and those teams; an archived team has
 * nobody. Takes the org's routing lock until the transaction ends, so that two settlements never give the same free
 * place away. Lead rows must be locked before, never after.
 */
export async function lockCandidates(tx: OrgTransaction, teamIds: string[], nowMs: InstantMs): Promise<CandidateRows> {
  // In one round trip: the lock has been waited for when the second statement begins.
  const [, rows] = await Promise.all([lockRouting(tx), readCandidates(tx, teamIds, nowMs)]);
  return rows;
}

/** The same for a forecast, which gives nothing away and so holds nobody up. */
export async function readCandidates(tx: OrgTransaction, teamIds: string[], nowMs: InstantMs): Promise<CandidateRows> {
  const { rows } = await tx.client.query<CandidateRows>({
    name: 'candidates',
    text: CANDIDATES,
    values: [tx.orgId, teamIds, new Date(nowMs), new Date(nowMs - RAMP_UP_MS)],
  });
  return rows[0]!;
}
