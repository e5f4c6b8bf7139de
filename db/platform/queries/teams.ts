import { and, asc, eq, gt, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { literally } from '../predicates.js';
import { memberships, teams } from '../schema/teams.js';

const shown = {
  id: teams.id,
  name: teams.name,
  managerId: teams.managerId,
  calendarId: teams.calendarId,
  onCall: teams.onCall,
  fallbackTeamId: teams.fallbackTeamId,
  revision: teams.revision,
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
  /** Who is told in the manager's place while they are away, in this order. */
  onCall: string[];
  fallbackTeamId: string | null;
  revision: number;
  archivedAt: Date | null;
  createdAt: Date;
  memberCount: number;
}

/** @returns false when the org has a team of that name. */
export async function insertTeam(
  tx: OrgTransaction,
  team: Pick<TeamRow, 'id' | 'name' | 'managerId' | 'calendarId' | 'onCall' | 'fallbackTeamId'> & { now: Date },
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
export type TeamPatch = Partial<
  Pick<TeamRow, 'name' | 'managerId' | 'calendarId' | 'onCall' | 'fallbackTeamId' | 'archivedAt'>
>;

/** Changes a team. @throws Postgres' unique violation when another team of the org has that name. */
export async function updateTeam(tx: OrgTransaction, id: string, patch: TeamPatch): Promise<void> {
  await tx
    .update(teams)
    .set({ ...patch, revision: sql`${teams.revision} + 1` })
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

interface TeamQuery {
  /** Words of the name, without case and accents. */
  q?: string | undefined;
  archived?: boolean | undefined;
  /** Left out: in the order in which they were made. */
  sort?: 'name' | 'members' | undefined;
  descending?: boolean;
}

/** @param page.after where the page before ended: the key of its last row and its id */
export function listTeams(
  tx: OrgTransaction,
  { q = '', archived, sort, descending = false }: TeamQuery,
  page: { limit: number; after: { key: string | number; id: string } | null },
): Promise<(TeamRow & { key: string | number })[]> {
  const key =
    sort === 'name' ? sql<string>`folded(teams.name)` : sort === 'members' ? sql<number>`${shown.memberCount}` : null;
  const { after } = page;
  const words = q.split(/\s+/).filter((word) => word !== '');
  const way = descending ? sql`desc` : sql`asc`;
  return tx
    .select({ ...shown, key: key ?? sql<string>`teams.id::text` })
    .from(teams)
    .where(
      and(
        eq(teams.orgId, tx.orgId),
        ...words.map((word) => sql`folded(teams.name) like '%' || folded(${literally(word)}::text) || '%'`),
        archived === undefined ? undefined : archived ? isNotNull(teams.archivedAt) : isNull(teams.archivedAt),
        after === null
          ? undefined
          : key === null
            ? gt(teams.id, after.id)
            : sql`(${key}, teams.id) ${descending ? sql`<` : sql`>`} (${after.key}, ${after.id}::uuid)`,
      ),
    )
    .orderBy(...(key === null ? [asc(teams.id)] : [sql`${key} ${way}`, sql`teams.id ${way}`]))
    .limit(page.limit);
}

/** Puts a person into a team. @returns false: they were in it */
export async function addMember(tx: OrgTransaction, teamId: string, userId: string): Promise<boolean> {
  const rows = await tx
    .insert(memberships)
    .values({ orgId: tx.orgId, teamId, userId })
    .onConflictDoNothing()
    .returning({ userId: memberships.userId });
  return rows.length > 0;
}

/** Takes a person out of a team. @returns false: they were not in it */
export async function removeMember(tx: OrgTransaction, teamId: string, userId: string): Promise<boolean> {
  const rows = await tx
    .delete(memberships)
    .where(and(eq(memberships.orgId, tx.orgId), eq(memberships.teamId, teamId), eq(memberships.userId, userId)))
    .returning({ userId: memberships.userId });
  return rows.length > 0;
}

/** Teams that are not archived and whose fallback this one is. */
export function teamsFallingBackTo(tx: OrgTransaction, teamId: string): Promise<{ id: string; name: string }[]> {
  return tx
    .select({ id: teams.id, name: teams.name })
    .from(teams)
    .where(and(eq(teams.orgId, tx.orgId), eq(teams.fallbackTeamId, teamId), isNull(teams.archivedAt)))
    .orderBy(asc(teams.name));
}

/** Teams that are not archived and count on this person, as their manager or on call. */
export function teamsCountingOn(
  tx: OrgTransaction,
  userId: string,
): Promise<{ id: string; name: string; isManager: boolean }[]> {
  return tx
    .select({
      id: teams.id,
      name: teams.name,
      isManager: sql<boolean>`${teams.managerId} is not distinct from ${userId}::uuid`,
    })
    .from(teams)
    .where(
      and(
        eq(teams.orgId, tx.orgId),
        isNull(teams.archivedAt),
        sql`(${teams.managerId} = ${userId}::uuid or ${userId}::uuid = any(${teams.onCall}))`,
      ),
    )
    .orderBy(asc(teams.name));
}

/** All teams of the org by their names. */
export function teamNames(tx: OrgTransaction): Promise<{ id: string; name: string; archived: boolean }[]> {
  return tx
    .select({ id: teams.id, name: teams.name, archived: sql<boolean>`${teams.archivedAt} is not null` })
    .from(teams)
    .where(eq(teams.orgId, tx.orgId));
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
