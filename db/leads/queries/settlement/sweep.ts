import type { Database } from '../../../client.js';
import { leadIsOpen, orgGoesOn } from '../../predicates.js';

export interface LeadKey {
  orgId: string;
  leadId: string;
}

/** Groups keys by org: a settlement sees one org only. */
export function byOrg(keys: LeadKey[]): Map<string, string[]> {
  const orgs = new Map<string, string[]>();
  for (const { orgId, leadId } of keys) {
    const ids = orgs.get(orgId);
    if (ids) ids.push(leadId);
    else orgs.set(orgId, [leadId]);
  }
  return orgs;
}

const keys = 'org_id AS "orgId", id AS "leadId"';

/** Leads whose next instant passed at least `byMs` ago (negative: will pass within), the longest overdue first. */
export async function dueLeads(db: Database, byMs: number, limit: number): Promise<LeadKey[]> {
  const { rows } = await db.pool.query<LeadKey>({
    name: 'due_leads',
    text: `SELECT ${keys} FROM leads WHERE next_due_at <= statement_timestamp() - $1 * interval '1 millisecond'
           ORDER BY next_due_at LIMIT $2`,
    values: [byMs, limit],
  });
  return rows;
}

/** A group of leads of one org that are due on about one instant: within the same tenth of a second. */
export interface Herd {
  orgId: string;
  /** Number of the tenth of a second. */
  tenth: number;
  count: number;
}

/** Herds of at least `least` leads within the next `withinMs`, the nearest first. */
export async function herdsAhead(db: Database, withinMs: number, least: number): Promise<Herd[]> {
  const { rows } = await db.pool.query<Herd>({
    name: 'herds_ahead',
    text: `SELECT org_id AS "orgId", floor(extract(epoch FROM next_due_at) * 10)::bigint AS tenth, count(*)
           FROM leads
           WHERE next_due_at > statement_timestamp() AND next_due_at <= statement_timestamp() + $1 * interval '1 millisecond'
           GROUP BY 1, 2 HAVING count(*) >= $2 ORDER BY 2`,
    values: [withinMs, least],
  });
  return rows;
}

/** The leads of a herd, and the latest of their instants (epoch milliseconds). */
export async function herdLeads(db: Database, herd: Herd): Promise<{ leadId: string; atMs: number }[]> {
  const { rows } = await db.pool.query<{ leadId: string; atMs: number }>({
    name: 'herd_leads',
    text: `SELECT id AS "leadId", ceil(extract(epoch FROM next_due_at) * 1000)::bigint AS "atMs" FROM leads
           WHERE org_id = $1 AND next_due_at >= to_timestamp($2 / 10.0) AND next_due_at < to_timestamp(($2 + 1) / 10.0)`,
    values: [herd.orgId, herd.tenth],
  });
  return rows;
}

/** How many leads are due by now, counted up to `limit`. */
export async function countDue(db: Database, limit: number): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>({
    name: 'count_due',
    text: `SELECT count(*) FROM (SELECT 1 FROM leads WHERE next_due_at <= statement_timestamp() LIMIT $1) due`,
    values: [limit],
  });
  return rows[0]!.count;
}

/** Leads with a proof or a command that nobody applied for `byMs`. */
export async function leadsWithPendingInput(db: Database, byMs: number, limit: number): Promise<LeadKey[]> {
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT org_id AS "orgId", lead_id AS "leadId" FROM proofs
       WHERE applied_at IS NULL AND received_at < statement_timestamp() - $1 * interval '1 millisecond' AND ${orgGoesOn('org_id')}
     UNION
     SELECT org_id, lead_id FROM commands
       WHERE applied_at IS NULL AND requested_at < statement_timestamp() - $1 * interval '1 millisecond' AND ${orgGoesOn('org_id')}
     LIMIT $2`,
    [byMs, limit],
  );
  return rows;
}

/**
 * Whether no undelivered row asks for the lead's start. A look-up in `outbox_undelivered_lead` for each lead: as
 * `NOT EXISTS` it would be a join, and with statistics of yesterday's backlog one that reads all that was delivered.
 */
const startIsNotOnItsWay = `(SELECT 1 FROM outbox o WHERE o.org_id = l.org_id AND o.lead_id = l.id
         AND o.topic = 'LEAD_RECEIVED' AND o.delivered_at IS NULL LIMIT 1) IS NULL`;

/** Leads that were received `byMs` ago and not begun, and whose start is neither on its way nor a dead letter. */
export async function unstartedLeads(db: Database, byMs: number, limit: number): Promise<LeadKey[]> {
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} FROM leads l
     WHERE status = 'RECEIVED' AND received_at < statement_timestamp() - $1 * interval '1 millisecond'
       AND ${startIsNotOnItsWay} AND ${orgGoesOn('l.org_id')}
     ORDER BY received_at LIMIT $2`,
    [byMs, limit],
  );
  return rows;
}

/** Each lead of `$1`, `$2` by its key, as `l`: a limit keeps it a look-up, where a join may read all leads of an org for each. */
const EACH_OF = `FROM unnest($1::uuid[], $2::uuid[]) AS t(of_org, lead_id)
     CROSS JOIN LATERAL (SELECT org_id, id, status, reopened_at FROM leads WHERE org_id = of_org AND id = lead_id LIMIT 1) l`;

