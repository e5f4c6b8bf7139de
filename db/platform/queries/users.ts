import { and, asc, eq, gt, isNotNull, ne, or, sql, type SQL } from 'drizzle-orm';
import type { OrgTransaction } from '../../client.js';
import { memberships } from '../schema/teams.js';
import type { AccessMailStatus, MailFault } from '../../../domain/platform/access/links.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import type { PersonState } from '../../../domain/platform/people/state.js';
import { ms } from '../../instants.js';
import { literally } from '../predicates.js';
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
  revision: users.revision,
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
  /** Counts the edits. */
  revision: number;
  invited: boolean;
  invitation: Invitation | null;
  teamIds: string[];
  skills: UserSkill[];
}

export type NewUser = Omit<UserRow, 'invited' | 'invitation' | 'createdAt' | 'busyUntil' | 'backAt' | 'revision'> & {
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
    | 'email'
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
  await tx
    .update(users)
    .set({
      ...columns,
      ...(columns.email === undefined ? {} : { emailFolded: foldEmail(columns.email) }),
      // To be back is no edit: a form that is open meanwhile stays good.
      ...(Object.keys(patch).join() === 'backAt' ? {} : { revision: sql`${users.revision} + 1` }),
    })
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, id)));
  if (teamIds) {
    await tx.delete(memberships).where(and(eq(memberships.orgId, tx.orgId), eq(memberships.userId, id)));
    await addTeams(tx, id, teamIds);
  }
  if (known) {
    await tx.delete(skills).where(and(eq(skills.orgId, tx.orgId), eq(skills.userId, id)));
    await addSkills(tx, id, known);
  }
}

/** Counts an edit of a person that was made elsewhere, such as in the list of a team's members. */
export async function touchUser(tx: OrgTransaction, id: string): Promise<void> {
  await updateUser(tx, id, {});
}

/** Whether somebody else of the org has that e-mail address. */
export async function isEmailTaken(tx: OrgTransaction, email: string, exceptId: string): Promise<boolean> {
  const isAsGood = or(eq(users.emailFolded, foldEmail(email)), sql`lower(${users.email}) = lower(${email})`);
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), ne(users.id, exceptId), isAsGood))
    .limit(1);
  return rows.length > 0;
}

/** @param lock for changes: whoever comes second sees what the first one did. */
export async function findUser(tx: OrgTransaction, id: string, lock = false): Promise<UserRow | null> {
  const where = and(eq(users.orgId, tx.orgId), eq(users.id, id));
  if (lock) await tx.select({ id: users.id }).from(users).where(where).for('no key update');
  const [row] = await tx.select(shown).from(users).where(where);
  return row ?? null;
}

/** These people, in any order. */
export function findUsers(tx: OrgTransaction, ids: readonly string[]): Promise<UserRow[]> {
  return tx
    .select(shown)
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), sql`users.id = any(${sql.param([...ids])}::uuid[])`));
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

/** Time off that is not over: the one that goes on, else the next one. Instants as epoch milliseconds. */
interface NextAbsence {
  id: string;
  fromMs: number;
  toMs: number;
}

export type ListedUser = UserRow & {
  state: PersonState;
  absence: NextAbsence | null;
  /** What the list is ordered by, as its cursor has it. */
  key: string | number;
};

interface PeopleQuery {
  /** Words of a name or an e-mail address. */
  q?: string | undefined;
  role?: Role | undefined;
  state?: PersonState | undefined;
  teamId?: string | undefined;
  /** Left out: in the order in which they came. */
  sort?: 'name' | 'openLeads' | 'absence' | 'createdAt' | undefined;
  descending?: boolean;
  /** Open leads by person, where the list is sorted by them; who is not in it has none. */
  openLeads?: ReadonlyMap<string, number>;
}

const notOver = (now: Date): SQL =>
  sql`a.org_id = users.org_id and a.user_id = users.id and a.cancelled_at is null and a.cause = 'TIME_OFF'
    and a.to_at > ${now.toISOString()}::timestamptz`;

