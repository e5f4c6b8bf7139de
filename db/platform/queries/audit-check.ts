import {
  BEFORE_ALL,
  isBackdated,
  judgeSeal,
  MOST_LATE_MS,
  type AuditFinding,
  type FoundEntry,
  type KeptSeal,
  type SealBefore,
} from '../../../domain/platform/audit/verify.js';
import { CHECKPOINT } from '../../../domain/platform/vocabulary/events.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';
import { digestOf, sha256 } from '../audit-digests.js';
import { comesAfter, hasEnded, isStrange } from '../audit-order.js';
import { ENTRIES_AT_ONCE, SEALED_OF_PAGE, TO_DIGEST } from './audit-seals.js';

interface SealRow extends Omit<KeptSeal, 'entries'> {
  entryIds: string[];
  digests: Buffer;
}

const KEPT = `s.org_id AS "orgId", s.sequence, s.previous_hash AS "previousHash", s.hash, ${ms('s.sealed_at')} AS "sealedAtMs", s.total,
  ${ms('s.complete_at')} AS "completeAtMs", s.entry_ids::text[] AS "entryIds", s.digests`;
const DIGEST_BYTES = 32;

function keptSeal({ entryIds, digests, ...seal }: SealRow): KeptSeal {
  const entries = entryIds.map((id, index) => ({
    id: Number(id),
    digest: digests.subarray(index * DIGEST_BYTES, (index + 1) * DIGEST_BYTES).toString('hex'),
  }));
  return { ...seal, entries };
}

/** Seals from a number on, the first first. */
export async function sealsFrom(tx: OrgTransaction, sequence: number, most: number): Promise<KeptSeal[]> {
  const { rows } = await tx.client.query<SealRow>(
    `SELECT ${KEPT} FROM audit_seals s WHERE s.org_id = $1 AND s.sequence >= $2 ORDER BY s.sequence LIMIT $3`,
    [tx.orgId, sequence, most],
  );
  return rows.map(keptSeal);
}

/**
 * Seals after one, each against the one before and against its entries as they are now.
 * @param after its number; 0: from the first on
 * @returns `last`: where to go on; null: that was all
 */
export async function checkSeals(
  tx: OrgTransaction,
  after: number,
  most: number,
): Promise<{ seals: number; entries: number; findings: AuditFinding[]; last: number | null }> {
  const found = await sealsFrom(tx, after, most + 1);
  // The first of them was looked at before, and says what the next one goes on from.
  let before: SealBefore = found[0]?.sequence === after ? found.shift()! : { ...BEFORE_ALL, sequence: after };
  const findings: AuditFinding[] = [];
  let entries = 0;
  for (const seal of found.slice(0, most)) {
    findings.push(...judgeSeal(before, seal, await entriesNow(tx, seal), sha256));
    entries += seal.entries.length;
    before = seal;
  }
  const seals = Math.min(found.length, most);
  return { seals, entries, findings, last: seals < most ? null : before.sequence };
}

/** A few at a time: what is kept of each is its digest. */
async function entriesNow(tx: OrgTransaction, { entries }: KeptSeal): Promise<Map<number, FoundEntry>> {
  const found = new Map<number, FoundEntry>();
  for (let from = 0; from < entries.length; from += ENTRIES_AT_ONCE) {
    const ids = entries.slice(from, from + ENTRIES_AT_ONCE).map(({ id }) => id);
    const { rows } = await tx.client.query<Parameters<typeof digestOf>[0]>(
      `SELECT ${TO_DIGEST} FROM audit a WHERE a.org_id = $1 AND a.id = ANY ($2::bigint[])`,
      [tx.orgId, ids],
    );
    for (const entry of rows) found.set(entry.id, { digest: digestOf(entry), atMs: entry.atMs });
  }
  return found;
}

const unsealed = { sequence: null, sealedAtMs: null };

