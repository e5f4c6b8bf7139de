import type { Counted } from '../../../../domain/leads/metrics/families.js';
import type { Amounts } from '../../../../domain/platform/metrics/family.js';
import type { Database } from '../../../client.js';
import { leadIsOpen } from '../../predicates.js';

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
    text: `SELECT ${keys} FROM leads WHERE next_due_at <= clock_timestamp() - $1 * interval '1 millisecond'
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
           WHERE next_due_at > clock_timestamp() AND next_due_at <= clock_timestamp() + $1 * interval '1 millisecond'
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
    text: `SELECT count(*) FROM (SELECT 1 FROM leads WHERE next_due_at <= clock_timestamp() LIMIT $1) due`,
    values: [limit],
  });
  return rows[0]!.count;
}

/** Leads with a proof or a command that nobody applied for `byMs`. */
export async function leadsWithPendingInput(db: Database, byMs: number, limit: number): Promise<LeadKey[]> {
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT org_id AS "orgId", lead_id AS "leadId" FROM proofs
       WHERE applied_at IS NULL AND received_at < clock_timestamp() - $1 * interval '1 millisecond'
     UNION
     SELECT org_id, lead_id FROM commands
       WHERE applied_at IS NULL AND requested_at < clock_timestamp() - $1 * interval '1 millisecond'
     LIMIT $2`,
    [byMs, limit],
  );
  return rows;
}

/** Leads that were received `byMs` ago and not begun, and whose start is neither on its way nor a dead letter. */
export async function unstartedLeads(db: Database, byMs: number, limit: number): Promise<LeadKey[]> {
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} FROM leads l
     WHERE status = 'RECEIVED' AND received_at < clock_timestamp() - $1 * interval '1 millisecond'
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.org_id = l.org_id AND o.lead_id = l.id
         AND o.topic = 'LEAD_RECEIVED' AND o.delivered_at IS NULL)
     LIMIT $2`,
    [byMs, limit],
  );
  return rows;
}

/** Of these leads, those that are still open and whose start is not on its way. */
export async function openLeads(db: Database, leads: LeadKey[]): Promise<LeadKey[]> {
  if (leads.length === 0) return [];
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} FROM leads l JOIN unnest($1::uuid[], $2::uuid[]) AS t(of_org, lead_id) ON l.org_id = of_org AND l.id = lead_id
     WHERE ${leadIsOpen('l')} AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.org_id = l.org_id
       AND o.lead_id = l.id AND o.topic = 'LEAD_RECEIVED' AND o.delivered_at IS NULL)`,
    [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  );
  return rows;
}

/** Of these leads, those that were reopened and are open: the workflow that they had may have completed. */
export async function reopenedLeads(db: Database, leads: LeadKey[]): Promise<LeadKey[]> {
  if (leads.length === 0) return [];
  const { rows } = await db.pool.query<LeadKey>(
    `SELECT ${keys} FROM leads l JOIN unnest($1::uuid[], $2::uuid[]) AS t(of_org, lead_id) ON l.org_id = of_org AND l.id = lead_id
     WHERE ${leadIsOpen('l')} AND l.reopened_at IS NOT NULL`,
    [leads.map(({ orgId }) => orgId), leads.map(({ leadId }) => leadId)],
  );
  return rows;
}

/**
 * Asks the relay to ring the workflows of absences that began `byMs` ago and whose leads were not planned anew; one that
 * is gone begins again. @returns how many
 */
export async function ringAbsences(db: Database, byMs: number): Promise<number> {
  const { rowCount } = await db.pool.query(
    `INSERT INTO outbox (org_id, topic, subject_id)
     SELECT org_id, 'ABSENCE_PLANNED', id FROM absences a
     WHERE replan AND cancelled_at IS NULL AND replanned_at IS NULL AND (to_at IS NULL OR to_at > clock_timestamp())
       AND from_at < clock_timestamp() - $1 * interval '1 millisecond'
       AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.org_id = a.org_id AND o.subject_id = a.id
         AND o.topic = 'ABSENCE_PLANNED' AND o.delivered_at IS NULL)`,
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

/** Outbox rows that should have left long ago. */
export async function countStuck(db: Database, byMs: number): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>(
    `SELECT count(*) FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL
       AND created_at < clock_timestamp() - $1 * interval '1 millisecond'`,
    [byMs],
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

/** Adds to totals that `/metrics` shows. */
export async function addToCounters(db: Database, amounts: Amounts<Counted>): Promise<void> {
  await db.pool.query(
    `INSERT INTO counters (name, value) SELECT * FROM unnest($1::text[], $2::bigint[]) ORDER BY 1
     ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value`,
    [Object.keys(amounts), Object.values(amounts)],
  );
}
