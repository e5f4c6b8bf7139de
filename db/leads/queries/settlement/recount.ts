import { v5 as idFrom } from 'uuid';
import type { CommandRequest, RecountScope } from '../../../../domain/leads/lead/state.js';
import type { Actor } from '../../../../domain/platform/audit/actor.js';
import type { OrgTransaction } from '../../../client.js';
import { at, ms, NOW } from '../../../instants.js';
import { leadIsOpenByIndex } from '../../predicates.js';

/** The next open leads that have a running clock, in the order of their ids. @param after the last of those before */
export async function leadsWithRunningClocks(
  tx: OrgTransaction,
  after: string | null,
  limit: number,
): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT l.id FROM leads l WHERE l.org_id = $1 AND ${leadIsOpenByIndex('l')} AND ($2::uuid IS NULL OR l.id > $2)
       AND EXISTS (SELECT FROM clocks c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status = 'RUNNING')
     ORDER BY l.id LIMIT $3`,
    [tx.orgId, after, limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Asks for the running clocks of leads to be counted anew, and their workflows to be told. Where it was asked before and
 * is not done yet, it is not asked again. @returns of how many leads it was asked
 */
export async function requestRecount(
  tx: OrgTransaction,
  leadIds: string[],
  scope: { reason: string } & Pick<RecountScope, 'olderHoursUntilMs'>,
): Promise<number> {
  const request: CommandRequest = { kind: 'RECOUNT', ...scope };
  const { rowCount } = await tx.client.query(
    `WITH asked AS (
       INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
       SELECT $1, gen_random_uuid(), t.lead_id, $3::jsonb, 'system', NULL, ${NOW} FROM unnest($2::uuid[]) AS t(lead_id)
       WHERE NOT EXISTS (SELECT FROM commands q WHERE q.org_id = $1 AND q.lead_id = t.lead_id AND q.applied_at IS NULL
         AND q.request->>'kind' = 'RECOUNT' AND q.request->>'calendarId' IS NULL)
       RETURNING org_id, lead_id, id)
     INSERT INTO outbox (org_id, topic, lead_id, subject_id)
     SELECT org_id, 'COMMAND_REQUESTED', lead_id, id FROM asked`,
    [tx.orgId, leadIds, JSON.stringify(request)],
  );
  return rowCount ?? 0;
}

/** A change of a calendar's hours, as its workflow needs it; instants as epoch milliseconds. */
interface ChangeToApply {
  id: string;
  calendarId: string;
  calendarName: string;
  actor: Actor;
  createdAtMs: number;
  finished: boolean;
}

/** Reads the change, and keeps whoever else applies it waiting until the transaction ends. */
export async function readCalendarChange(tx: OrgTransaction, changeId: string): Promise<ChangeToApply | null> {
  const { rows } = await tx.client.query<ChangeToApply>({
    name: 'read_calendar_change',
    text: `SELECT id, calendar_id AS "calendarId", calendar_name AS "calendarName",
        json_build_object('type', actor_type, 'id', actor_id) AS actor, ${ms('created_at')} AS "createdAtMs",
        finished_at IS NOT NULL AS finished
      FROM calendar_changes WHERE org_id = $1 AND id = $2 FOR NO KEY UPDATE`,
    values: [tx.orgId, changeId],
  });
  return rows[0] ?? null;
}

/** The versions of flows with a clock that names the calendar: more than needed does no harm, as each clock is looked at. */
const NAMING = `(SELECT v.flow_id, v.version FROM flow_versions v WHERE v.org_id = $1 AND strpos(v.definition::text, $2::text) > 0)`;

/** Open leads, as `l`, with clocks of some statuses that may count in the calendar ($2). */
export const countsInCalendar = (statuses: string): string => `${leadIsOpenByIndex('l')}
  AND EXISTS (SELECT FROM clocks c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status IN (${statuses})
    AND (c.receipt->'calendar'->>'id' = $2::text OR (l.flow_id, l.flow_version) IN ${NAMING}))`;

/** Received later, a lead has counted by the new hours from its start; a minute for those that were on their way. */
const LATE_MS = 60_000;

/**
 * Leads whose turn of this change is still to come: nobody asked, or it was not applied yet and somebody still tries. One
 * that cannot be settled has a work item, and has its turn when it can.
 */
const RECOUNT_TO_COME = `${countsInCalendar(`'RUNNING'`)}
  AND l.received_at < ${at(`($4::float8 + ${LATE_MS})`)}
  AND NOT EXISTS (SELECT FROM commands c WHERE c.org_id = l.org_id AND c.lead_id = l.id
    AND c.request->>'kind' = 'RECOUNT' AND c.request->>'changeId' = $3::text
    AND (c.applied_at IS NOT NULL OR EXISTS (SELECT FROM work_items w WHERE w.org_id = l.org_id AND w.lead_id = l.id
      AND w.kind = 'NOT_SETTLED' AND w.resolved_at IS NULL)))`;

const valuesOf = (tx: OrgTransaction, { id, calendarId, createdAtMs }: ChangeToApply) => [
  tx.orgId,
  calendarId,
  id,
  createdAtMs,
];

/** The next leads to count anew, the most urgent first. */
export async function nextToRecount(tx: OrgTransaction, change: ChangeToApply, limit: number): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT l.id FROM leads l WHERE l.org_id = $1 AND ${RECOUNT_TO_COME}
     ORDER BY l.deadline_at NULLS LAST, l.id LIMIT $5`,
    [...valuesOf(tx, change), limit],
  );
  return rows.map(({ id }) => id);
}

