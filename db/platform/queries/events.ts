import type { OrgTransaction } from '../../client.js';
import { comesAfter, hasEnded } from '../audit-order.js';

/**
 * A place in the order of events: the transaction that wrote one, and its id. Ids alone are no order to resume by: they
 * are drawn before their rows commit.
 */
export interface EventPosition {
  xid: bigint;
  id: number;
}

export const isAfter = (a: EventPosition, b: EventPosition): boolean =>
  a.xid > b.xid || (a.xid === b.xid && a.id > b.id);

export interface EventRow {
  position: EventPosition;
  at: Date;
  action: string;
  entityType: string;
  entityId: string;
  leadId: string | null;
  before: unknown;
  after: unknown;
  /** Reps who may see the lead now: its owner, the owner of the lead that it is a duplicate of, and who is asked. */
  readerIds: readonly string[];
}

export interface EventPage {
  events: EventRow[];
  /** Whether the page is full: there may be more. */
  more: boolean;
}

interface RawRow extends Omit<EventRow, 'position'> {
  xid: string;
  id: number;
}

/**
 * Events after a position, in their order, of transactions that cannot be joined by an earlier one any more: those
 * older than the oldest transaction that still runs. One statement, so that horizon and rows are of one snapshot.
 */
export async function readEvents(tx: OrgTransaction, after: EventPosition, limit: number): Promise<EventPage> {
  const { rows } = await tx.client.query<RawRow>({
    name: 'read_events',
    text: `SELECT e.xid::text AS xid, e.id, e.at, e.action, e.entity_type AS "entityType", e.entity_id AS "entityId",
        e.lead_id AS "leadId", e.before, e.after,
        ARRAY(SELECT l.owner_id FROM leads l WHERE l.org_id = $1 AND l.id = e.lead_id AND l.owner_id IS NOT NULL
          UNION SELECT o.owner_id FROM leads l JOIN leads o ON o.org_id = l.org_id AND o.id = l.duplicate_of_id
            WHERE l.org_id = $1 AND l.id = e.lead_id AND o.owner_id IS NOT NULL
          UNION SELECT f.user_id FROM offer_answers f
            WHERE f.org_id = $1 AND f.lead_id = e.lead_id AND f.status = 'PENDING'
          UNION SELECT unnest(v.asked_user_ids) FROM approvals v
            WHERE v.org_id = $1 AND v.lead_id = e.lead_id AND v.status = 'OPEN')::text[] AS "readerIds"
      FROM (SELECT * FROM audit a
        WHERE a.org_id = $1 AND ${comesAfter('a', '$2::xid8', '$3::bigint')} AND ${hasEnded('a')}
        ORDER BY a.xid, a.id LIMIT $4) e
      ORDER BY e.xid, e.id`,
    values: [tx.orgId, String(after.xid), after.id, limit],
  });
  const events = rows.map(({ xid, id, ...row }) => ({ ...row, position: { xid: BigInt(xid), id } }));
  return { events, more: rows.length === limit };
}

/** The counter of restores, which `npm run restored` counts. */
export const RESTORES = 'restores_total';

/**
 * Where a reader begins who knows no position, or one that this database cannot have given (it was restored from a
 * backup, or somebody made it up): after the last event there is.
 * @returns `known`: whether `after` was given and can be gone on from.
 */
export async function startOfEvents(
  tx: OrgTransaction,
  after: EventPosition | null,
): Promise<{ position: EventPosition; known: boolean }> {
  interface Start {
    horizon: string;
    xid: string | null;
    id: number | null;
    /** Whether the event of the given position is one of this org's. */
    isHere: boolean;
    wasRestored: boolean;
  }
  const { rows } = await tx.client.query<Start>({
    name: 'start_of_events',
    text: `SELECT h.horizon::text AS horizon, a.xid::text AS xid, a.id,
        EXISTS (SELECT FROM audit g WHERE g.org_id = $1 AND g.id = $3::bigint AND g.xid = $2::xid8) AS "isHere",
        EXISTS (SELECT FROM counters WHERE name = '${RESTORES}') AS "wasRestored"
      FROM (SELECT pg_snapshot_xmin(pg_current_snapshot()) AS horizon) h
      LEFT JOIN LATERAL (SELECT xid, id FROM audit WHERE org_id = $1 AND xid < h.horizon
        ORDER BY xid DESC, id DESC LIMIT 1) a ON true`,
    values: [tx.orgId, after && String(after.xid), after?.id],
  });
  const { horizon, xid, id, isHere, wasRestored } = rows[0]!;
  // Given positions are those of events, which were below the horizon; it never goes back, unless the database was restored:
  // then one that it gave before may be below it again, and the events there are others.
  if (after !== null && after.xid < BigInt(horizon) && (isHere || !wasRestored || after.xid === 0n))
    return { position: after, known: true };
  return { position: { xid: BigInt(xid ?? 0), id: id ?? 0 }, known: false };
}
