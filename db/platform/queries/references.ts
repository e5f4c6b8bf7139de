import { and, eq, getTableName, inArray } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { isId, type OrgTransaction } from '../../client.js';
import { calendars } from '../schema/calendars.js';
import { apiKeys } from '../schema/credentials.js';
import { teams } from '../schema/teams.js';
import { users } from '../schema/users.js';
import { webhooks } from '../schema/webhooks.js';

/** A table of things with ids. */
interface OrgTable {
  orgId: AnyPgColumn;
  id: AnyPgColumn;
}

/** Those of `ids` that are rows of this org. */
export async function existingIds(
  tx: OrgTransaction,
  table: PgTable & OrgTable,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.orgId, tx.orgId), inArray(table.id, [...ids])));
  return new Set(rows.map((row) => String(row.id)));
}

/** Tables whose rows have a `name`. */
export type NamedTable = PgTable & OrgTable & { name: AnyPgColumn };

/** Who works where, and when. */
const NAMED: readonly NamedTable[] = [teams, calendars, users];
/** Everything of the platform that has a name. */
export const PLATFORM_NAMED: readonly NamedTable[] = [...NAMED, apiKeys, webhooks];

/** The names of teams, calendars and users (or what else is in `among`) whose ids occur anywhere in a value, by id. */
export async function namesOf(
  tx: OrgTransaction,
  value: unknown,
  among: readonly NamedTable[] = NAMED,
): Promise<Map<string, string>> {
  const ids = [...idsIn(value)];
  if (ids.length === 0) return new Map();
  const tables = among.map(getTableName);
  const { rows } = await tx.client.query<{ id: string; name: string }>({
    name: `names_${tables.join('_')}`,
    text: tables
      .map((table) => `SELECT id, name FROM ${table} WHERE org_id = $1 AND id = ANY($2::uuid[]) AND name IS NOT NULL`)
      .join(' UNION ALL '),
    values: [tx.orgId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function idsIn(value: unknown, found = new Set<string>()): Set<string> {
  if (typeof value === 'string' && isId(value)) found.add(value);
  else if (typeof value === 'object' && value !== null) for (const one of Object.values(value)) idsIn(one, found);
  return found;
}
