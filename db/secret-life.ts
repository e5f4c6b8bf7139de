import { and, gt, isNull, or, sql, type SQL } from 'drizzle-orm';
import type { AnyPgColumn } from 'drizzle-orm/pg-core';

/** A table of secrets of which several may be active while one is rotated. */
interface SecretTable {
  expireAt: AnyPgColumn;
  revokedAt: AnyPgColumn;
}

export const isActiveSecret = ({ revokedAt, expireAt }: SecretTable, now: Date): SQL | undefined =>
  and(isNull(revokedAt), or(isNull(expireAt), gt(expireAt, now)));

/** Its end, where it is given one; one that ends earlier keeps its own. */
export const endOfSecret = ({ expireAt }: SecretTable, at: Date): SQL =>
  sql`least(coalesce(${expireAt}, 'infinity'), ${at.toISOString()}::timestamptz)`;

/** When the last of them ends that were given an end; null: there were none. */
export function lastEndOf(ended: readonly { expireAt: Date | null }[]): Date | null {
  return ended.length === 0 ? null : new Date(Math.max(...ended.map(({ expireAt }) => expireAt!.getTime())));
}
