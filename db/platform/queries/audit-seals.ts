import { NO_SEAL, type SealedEntry } from '../../../domain/platform/audit/seal.js';
import type { Database, OrgTransaction } from '../../client.js';
import { ms, NOW } from '../../instants.js';
import { digestOf, hashOf } from '../audit-digests.js';
import { comesAfter, hasEnded, isStrange } from '../audit-order.js';
import { PLATFORM_ORG } from '../platform-org.js';

/** Orgs whose audit log has entries that are in no seal yet, suspended ones too. As `pinggo_relay`. */
export async function orgsToSeal(db: Database): Promise<string[]> {
  const { rows } = await db.pool.query<{ orgId: string }>({
    name: 'orgs_to_seal',
    text: 'SELECT org_id AS "orgId" FROM orgs_to_seal()',
  });
  return rows.map(({ orgId }) => orgId);
}

/** Orgs of which something was sealed since. As `pinggo_relay`. */
export async function orgsSealedSince(db: Database, since: Date): Promise<string[]> {
  const { rows } = await db.pool.query<{ orgId: string }>('SELECT org_id AS "orgId" FROM orgs_sealed_since($1)', [
    since,
  ]);
  return rows.map(({ orgId }) => orgId);
}

/** Entries of one seal. */
const MOST_ENTRIES = 500;
/** Entries that are in memory at a time: those of flows hold whole definitions. */
export const ENTRIES_AT_ONCE = 100;

/** Of an entry `a`, what its digest is made of. JSON as text: no digit of it is lost. */
export const TO_DIGEST = `a.org_id AS "orgId", a.id, ${ms('a.at')} AS "atMs", a.actor_type AS "actorType",
  a.actor_id AS "actorId", a.action, a.entity_type AS "entityType", a.entity_id AS "entityId", a.lead_id AS "leadId",
  a.before::text AS before, a.after::text AS after, a.trace_id AS "traceId"`;

/** Of the entries `page`, which are in a seal: `sealed`. The organisation is `$1`. */
export const SEALED_OF_PAGE = `span AS (SELECT min(id) AS first, max(id) AS last FROM page),
  sealed AS MATERIALIZED (
    SELECT unnest(s.entry_ids) AS id FROM span, audit_seals s
    WHERE s.org_id = $1 AND s.last_id >= span.first AND s.first_id <= span.last)`;

type EntryRow = Parameters<typeof digestOf>[0];

interface LastSeal {
  sequence: number;
  hash: string;
  total: number;
  completeAt: Date | null;
  xid: string;
  auditId: number;
  isStrange: boolean;
}

/** A place in the order of transactions. */
interface Place {
  xid: string;
  id: number;
}

/**
 * Seals what of an org's audit log has been written since its last seal, in the order of transactions that no earlier one can join any more
 * (docs/adr/0021). Nobody who writes to the log waits for it, and where another process is at it, nothing happens.
 * @returns how many entries were sealed, and whether there may be more
 */
