import { and, asc, eq, gt, isNotNull, ne, sql } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { memberships } from '../schema/teams.js';
import type { AccessMailStatus, MailFault } from '../../../domain/platform/access/links.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import { skills, users } from '../schema/users.js';
import { type UserStatus } from '../../../domain/platform/people/user-status.js';

const shown = {
  id: users.id,
  email: users.email,
  name: users.name,
  role: users.role,
  status: users.status,
  capacity: users.capacity,
  calendarId: users.calendarId,
  languages: users.languages,
  territories: users.territories,
  busyUntil: users.busyUntil,
  backAt: users.backAt,
  createdAt: users.createdAt,
  invited: sql<boolean>`${users.passwordHash} is null`,
  invitation: sql<Invitation | null>`(
    select json_build_object('status', m.status, 'statusAt', m.status_at, 'fault', m.fault, 'nextTryAt', m.next_try_at,
      'expireAt', m.expire_at)
    from access_mails m where m.org_id = users.org_id and m.user_id = users.id and m.kind = 'INVITATION'
      and users.password_hash is null order by m.created_at desc, m.id desc limit 1)`,
  // Names written out: drizzle leaves the table off a column, and inside the sub-select it would mean another one.
  teamIds: sql<string[]>`array(
    select m.team_id::text from memberships m
    where m.org_id = users.org_id and m.user_id = users.id order by m.team_id)`,
  skills: sql<UserSkill[]>`coalesce((
    select json_agg(json_build_object('skill', s.skill, 'level', s.level) order by s.skill)
    from skills s where s.org_id = users.org_id and s.user_id = users.id), '[]'::json)`,
};

/** What became of the last invitation of a person who has no password yet. Instants as JSON has them. */
export interface Invitation {
  status: AccessMailStatus;
  statusAt: string;
  fault: MailFault | null;
  nextTryAt: string | null;
  expireAt: string;
}

/** What a person can do, and how well: 1 to 5. */
export interface UserSkill {
  skill: string;
  level: number;
}

export interface UserRow {
  id: string;
  email: string;
  name: string;
  role: Role;
  status: UserStatus;
  capacity: number;
  calendarId: string | null;
  /** Primary languages, lower case. */
  languages: string[];
  /** ISO 3166-1 codes; none: everywhere. */
  territories: string[];
  busyUntil: Date | null;
  backAt: Date | null;
  createdAt: Date;
  invited: boolean;
  invitation: Invitation | null;
  teamIds: string[];
  skills: UserSkill[];
}

export type NewUser = Omit<UserRow, 'invited' | 'invitation' | 'createdAt' | 'busyUntil' | 'backAt'> & {
  passwordHash: string | null;
  now: Date;
};

/** @returns false when the org has somebody with that e-mail. */
export async function insertUser(tx: OrgTransaction, user: NewUser): Promise<boolean> {
  const { now, teamIds, skills: known, ...values } = user;
  const rows = await tx
    .insert(users)
    .values({ ...values, emailFolded: foldEmail(values.email), orgId: tx.orgId, createdAt: now })
    .onConflictDoNothing()
    .returning({ id: users.id });
  if (rows.length === 0) return false;
  await addTeams(tx, user.id, teamIds);
  await addSkills(tx, user.id, known);
  return true;
}

async function addTeams(tx: OrgTransaction, userId: string, teamIds: string[]): Promise<void> {
  if (teamIds.length === 0) return;
  await tx.insert(memberships).values(teamIds.map((teamId) => ({ orgId: tx.orgId, teamId, userId })));
}

async function addSkills(tx: OrgTransaction, userId: string, known: UserSkill[]): Promise<void> {
  if (known.length === 0) return;
  await tx.insert(skills).values(known.map((one) => ({ orgId: tx.orgId, userId, ...one })));
}

/** What of a person can be changed; what is left out stays. */
export type UserPatch = Partial<
  Pick<
    UserRow,
    | 'name'
    | 'role'
    | 'teamIds'
    | 'skills'
    | 'languages'
    | 'territories'
    | 'capacity'
    | 'calendarId'
    | 'status'
    | 'backAt'
  >
>;

/** Changes a person, who must be locked. */
export async function updateUser(tx: OrgTransaction, id: string, patch: UserPatch): Promise<void> {
  const { teamIds, skills: known, ...columns } = patch;
  if (Object.keys(columns).length > 0) {
    await tx
      .update(users)
      .set(columns)
      .where(and(eq(users.orgId, tx.orgId), eq(users.id, id)));
  }
  if (teamIds) {
    await tx.delete(memberships).where(and(eq(memberships.orgId, tx.orgId), eq(memberships.userId, id)));
    await addTeams(tx, id, teamIds);
  }
  if (known) {
    await tx.delete(skills).where(and(eq(skills.orgId, tx.orgId), eq(skills.userId, id)));
    await addSkills(tx, id, known);
  }
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findUser(tx: OrgTransaction, id: string, lock = false): Promise<UserRow | null> {
  const where = and(eq(users.orgId, tx.orgId), eq(users.id, id));
  if (lock) await tx.select({ id: users.id }).from(users).where(where).for('no key update');
  const [row] = await tx.select(shown).from(users).where(where);
  return row ?? null;
}

/** One at a time takes an admin from the org: of two at once, each would see the other's still there. */
export async function lockAdmins(tx: OrgTransaction): Promise<void> {
  await tx.execute(sql`SELECT pg_advisory_xact_lock(hashtextextended('admins:' || ${tx.orgId}::text, 0))`);
}

/** Whether there is an admin besides this one who can log in. */
export async function hasOtherAdmin(tx: OrgTransaction, id: string): Promise<boolean> {
  const others = and(
    eq(users.orgId, tx.orgId),
    ne(users.id, id),
    eq(users.role, 'ADMIN'),
    ne(users.status, 'INACTIVE'),
    isNotNull(users.passwordHash),
  );
  return (await tx.select({ id: users.id }).from(users).where(others).limit(1)).length > 0;
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