/**
 * Asks for the leads to be counted anew. The command's id follows from change and lead, so that however often it is asked,
 * it is one. Their workflows are told a little later: the caller settles the leads together in the meantime.
 * @param atMs the caller's now, epoch milliseconds
 */
export async function requestChangedHours(
  tx: OrgTransaction,
  change: ChangeToApply,
  leadIds: string[],
  reason: string,
  atMs: number,
): Promise<void> {
  const request: CommandRequest = { kind: 'RECOUNT', reason, calendarId: change.calendarId, changeId: change.id };
  await tx.client.query({
    name: 'request_changed_hours',
    text: `WITH asked AS (
        INSERT INTO commands (org_id, id, lead_id, request, actor_type, actor_id, requested_at)
        SELECT $1, t.id, t.lead_id, $4::jsonb, $6, $7, greatest(${NOW}, ${at('$5')})
        FROM unnest($2::uuid[], $3::uuid[]) AS t(id, lead_id)
        ON CONFLICT (org_id, id) DO NOTHING RETURNING org_id, lead_id, id)
      INSERT INTO outbox (org_id, topic, lead_id, subject_id, available_at)
      SELECT org_id, 'COMMAND_REQUESTED', lead_id, id, clock_timestamp() + interval '1 second' FROM asked`,
    values: [
      tx.orgId,
      leadIds.map((leadId) => idFrom(leadId, change.id)),
      leadIds,
      JSON.stringify(request),
      atMs,
      change.actor.type,
      change.actor.id,
    ],
  });
}

export interface ChangeProgress {
  /** Leads that had to be looked at: done, left, and those that ended before their turn. */
  found: number;
  done: number;
  /** Clocks whose deadline is another since. */
  moved: number;
  left: number;
}

/**
 * Counts from the rows, so that a batch that is tried again counts nothing twice, and keeps it for all to see.
 * @param asked how many leads have just had their turn
 */
export async function recordChange(
  tx: OrgTransaction,
  change: ChangeToApply,
  asked: number,
  now: Date,
): Promise<ChangeProgress> {
  const { rows } = await tx.client.query<ChangeProgress>(
    `WITH counted AS (
       SELECT (SELECT count(*)::int FROM leads l WHERE l.org_id = $1 AND ${RECOUNT_TO_COME}) AS "left",
         (SELECT count(*)::int FROM audit a WHERE a.org_id = $1 AND a.action = 'sla.recounted'
            AND a.at >= ${at('$4::float8')} AND a.after->>'changeId' = $3::text) AS moved)
     UPDATE calendar_changes t SET leads_found = greatest(coalesce(t.leads_found, c."left" + $6), c."left" + t.leads_done),
       leads_done = greatest(coalesce(t.leads_found, c."left" + $6) - c."left", t.leads_done), clocks_moved = c.moved,
       finished_at = CASE WHEN c."left" = 0 THEN coalesce(t.finished_at, $5) ELSE t.finished_at END
     FROM counted c WHERE t.org_id = $1 AND t.id = $3::uuid
     RETURNING t.leads_found AS found, t.leads_done AS done, t.clocks_moved AS moved, c."left"`,
    [...valuesOf(tx, change), now, asked],
  );
  return rows[0]!;
}

/** All that run count by the calendar's hours from now on, unless these have changed again since. */
export async function noOlderHours(tx: OrgTransaction, { calendarId, createdAtMs }: ChangeToApply): Promise<void> {
  await tx.client.query(
    `UPDATE calendars SET older_hours_until = NULL
     WHERE org_id = $1 AND id = $2 AND older_hours_until <= ${at('$3::float8')}`,
    [tx.orgId, calendarId, createdAtMs],
  );
}