/** Whoever comes in by single sign-on needs no password to be here. */
const stateAt = (now: Date): SQL<PersonState> => sql<PersonState>`case
  when users.status = 'INACTIVE' then 'DEACTIVATED'
  when users.password_hash is null and not exists (
    select from identities i where i.org_id = users.org_id and i.user_id = users.id) then 'INVITED'
  when users.status = 'AWAY' or exists (select from absences a
    where ${notOver(now)} and a.from_at <= ${now.toISOString()}::timestamptz) then 'AWAY'
  else 'ACTIVE' end`;

const listedAt = (now: Date) => ({
  ...shown,
  state: stateAt(now),
  absence: sql<NextAbsence | null>`(select json_build_object('id', a.id, 'fromMs', ${sql.raw(ms('a.from_at'))},
      'toMs', ${sql.raw(ms('a.to_at'))}) from absences a where ${notOver(now)} order by a.from_at limit 1)`,
});

/** What a list is ordered by. Who has no time off comes after all who have, either way. */
function keyOf({ sort, openLeads, descending }: PeopleQuery, now: Date): SQL<string | number> | null {
  switch (sort) {
    case undefined:
      return null;
    case 'name':
      return sql`folded(users.name)`;
    case 'createdAt':
      return sql`${sql.raw(ms('users.created_at'))}`;
    case 'absence':
      return sql`coalesce((select min(${sql.raw(ms('a.from_at'))}) from absences a where ${notOver(now)}),
        ${descending ? -1 : 1e15}::float8)::float8`;
    case 'openLeads': {
      const counts = JSON.stringify(Object.fromEntries(openLeads ?? []));
      return sql`coalesce((${counts}::jsonb ->> users.id::text)::int, 0)`;
    }
  }
}

/**
 * A page of the org's people, with their state and next time off.
 * @param page.after where the page before ended: the key of its last row (its id, where nothing is sorted) and its id
 */
export async function listUsers(
  tx: OrgTransaction,
  query: PeopleQuery,
  page: { limit: number; after: { key: string | number; id: string } | null },
  now: Date,
): Promise<ListedUser[]> {
  const { q = '', role, state, teamId, descending = false } = query;
  const key = keyOf(query, now);
  const { after } = page;
  const words = q.split(/\s+/).filter((word) => word !== '');
  const past = descending ? sql`<` : sql`>`;
  const where = [
    eq(users.orgId, tx.orgId),
    ...words.map(
      (word) => sql`folded(users.name || ' ' || users.email) like '%' || folded(${literally(word)}::text) || '%'`,
    ),
    role === undefined ? undefined : eq(users.role, role),
    state === undefined ? undefined : sql`${stateAt(now)} = ${state}`,
    teamId === undefined
      ? undefined
      : sql`exists (select from memberships m where m.org_id = users.org_id and m.user_id = users.id
          and m.team_id = ${teamId}::uuid)`,
    after === null
      ? undefined
      : key === null
        ? gt(users.id, after.id)
        : sql`(${key}, users.id) ${past} (${after.key}, ${after.id}::uuid)`,
  ];
  const way = descending ? sql`desc` : sql`asc`;
  return tx
    .select({ ...listedAt(now), key: key ?? sql<string>`users.id::text` })
    .from(users)
    .where(and(...where))
    .orderBy(...(key === null ? [asc(users.id)] : [sql`${key} ${way}`, sql`users.id ${way}`]))
    .limit(page.limit);
}

/** One person as the list has them. */
export async function findListedUser(
  tx: OrgTransaction,
  id: string,
  now: Date,
): Promise<Omit<ListedUser, 'key'> | null> {
  const [row] = await tx
    .select(listedAt(now))
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), eq(users.id, id)));
  return row ?? null;
}

/** All people of the org that are not inactive, with their roles: what a flow's definition may name. */
export async function activeUsers(tx: OrgTransaction): Promise<{ id: string; role: Role }[]> {
  return tx
    .select({ id: users.id, role: users.role })
    .from(users)
    .where(and(eq(users.orgId, tx.orgId), ne(users.status, 'INACTIVE')));
}