export async function sealAudit(
  tx: OrgTransaction,
  mostEntries = MOST_ENTRIES,
): Promise<{ sealed: number; more: boolean }> {
  if (!(await takeTurn(tx))) return { sealed: 0, more: false };
  const last = await lastSeal(tx);
  const quietAt = await nothingUnderWay(tx);
  const { entries, place, isAll } = await entriesAfter(tx, last, mostEntries);
  // Deleted for good meanwhile: it leaves no seal behind. Whoever deletes it waits for this, or this for them.
  if (entries.length === 0 || !(await isThere(tx))) return { sealed: 0, more: false };
  const sealedAt = await now(tx);
  const body = {
    orgId: tx.orgId,
    sequence: (last?.sequence ?? 0) + 1,
    previousHash: last?.hash ?? NO_SEAL,
    sealedAtMs: sealedAt.getTime(),
    total: (last?.total ?? 0) + entries.length,
    completeAtMs: (isAll ? quietAt : null)?.getTime() ?? last?.completeAt?.getTime() ?? null,
    entries: entries.toSorted((a, b) => a.id - b.id),
  };
  await tx.client.query({
    name: 'write_audit_seal',
    text: `INSERT INTO audit_seals (org_id, sequence, previous_hash, hash, sealed_at, total, complete_at, entry_count, entry_ids, digests,
        first_id, last_id, xid, audit_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    values: [
      body.orgId,
      body.sequence,
      body.previousHash,
      hashOf(body),
      sealedAt,
      body.total,
      body.completeAtMs === null ? null : new Date(body.completeAtMs),
      entries.length,
      body.entries.map(({ id }) => id),
      Buffer.from(body.entries.map(({ digest }) => digest).join(''), 'hex'),
      body.entries[0]!.id,
      body.entries.at(-1)!.id,
      place!.xid,
      place!.id,
    ],
  });
  return { sealed: entries.length, more: !isAll };
}

/** Until the end of the transaction. A statement of its own: what is asked next sees what whoever had it before has written. */
export async function takeTurn(tx: OrgTransaction): Promise<boolean> {
  const { rows } = await tx.client.query<{ isMine: boolean }>({
    name: 'take_turn_to_seal',
    text: `SELECT pg_try_advisory_xact_lock(hashtextextended('audit-seal:' || $1::uuid, 0)) AS "isMine"`,
    values: [tx.orgId],
  });
  return rows[0]!.isMine;
}

async function lastSeal(tx: OrgTransaction): Promise<LastSeal | undefined> {
  const { rows } = await tx.client.query<LastSeal>({
    name: 'last_audit_seal',
    text: `SELECT s.sequence, s.hash, s.total, s.complete_at AS "completeAt", s.xid::text AS xid, s.audit_id AS "auditId",
        ${isStrange('s.xid')} AS "isStrange"
      FROM audit_seals s WHERE s.org_id = $1 ORDER BY s.sequence DESC LIMIT 1`,
    values: [tx.orgId],
  });
  return rows[0];
}

/**
 * Entries that are in no seal, from the last one's place on. A place that this database cannot have come to – it was moved, and counts its
 * transactions anew – says nothing: then all of the log is looked through. Whatever the place says, what is sealed is not sealed again.
 */
async function entriesAfter(
  tx: OrgTransaction,
  last: LastSeal | undefined,
  most: number,
): Promise<{ entries: SealedEntry[]; place: Place | null; isAll: boolean }> {
  const entries: SealedEntry[] = [];
  let place: Place = last === undefined || last.isStrange ? { xid: '0', id: 0 } : { xid: last.xid, id: last.auditId };
  let reached: Place | null = null;
  while (entries.length < most) {
    const limit = Math.min(ENTRIES_AT_ONCE, most - entries.length);
    const { rows } = await tx.client.query<EntryRow & { xid: string; isSealed: boolean }>({
      name: 'entries_to_seal',
      text: `WITH page AS MATERIALIZED (
          SELECT a.* FROM audit a
          WHERE a.org_id = $1 AND ${comesAfter('a', '$2::xid8', '$3::bigint')} AND ${hasEnded('a')}
          ORDER BY a.xid, a.id LIMIT $4),
        ${SEALED_OF_PAGE}
        SELECT ${TO_DIGEST}, a.xid::text AS xid, a.id IN (SELECT s.id FROM sealed s) AS "isSealed" FROM page a ORDER BY a.xid, a.id`,
      values: [tx.orgId, place.xid, place.id, limit],
    });
    for (const { isSealed, xid, ...entry } of rows) {
      place = { xid, id: entry.id };
      if (isSealed) continue;
      entries.push({ id: entry.id, digest: digestOf(entry) });
      reached = place;
    }
    if (rows.length < limit) return { entries, place: reached, isAll: true };
  }
  return { entries, place: reached, isAll: false };
}

async function isThere(tx: OrgTransaction): Promise<boolean> {
  // It has entries, and perhaps no row: nobody operates this yet.
  if (tx.orgId === PLATFORM_ORG) return true;
  const { rowCount } = await tx.client.query({
    name: 'org_is_there',
    text: 'SELECT FROM orgs o WHERE o.id = $1 FOR KEY SHARE',
    values: [tx.orgId],
  });
  return rowCount === 1;
}

/**
 * An instant at which all that had been written could be sealed; null: some of it waits for an older transaction, of whatever database of this
 * server. Asked before the entries are read, which may be more then.
 */
async function nothingUnderWay(tx: OrgTransaction): Promise<Date | null> {
  const { rows } = await tx.client.query<{ at: Date; waits: boolean }>({
    name: 'audit_waits_for_older',
    text: `SELECT ${NOW} AS at, EXISTS (SELECT FROM audit a WHERE a.org_id = $1 AND NOT (${hasEnded('a')})) AS waits`,
    values: [tx.orgId],
  });
  const { at, waits } = rows[0]!;
  return waits ? null : at;
}

/** By the database's clock, which all processes have in common. */
async function now(tx: OrgTransaction): Promise<Date> {
  const { rows } = await tx.client.query<{ at: Date }>({
    name: 'now_to_the_millisecond',
    text: `SELECT ${NOW} AS at`,
  });
  return rows[0]!.at;
}
