import { isGood, DELIVERY_OUTCOMES } from '../../../domain/leads/vocabulary/deliveries.js';
import type { DeliveryNote } from '../../../domain/leads/deliveries/gather.js';
import { NOTES_KEPT_MS } from '../../../domain/leads/deliveries/outcome.js';
import type { IntakeNote } from '../../../domain/leads/lead/intake-notes.js';
import type { OrgTransaction } from '../../client.js';
import { leadIsOpen } from '../predicates.js';
import type { deliveryNotes } from '../schema/endpoints.js';
import type { intakeDeadLetters } from '../schema/intake-dead-letters.js';

export type DeliveryNoteRow = Omit<typeof deliveryNotes.$inferSelect, 'orgId' | 'endpointId'>;

/** Deliveries that were signed with a secret. */
export interface SecretUse {
  endpointId: string;
  /** As it is stored: what a delivery was checked with is known by it. */
  ciphertext: string;
  times: number;
  lastAtMs: number;
}

/**
 * Writes down what was answered to deliveries, and what signed them, and takes away what is old of those endpoints. A crash may forget
 * the last of it, which nobody is wronged by: waiting for the disk would cost more.
 */
export async function writeDeliveryNotes(
  { client, orgId }: OrgTransaction,
  notes: readonly DeliveryNote[],
  uses: readonly SecretUse[],
): Promise<void> {
  await client.query("SELECT set_config('synchronous_commit', 'off', true)");
  if (notes.length > 0) {
    await client.query({
      name: 'write_delivery_notes',
      text: `INSERT INTO delivery_notes AS n
               (org_id, endpoint_id, minute, outcome, detail, status, times, last_at, bytes, trace_id)
             SELECT $1, g."endpointId", to_timestamp(g."minuteMs" / 1000.0), g.outcome, g.detail, g.status, g.times,
               to_timestamp(g."lastAtMs" / 1000.0), g.bytes, g."traceId"
             FROM jsonb_to_recordset($2::jsonb) AS g ("endpointId" uuid, "minuteMs" bigint, outcome text, detail text,
               status int, times int, "lastAtMs" bigint, bytes int, "traceId" text)
             ORDER BY 2, 3, 4, 5
             ON CONFLICT (org_id, endpoint_id, minute, outcome, detail) DO UPDATE SET
               times = n.times + excluded.times, status = excluded.status, last_at = excluded.last_at,
               bytes = excluded.bytes, trace_id = excluded.trace_id`,
      values: [orgId, JSON.stringify(notes)],
    });
    const newest = Math.max(...notes.map(({ minuteMs }) => minuteMs));
    await client.query({
      name: 'delete_old_delivery_notes',
      text: 'DELETE FROM delivery_notes WHERE org_id = $1 AND endpoint_id = ANY ($2) AND minute < $3',
      values: [orgId, [...new Set(notes.map(({ endpointId }) => endpointId))], new Date(newest - NOTES_KEPT_MS)],
    });
  }
  if (uses.length > 0) {
    await client.query({
      name: 'note_secret_uses',
      text: `UPDATE endpoint_secrets s SET uses = s.uses + g.times,
               last_used_at = greatest(s.last_used_at, to_timestamp(g."lastAtMs" / 1000.0))
             FROM jsonb_to_recordset($2::jsonb) AS g ("endpointId" uuid, ciphertext text, times int, "lastAtMs" bigint)
             WHERE s.org_id = $1 AND s.endpoint_id = g."endpointId" AND s.ciphertext = g.ciphertext`,
      values: [orgId, JSON.stringify(uses)],
    });
  }
}

export interface EndpointActivity {
  endpointId: string;
  lastAt: Date | null;
  lastGoodAt: Date | null;
  lastBadAt: Date | null;
  /** Deliveries since the day began that did what they meant, and those that did not. */
  goodToday: number;
  badToday: number;
}

/** When the day began in the org's zone. */
export async function dayBegan({ client, orgId }: OrgTransaction, now: Date): Promise<Date> {
  const { rows } = await client.query<{ began: Date }>({
    name: 'day_began',
    text: `SELECT date_trunc('day', $2::timestamptz, time_zone) AS began FROM orgs WHERE id = $1`,
    values: [orgId, now],
  });
  return rows[0]!.began;
}

const GOOD = DELIVERY_OUTCOMES.filter(isGood);

/** How endpoints do, by what is remembered of their deliveries. */
export async function endpointActivity(
  { client, orgId }: OrgTransaction,
  endpointIds: readonly string[],
  dayBegan: Date,
): Promise<Map<string, EndpointActivity>> {
  const { rows } = await client.query<EndpointActivity>({
    name: 'endpoint_activity',
    text: `SELECT e.id AS "endpointId", greatest(good.at, bad.at) AS "lastAt", good.at AS "lastGoodAt", bad.at AS "lastBadAt",
             coalesce(today.good, 0)::int AS "goodToday", coalesce(today.bad, 0)::int AS "badToday"
           FROM unnest($2::uuid[]) AS e (id)
           LEFT JOIN LATERAL (SELECT n.last_at AS at FROM delivery_notes n
             WHERE n.org_id = $1 AND n.endpoint_id = e.id AND n.outcome = ANY ($4)
             ORDER BY n.minute DESC, n.last_at DESC LIMIT 1) good ON true
           LEFT JOIN LATERAL (SELECT n.last_at AS at FROM delivery_notes n
             WHERE n.org_id = $1 AND n.endpoint_id = e.id AND n.outcome <> ALL ($4)
             ORDER BY n.minute DESC, n.last_at DESC LIMIT 1) bad ON true
           LEFT JOIN LATERAL (SELECT sum(n.times) FILTER (WHERE n.outcome = ANY ($4)) AS good,
               sum(n.times) FILTER (WHERE n.outcome <> ALL ($4)) AS bad
             FROM delivery_notes n WHERE n.org_id = $1 AND n.endpoint_id = e.id AND n.minute >= $3) today ON true`,
    values: [orgId, endpointIds, dayBegan, GOOD],
  });
  return new Map(rows.map((row) => [row.endpointId, row]));
}

