import { and, eq, inArray, isNotNull, ne } from 'drizzle-orm';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import type { OrgTransaction } from '../../client.js';
import { users } from '../schema/users.js';
import { findUsers, type NewUser, type UserPatch, type UserRow } from './users.js';

/** One import at a time: of two at once each would make the same people. Until the transaction ends. */
export async function lockImport(tx: OrgTransaction): Promise<void> {
  await tx.client.query("SELECT pg_advisory_xact_lock(hashtextextended('people-import:' || $1, 0))", [tx.orgId]);
}

/** The org's people who have these addresses, by the address as `foldEmail` folds it. @param emails folded */
export async function peopleByEmail(tx: OrgTransaction, emails: readonly string[]): Promise<Map<string, UserRow>> {
  if (emails.length === 0) return new Map();
  const { rows } = await tx.client.query<{ id: string }>({
    name: 'people_by_email',
    text: `SELECT u.id FROM users u WHERE u.org_id = $1 AND (u.email_folded = ANY($2::text[])
      OR (u.email_folded IS NULL AND lower(u.email) = ANY($2::text[])))`,
    values: [tx.orgId, emails],
  });
  const found = await findUsers(
    tx,
    rows.map(({ id }) => id),
  );
  return new Map(found.map((user) => [foldEmail(user.email), user]));
}

/** Locks people against all who change them, in the order of their ids. */
export async function lockPeople(tx: OrgTransaction, ids: readonly string[]): Promise<void> {
  await tx.client.query(
    'SELECT id FROM users WHERE org_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE',
    [tx.orgId, ids],
  );
}

/** Admins who can log in. */
export async function activeAdminIds(tx: OrgTransaction): Promise<string[]> {
  const rows = await tx
    .select({ id: users.id })
    .from(users)
    .where(
      and(
        eq(users.orgId, tx.orgId),
        inArray(users.role, ['ADMIN']),
        ne(users.status, 'INACTIVE'),
        isNotNull(users.passwordHash),
      ),
    );
  return rows.map(({ id }) => id);
}

const PARTS = `
  teams AS (INSERT INTO memberships (org_id, team_id, user_id)
    SELECT $1, t.id::uuid, r.id FROM given r CROSS JOIN LATERAL jsonb_array_elements_text(r."teamIds") AS t(id)
    WHERE r."teamIds" IS NOT NULL),
  known AS (INSERT INTO skills (org_id, user_id, skill, level)
    SELECT $1, r.id, s.skill, s.level FROM given r
      CROSS JOIN LATERAL jsonb_to_recordset(r.skills) AS s(skill text, level int)
    WHERE r.skills IS NOT NULL)`;
const COLUMNS = `id uuid, email text, folded text, name text, role text, capacity int, languages jsonb, territories jsonb,
  "calendarId" uuid, "teamIds" jsonb, skills jsonb`;
const textsOf = (column: string): string => `ARRAY(SELECT jsonb_array_elements_text(r.${column}))`;

/** Makes people who have no password yet. @returns how many: fewer, where an address was taken meanwhile */
export async function insertPeople(
  tx: OrgTransaction,
  people: readonly Omit<NewUser, 'passwordHash' | 'now' | 'status'>[],
  now: Date,
): Promise<number> {
  const given = people.map((one) => ({ ...one, folded: foldEmail(one.email) }));
  const { rowCount } = await tx.client.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(${COLUMNS}))
     INSERT INTO users (org_id, id, email, email_folded, name, role, capacity, languages, territories, calendar_id, created_at)
     SELECT $1, r.id, r.email, r.folded, r.name, r.role, r.capacity, ${textsOf('languages')}, ${textsOf('territories')},
       r."calendarId", $3::timestamptz FROM given r ON CONFLICT DO NOTHING`,
    [tx.orgId, JSON.stringify(given), now],
  );
  if (rowCount === people.length) await writeParts(tx, given);
  return rowCount ?? 0;
}

/** Changes people, who must be locked. */
export async function changePeople(
  tx: OrgTransaction,
  changes: readonly { id: string; patch: UserPatch }[],
): Promise<void> {
  const given = changes.map(({ id, patch }) => ({ id, ...patch }));
  await tx.client.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(${COLUMNS}))
     UPDATE users u SET name = coalesce(r.name, u.name), role = coalesce(r.role, u.role),
       capacity = coalesce(r.capacity, u.capacity), calendar_id = coalesce(r."calendarId", u.calendar_id),
       languages = CASE WHEN r.languages IS NULL THEN u.languages ELSE ${textsOf('languages')} END,
       territories = CASE WHEN r.territories IS NULL THEN u.territories ELSE ${textsOf('territories')} END,
       revision = u.revision + 1
     FROM given r WHERE u.org_id = $1 AND u.id = r.id`,
    [tx.orgId, JSON.stringify(given)],
  );
  const idsWith = (field: keyof UserPatch) => changes.filter(({ patch }) => patch[field]).map(({ id }) => id);
  await tx.client.query('DELETE FROM memberships WHERE org_id = $1 AND user_id = ANY($2::uuid[])', [
    tx.orgId,
    idsWith('teamIds'),
  ]);
  await tx.client.query('DELETE FROM skills WHERE org_id = $1 AND user_id = ANY($2::uuid[])', [
    tx.orgId,
    idsWith('skills'),
  ]);
  await writeParts(tx, given);
}

async function writeParts(tx: OrgTransaction, given: readonly object[]): Promise<void> {
  await tx.client.query(
    `WITH given AS (SELECT * FROM jsonb_to_recordset($2::jsonb) AS r(${COLUMNS})), ${PARTS} SELECT`,
    [tx.orgId, JSON.stringify(given)],
  );
}

/** Tells the audit log of many people at once: an entry each. */
export async function writePeopleAudit(
  tx: OrgTransaction,
  stamp: { actor: Actor; traceId: string; at: Date },
  entries: readonly { action: PlatformAction; id: string; before: unknown; after: unknown }[],
): Promise<void> {
  await tx.client.query(
    `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, before, after, trace_id)
     SELECT $1, $3::timestamptz, $4, $5, r.action, 'user', r.id, r.before, r.after, $6
     FROM jsonb_to_recordset($2::jsonb) AS r(action text, id text, before jsonb, after jsonb)`,
    [tx.orgId, JSON.stringify(entries), stamp.at, stamp.actor.type, stamp.actor.id, stamp.traceId],
  );
}
