import { and, eq, getTableName, inArray } from 'drizzle-orm';
import { isId, type OrgTransaction } from '../../client.js';
import { calendars } from '../schema/calendars.js';
import { apiKeys } from '../schema/credentials.js';
import { endpoints } from '../../leads/schema/endpoints.js';
import { flows } from '../../leads/schema/flows.js';
import { leads } from '../../leads/schema/leads.js';
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

/** What a flow's definition can name. */
const NAMED = [teams, calendars, users] as const;
/** Everything that people gave a name. */
export const GIVEN_NAMES = [...NAMED, flows, endpoints, apiKeys] as const;
/** That, and leads. */
export const ALL_NAMED = [...GIVEN_NAMES, leads] as const;

/** The names of teams, calendars and users (or what else is in `among`) whose ids occur anywhere in a value, by id. */
export async function namesOf(
  tx: OrgTransaction,
  value: unknown,
  among: readonly (typeof ALL_NAMED)[number][] = NAMED,
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
