import { and, asc, eq, gt, inArray, isNotNull, ne, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { teams } from '../schema/teams.js';

const shown = {
  id: teams.id,
  name: teams.name,
  managerId: teams.managerId,
  calendarId: teams.calendarId,
  archivedAt: teams.archivedAt,
  createdAt: teams.createdAt,
  // Members who are away come back; those who are inactive do not count.
  // Names written out: drizzle leaves the table off a column, and inside the sub-select it would mean another one.
  memberCount: sql<number>`(
    select count(*)::int from memberships m
    join users u on u.org_id = m.org_id and u.id = m.user_id and u.status <> 'INACTIVE'
    where m.org_id = teams.org_id and m.team_id = teams.id)`,
};

export interface TeamRow {
  id: string;
  name: string;
  managerId: string | null;
  calendarId: string | null;
  archivedAt: Date | null;
  createdAt: Date;
  memberCount: number;
}

/** @returns false when the org has a team of that name. */
export async function insertTeam(
  tx: OrgTransaction,
  team: { id: string; name: string; managerId: string | null; calendarId: string | null; now: Date },
): Promise<boolean> {
  const { now, ...values } = team;
  const rows = await tx
    .insert(teams)
    .values({ ...values, orgId: tx.orgId, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: teams.id });
  return rows.length > 0;
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findTeam(tx: OrgTransaction, id: string, lock = false): Promise<TeamRow | null> {
  const where = and(eq(teams.orgId, tx.orgId), eq(teams.id, id));
  if (lock) await tx.select({ id: teams.id }).from(teams).where(where).for('no key update');
  const [row] = await tx.select(shown).from(teams).where(where);
  return row ?? null;
}

/** What of a team can be changed; what is left out stays. */
export type TeamPatch = Partial<Pick<TeamRow, 'name' | 'managerId' | 'calendarId' | 'archivedAt'>>;

/** Changes a team. @throws Postgres' unique violation when another team of the org has that name. */
export async function updateTeam(tx: OrgTransaction, id: string, patch: TeamPatch): Promise<void> {
  await tx
    .update(teams)
    .set(patch)
    .where(and(eq(teams.orgId, tx.orgId), eq(teams.id, id)));
}

/** Whether another team of the org has that name. */
export async function isTeamNameTaken(tx: OrgTransaction, name: string, exceptId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.orgId, tx.orgId), eq(teams.name, name), ne(teams.id, exceptId)));
  return rows.length > 0;
}

/** Those of the teams that are archived. */
export async function archivedTeams(tx: OrgTransaction, ids: readonly string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await tx
    .select({ id: teams.id })
    .from(teams)
    .where(and(eq(teams.orgId, tx.orgId), inArray(teams.id, [...ids]), isNotNull(teams.archivedAt)));
  return new Set(rows.map(({ id }) => id));
}

export function listTeams(tx: OrgTransaction, page: { limit: number; after: string | null }): Promise<TeamRow[]> {
  return tx
    .select(shown)
    .from(teams)
    .where(and(eq(teams.orgId, tx.orgId), page.after === null ? undefined : gt(teams.id, page.after)))
    .orderBy(asc(teams.id))
    .limit(page.limit);
}

export interface NameableTeam {
  id: string;
  memberCount: number;
  hasCalendar: boolean;
  archived: boolean;
}

/** All teams of the org with how many could be given a lead: what a flow's definition may name. */
export function allTeams(tx: OrgTransaction): Promise<NameableTeam[]> {
  return tx
    .select({
      id: shown.id,
      memberCount: shown.memberCount,
      hasCalendar: sql<boolean>`${teams.calendarId} is not null`,
      archived: sql<boolean>`${teams.archivedAt} is not null`,
    })
    .from(teams)
    .where(eq(teams.orgId, tx.orgId));
}