/** Of these leads, those that are still open and whose start is not on its way. */
export async function openLeads(db: Database, leads: LeadKey[]): Promise<LeadKey[]> {
  if (leads.length === 0) return [];
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} ${EACH_OF} WHERE ${leadIsOpen('l')} AND ${startIsNotOnItsWay}`,
    [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  );
  return rows;
}

/** Of these leads, those that were reopened and are open: the workflow that they had may have completed. */
export async function reopenedLeads(db: Database, leads: LeadKey[]): Promise<LeadKey[]> {
  if (leads.length === 0) return [];
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} ${EACH_OF} WHERE ${leadIsOpen('l')} AND l.reopened_at IS NOT NULL`,
    [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  );
  return rows;
}

/** Absences, as `a`, that began `$1` ms ago or earlier, and whose leads were not planned anew. */
const ABSENCES_TO_REPLAN = `replan AND cancelled_at IS NULL AND replanned_at IS NULL AND (to_at IS NULL OR to_at > statement_timestamp())
       AND from_at <= statement_timestamp() - $1 * interval '1 millisecond' AND ${orgGoesOn('org_id')}`;

/** Changed hours that were not applied `$1` ms after the change. */
const CHANGES_TO_APPLY = `finished_at IS NULL AND created_at <= statement_timestamp() - $1 * interval '1 millisecond' AND ${orgGoesOn('org_id')}`;

/** Something of an org's that is named by its id. */
export interface SubjectKey {
  orgId: string;
  id: string;
}

const subjects = async (db: Database, text: string, limit: number): Promise<SubjectKey[]> =>
  (await db.pool.query<SubjectKey>(text, [0, limit])).rows;

/** Absences that have begun and whose leads are not planned anew yet. */
export const absencesToReplan = (db: Database, limit: number): Promise<SubjectKey[]> =>
  subjects(
    db,
    `SELECT org_id AS "orgId", id FROM absences a WHERE ${ABSENCES_TO_REPLAN} ORDER BY from_at, id LIMIT $2`,
    limit,
  );

/** Changed hours that are not applied yet. */
export const calendarChangesToApply = (db: Database, limit: number): Promise<SubjectKey[]> =>
  subjects(
    db,
    `SELECT org_id AS "orgId", id FROM calendar_changes WHERE ${CHANGES_TO_APPLY} ORDER BY created_at, id LIMIT $2`,
    limit,
  );

/**
 * Asks the relay to ring the workflows of absences that began `byMs` ago and whose leads were not planned anew; one that
 * is gone begins again. @returns how many
 */
export async function ringAbsences(db: Database, byMs: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO outbox (org_id, topic, subject_id)
     SELECT org_id, 'ABSENCE_PLANNED', id FROM absences a
     WHERE ${ABSENCES_TO_REPLAN}
       AND (SELECT 1 FROM outbox o WHERE o.org_id = a.org_id AND o.subject_id = a.id
         AND o.topic = 'ABSENCE_PLANNED' AND o.delivered_at IS NULL LIMIT 1) IS NULL`,
    [byMs],
  );
  return rowCount ?? 0;
}

/**
 * Asks the relay to start the workflows of changed hours that should have been applied by now; one that runs goes on.
 * @returns how many
 */
export async function ringCalendarChanges(db: Database, byMs: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO outbox (org_id, topic, subject_id)
     SELECT org_id, 'CALENDAR_CHANGED', id FROM calendar_changes h
     WHERE ${CHANGES_TO_APPLY}
       AND (SELECT 1 FROM outbox o WHERE o.org_id = h.org_id AND o.subject_id = h.id
         AND o.topic = 'CALENDAR_CHANGED' AND o.delivered_at IS NULL LIMIT 1) IS NULL`,
    [byMs],
  );
  return rowCount ?? 0;
}

/** How many leads wait for an instant or for their start: what a sweep looks at. */
export async function countWatched(db: Database): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `SELECT (SELECT count(*) FROM leads WHERE next_due_at IS NOT NULL)
          + (SELECT count(*) FROM leads WHERE status = 'RECEIVED') AS count`,
  );
  return rows[0]!.count;
}

/** More than this are not counted: how many of a backlog is no question of the sweep's. */
const MOST_STUCK = 100_000;

/** Outbox rows that should have left long ago, counted up to a limit. */
export async function countStuck(db: Database, byMs: number): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `SELECT count(*) FROM (SELECT 1 FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL
       AND created_at < statement_timestamp() - $1 * interval '1 millisecond' ORDER BY created_at LIMIT $2) stuck`,
    [byMs, MOST_STUCK],
  );
  return rows[0]!.count;
}

/** Asks the relay to start the workflows of these leads again; one that runs already stays as it is. */
export async function requestStart(db: Database, leads: LeadKey[]): Promise<void> {
  if (leads.length === 0) return;
  await db.pool.query(
    `INSERT INTO outbox (org_id, topic, lead_id)
     SELECT org_id, 'LEAD_RECEIVED', lead_id FROM unnest($1::uuid[], $2::uuid[]) AS t(org_id, lead_id)`,
    [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  );
}
