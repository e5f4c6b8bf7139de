import type { OrgTransaction } from '../../client.js';

export interface FailureRow {
  key: string;
  count: number;
  failedAt: Date;
  heldUntil: Date | null;
}

/** Those whom nobody has tried for so long are forgotten altogether. */
const FORGOTTEN_AFTER = '1 day';
/** Rows that one attempt clears away. */
const CLEARED_AT_ONCE = 50;

/**
 * Locks what is counted under these keys, in one order; what is not there is begun with nothing.
 * @returns in the order of `keys`
 */
export async function lockFailures(tx: OrgTransaction, keys: readonly string[], now: Date): Promise<FailureRow[]> {
  const { rows } = await tx.client.query<FailureRow>({
    name: 'lock_failures',
    text: `INSERT INTO login_failures AS f (org_id, key, failed_at)
      SELECT $1, k, $3 FROM unnest($2::text[]) AS t(k) ORDER BY k COLLATE "C"
      ON CONFLICT (org_id, key) DO UPDATE SET key = f.key
      RETURNING key, count, failed_at AS "failedAt", held_until AS "heldUntil"`,
    values: [tx.orgId, keys, now],
  });
  const byKey = new Map(rows.map((row) => [row.key, row]));
  return keys.map((key) => byKey.get(key)!);
}

/** Writes what is counted now, of rows that are locked. */
export async function writeFailures(tx: OrgTransaction, rows: readonly FailureRow[]): Promise<void> {
  await tx.client.query({
    name: 'write_failures',
    text: `UPDATE login_failures f SET count = n.count, failed_at = n.failed_at, held_until = n.held_until
      FROM unnest($2::text[], $3::float8[], $4::timestamptz[], $5::timestamptz[]) AS n(key, count, failed_at, held_until)
      WHERE f.org_id = $1 AND f.key = n.key`,
    values: [
      tx.orgId,
      rows.map(({ key }) => key),
      rows.map(({ count }) => count),
      rows.map(({ failedAt }) => failedAt),
      rows.map(({ heldUntil }) => heldUntil),
    ],
  });
}

/** Clears away some of what was forgotten: whoever makes rows by trying makes their removal, too. */
export async function clearForgotten(tx: OrgTransaction, now: Date): Promise<void> {
  await tx.client.query({
    name: 'clear_forgotten_failures',
    text: `DELETE FROM login_failures WHERE org_id = $1 AND key IN (
        SELECT key FROM login_failures WHERE org_id = $1 AND failed_at < $2::timestamptz - interval '${FORGOTTEN_AFTER}'
        ORDER BY failed_at LIMIT ${CLEARED_AT_ONCE} FOR UPDATE SKIP LOCKED)`,
    values: [tx.orgId, now],
  });
}