/** Notes of an endpoint, newest first. @param outcomes only these; empty: all */
export async function listDeliveryNotes(
  { client, orgId }: OrgTransaction,
  endpointId: string,
  outcomes: readonly string[],
  limit: number,
): Promise<DeliveryNoteRow[]> {
  const { rows } = await client.query<DeliveryNoteRow>({
    name: 'list_delivery_notes',
    text: `SELECT minute, outcome, detail, status, times, last_at AS "lastAt", bytes, trace_id AS "traceId"
           FROM delivery_notes
           WHERE org_id = $1 AND endpoint_id = $2 AND (cardinality($3::text[]) = 0 OR outcome = ANY ($3))
           ORDER BY minute DESC, last_at DESC, outcome, detail LIMIT $4`,
    values: [orgId, endpointId, outcomes, limit],
  });
  return rows;
}

/** From an instant, inclusive, to another, exclusive. */
export interface Range {
  from: Date;
  to: Date;
}

export interface KeptLead {
  id: string;
  receivedAt: Date;
  traceId: string | null;
  externalId: string | null;
  name: string | null;
  email: string | null;
  emailRaw: string | null;
  phone: string | null;
  phoneRaw: string | null;
  message: string | null;
  attributes: Record<string, unknown>;
  intakeNotes: IntakeNote[];
}

/**
 * The last leads that came by an endpoint within some ranges of time, newest first, with what is kept of what was sent. By the ranges
 * they are found among all of the org's without an index of their own, which each lead that comes in would have to pay for. What was
 * mended came as a dead letter.
 */
export async function leadsWithin(
  { client, orgId }: OrgTransaction,
  endpointId: string,
  ranges: readonly Range[],
  limit: number,
): Promise<KeptLead[]> {
  const { rows } = await client.query<KeptLead>({
    name: 'leads_of_endpoint_within',
    text: `SELECT l.* FROM unnest($3::timestamptz[], $4::timestamptz[]) AS r (began, ended), LATERAL (
             SELECT l.id, l.received_at AS "receivedAt", l.trace_id AS "traceId", l.external_id AS "externalId", l.name, l.email,
               l.email_raw AS "emailRaw", l.phone, l.phone_raw AS "phoneRaw", l.message, l.attributes,
               l.intake_notes AS "intakeNotes"
             FROM leads l WHERE l.org_id = $1 AND l.endpoint_id = $2 AND l.received_at >= r.began AND l.received_at < r.ended
               AND l.id NOT IN (SELECT d.lead_id FROM intake_dead_letters d
                 WHERE d.org_id = $1 AND d.endpoint_id = $2 AND d.lead_id IS NOT NULL)
             ORDER BY l.received_at DESC, l.id DESC LIMIT $5) l
           ORDER BY l."receivedAt" DESC, l.id DESC LIMIT $5`,
    values: [orgId, endpointId, ranges.map(({ from }) => from), ranges.map(({ to }) => to), limit],
  });
  return rows;
}

export type DeliveredLetter = Pick<
  typeof intakeDeadLetters.$inferSelect,
  'id' | 'status' | 'issues' | 'receivedAt' | 'leadId' | 'traceId'
>;

/** The same of what could become no lead. */
export async function lettersWithin(
  { client, orgId }: OrgTransaction,
  endpointId: string,
  ranges: readonly Range[],
  limit: number,
): Promise<DeliveredLetter[]> {
  const { rows } = await client.query<DeliveredLetter>({
    name: 'letters_of_endpoint_within',
    text: `SELECT d.* FROM unnest($3::timestamptz[], $4::timestamptz[]) AS r (began, ended), LATERAL (
             SELECT d.id, d.status, d.issues, d.received_at AS "receivedAt", d.lead_id AS "leadId", d.trace_id AS "traceId"
             FROM intake_dead_letters d
             WHERE d.org_id = $1 AND d.endpoint_id = $2 AND d.received_at >= r.began AND d.received_at < r.ended
             ORDER BY d.received_at DESC, d.id DESC LIMIT $5) d
           ORDER BY d."receivedAt" DESC, d.id DESC LIMIT $5`,
    values: [orgId, endpointId, ranges.map(({ from }) => from), ranges.map(({ to }) => to), limit],
  });
  return rows;
}

/** How many leads came by an endpoint, how many of them are open, and what waits to be mended. */
export async function whatCameBy(
  { client, orgId }: OrgTransaction,
  endpointId: string,
): Promise<{ leads: number; openLeads: number; deadLetters: number }> {
  const { rows } = await client.query<{ leads: number; openLeads: number; deadLetters: number }>({
    name: 'what_came_by',
    text: `SELECT count(*) AS leads, count(*) FILTER (WHERE ${leadIsOpen('l')}) AS "openLeads",
       (SELECT count(*) FROM intake_dead_letters d
        WHERE d.org_id = $1 AND d.endpoint_id = $2 AND d.status = 'OPEN') AS "deadLetters"
     FROM leads l WHERE l.org_id = $1 AND l.endpoint_id = $2`,
    values: [orgId, endpointId],
  });
  return rows[0]!;
}