/**
 * Entries after an id that are in no seal, and should be: older than the last seal in the order of transactions, or there for longer than
 * sealing takes. One that says that it is older than it can be is found before it is sealed, too.
 * @returns `last`: where to go on; null: that was all
 */
export async function checkUnsealed(
  tx: OrgTransaction,
  afterId: number,
  most: number,
  nowMs: number,
): Promise<{ findings: AuditFinding[]; last: number | null }> {
  interface Row {
    id: number;
    atMs: number;
    isSealed: boolean;
    isOlder: boolean;
    hasEnded: boolean;
    completeAtMs: number | null;
  }
  const { rows } = await tx.client.query<Row>(
    `WITH page AS MATERIALIZED (
       SELECT a.id, a.at, a.xid FROM audit a WHERE a.org_id = $1 AND a.id > $2 ORDER BY a.id LIMIT $3),
     ${SEALED_OF_PAGE},
     newest AS (SELECT * FROM audit_seals s WHERE s.org_id = $1 ORDER BY s.sequence DESC LIMIT 1)
     SELECT a.id, ${ms('a.at')} AS "atMs", a.id IN (SELECT s.id FROM sealed s) AS "isSealed", ${hasEnded('a')} AS "hasEnded",
       coalesce(NOT (${comesAfter('a', 'n.xid', 'n.audit_id')}) AND NOT (${isStrange('n.xid')}), false) AS "isOlder",
       ${ms('n.complete_at')} AS "completeAtMs"
     FROM page a LEFT JOIN newest n ON true ORDER BY a.id`,
    [tx.orgId, afterId, most],
  );
  const findings = rows.flatMap(({ id, atMs, completeAtMs, ...is }): AuditFinding[] => {
    if (is.isSealed) return [];
    const of = { ...unsealed, entryId: id, atMs };
    if (is.isOlder || (is.hasEnded && atMs < nowMs - MOST_LATE_MS)) return [{ ...of, fault: 'ENTRY_NOT_SEALED' }];
    return isBackdated(atMs, completeAtMs) ? [{ ...of, fault: 'ENTRY_BACKDATED' }] : [];
  });
  return { findings, last: rows.length < most ? null : rows.at(-1)!.id };
}

/** What a checkpoint tells of a seal. */
interface Told {
  sequence: number;
  hash: string;
}

/** Checkpoints in the log itself; each was written down a day after the other. */
const MOST_CHECKPOINTS = 10_000;

/** Checkpoints whose seal is gone, or is another: those in the log, and one that somebody kept. */
export async function checkCheckpoints(tx: OrgTransaction, kept: Told | null): Promise<AuditFinding[]> {
  const { rows } = await tx.client.query<{ sequence: number; entryId: number | null; atMs: number | null }>(
    `WITH told AS (
       -- Whoever changed it may have left anything there.
       SELECT CASE WHEN a.after ->> 'sequence' ~ '^[0-9]{1,15}$' THEN (a.after ->> 'sequence')::bigint ELSE 0 END AS sequence, a.after ->> 'hash' AS hash, a.id, a.at FROM audit a
       WHERE a.org_id = $1 AND a.action = '${CHECKPOINT}' ORDER BY a.at DESC, a.id DESC LIMIT ${MOST_CHECKPOINTS}),
     all_of_them AS (SELECT * FROM told UNION ALL SELECT $2::bigint, $3::text, NULL, NULL WHERE $2::bigint IS NOT NULL)
     SELECT t.sequence, t.id AS "entryId", ${ms('t.at')} AS "atMs" FROM all_of_them t
     LEFT JOIN audit_seals s ON s.org_id = $1 AND s.sequence = t.sequence
     WHERE (s.hash = t.hash) IS NOT TRUE ORDER BY t.sequence`,
    [tx.orgId, kept?.sequence ?? null, kept?.hash ?? null],
  );
  return rows.map((row) => ({ ...row, fault: 'CHECKPOINT_BROKEN', sealedAtMs: null }));
}
