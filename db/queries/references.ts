import { and, eq, inArray } from 'drizzle-orm';
import type { OrgTransaction } from '../client.js';
import { calendars } from '../schema/calendars.js';
import { flows } from '../schema/flows.js';
import { teams } from '../schema/teams.js';
import { users } from '../schema/users.js';

const tables = { calendar: calendars, flow: flows, team: teams, user: users } as const;
export type Referable = keyof typeof tables;

/** Those of `ids` that are rows of this org. */
export async function existingIds(tx: OrgTransaction, kind: Referable, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const table = tables[kind];
  const rows = await tx
    .select({ id: table.id })
    .from(table)
    .where(and(eq(table.orgId, tx.orgId), inArray(table.id, [...ids])));
  return new Set(rows.map((row) => row.id));
}
