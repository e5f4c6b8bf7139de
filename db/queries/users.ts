import { and, asc, eq, gt, ne, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../client.js';
import { memberships } from '../schema/teams.js';
import { skills, users, type Role, type UserStatus } from '../schema/users.js';

const shown = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  status: users.status,
  capacity: users.capacity,
  calendarId: users.calendarId,
  createdAt: users.createdAt,
  invited: sql<boolean>`${users.passwordHash} is null`,
  // Names written out: drizzle leaves the table off a column, and inside the sub-select it would mean another one.
  teamIds: sql<string[]>`array(
    select m.team_id::text from memberships m
    where m.org_id = users.org_id and m.user_id = users.id order by m.team_id)`,
  skills: sql<string[]>`array(
    select s.skill from skills s where s.org_id = users.org_id and s.user_id = users.id order by s.skill)`,
};

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: UserStatus;
  capacity: number;
  calendarId: string | null;
  createdAt: Date;
  invited: boolean;
  teamIds: string[];
  skills: string[];
}

export type NewUser = Omit<UserRow, 'invited' | 'createdAt'> & { passwordHash: string | null; now: Date };

/** @returns false when the org has somebody with that e-mail. */
export async function insertUser(tx: OrgTransaction, user: NewUser): Promise<boolean> {
  const { now, teamIds, skills: known, ...values } = user;
  const rows = await tx
    .insert(users)
    .values({ ...values, orgId: tx.orgId, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (rows.length === 0) return false;
  if (teamIds.length > 0) {
    await tx.insert(memberships).values(teamIds.map((teamId) => ({ orgId: tx.orgId, teamId, userId: user.id })));
  }
  if (known.length > 0) {
    await tx.insert(skills).values(known.map((skill) => ({ orgId: tx.orgId, userId: user.id, skill })));
  }
  return true;
}

export async function findUser(tx: OrgTransaction, id: string): Promise<UserRow | null> {
  const [row] = await tx
    .select(shown)
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, id)));
  return row ?? null;
}

export function listUsers(tx: OrgTransaction, page: { limit: number; after: string | null }): Promise<UserRow[]> {
  return tx
    .select(shown)
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), page.after === null ? undefined : gt(users.id, page.after)))
    .orderBy(asc(users.id))
    .limit(page.limit);
}

/** Ids of all people of the org that are not inactive: what a flow's definition may name. */
export async function activeUserIds(tx: OrgTransaction): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), ne(users.status, 'INACTIVE')));
  return rows.map(({ id }) => id);
}
