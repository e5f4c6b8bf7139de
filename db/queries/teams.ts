import { and, asc, eq, gt, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../client.js';
import { teams } from '../schema/teams.js';

const shown = {
  id: teams.id,
  name: teams.name,
  managerId: teams.managerId,
  calendarId: teams.calendarId,
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

export async function findTeam(tx: OrgTransaction, id: string): Promise<TeamRow | null> {
  const [row] = await tx
    .select(shown)
    .from(teams)
    .where(and(eq(teams.orgId, tx.orgId), eq(teams.id, id)));
  return row ?? null;
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
