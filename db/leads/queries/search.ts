import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { OrgTransaction } from '../../client.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import { markOf, searchQuery } from '../../../domain/leads/search/words.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';

/** The latest are looked through one by one: what many leads are called is found there, and the latest first. */
const RECENT = 1_000;
/** Of older leads that fit so many are looked at, so that a common word costs no more than a rare one. */
const OLDER = 200;

export interface SearchTerms {
  /** As it was typed. */
  text: string;
  /** The whole of it, where the text is one; lower-cased. */
  email: string | null;
  /** E.164, where the text is a whole number. */
  phone: string | null;
  /** The ids that begin with the text, from the first to the last, where it is the beginning of one. */
  ids: readonly [string, string] | null;
}

export interface FoundLead {
  id: string;
  name: string | null;
  email: string | null;
  phone: string | null;
  externalId: string | null;
  status: LeadStatus;
  ownerId: string | null;
  receivedAt: Date;
}

/** `$2`: only leads of this owner. Whole matches come from indexes, over all leads; beginnings of words from the latest ones. */
const LEADS = `
WITH found AS (
  (SELECT id, 0 AS rank FROM leads
   WHERE org_id = $1 AND id BETWEEN $3::uuid AND $4::uuid AND ($2::uuid IS NULL OR owner_id = $2) ORDER BY id LIMIT $9)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND email = $5 AND ($2::uuid IS NULL OR owner_id = $2)
   ORDER BY received_at DESC LIMIT $9)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND phone = $6 AND ($2::uuid IS NULL OR owner_id = $2)
   ORDER BY received_at DESC LIMIT $9)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND external_id = $7 AND identity_scope IS NULL
   AND ($2::uuid IS NULL OR owner_id = $2) LIMIT $9)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND external_id = $7 AND identity_scope IS NOT NULL
   AND ($2::uuid IS NULL OR owner_id = $2) LIMIT $9)
  UNION ALL
  (SELECT id, 1 FROM (
     SELECT org_id, id, received_at FROM leads
     WHERE org_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) ORDER BY received_at DESC, id DESC LIMIT ${RECENT}) recent
   JOIN lead_words w USING (org_id) WHERE w.lead_id = recent.id AND w.words @@ $8::tsquery ORDER BY received_at DESC, id DESC LIMIT $9)
)
SELECT l.id, l.name, l.email, l.phone, l.external_id AS "externalId", l.status, l.owner_id AS "ownerId",
  l.received_at AS "receivedAt"
FROM (SELECT id, min(rank) AS rank FROM found GROUP BY id) f JOIN leads l ON l.org_id = $1 AND l.id = f.id
WHERE $2::uuid IS NULL OR l.owner_id = $2
ORDER BY f.rank, l.received_at DESC, l.id DESC LIMIT $9`;

const OLDER_LEADS = `
SELECT l.id, l.name, l.email, l.phone, l.external_id AS "externalId", l.status, l.owner_id AS "ownerId",
  l.received_at AS "receivedAt"
FROM leads_with_words($3::tsquery, $2::uuid, ${OLDER}) AS found (id) JOIN leads l ON l.org_id = $1 AND l.id = found.id
WHERE ($2::uuid IS NULL OR l.owner_id = $2) AND l.id <> ALL ($4::uuid[])
ORDER BY l.received_at DESC, l.id DESC LIMIT $5`;

/** Whole matches first, then the latest. @param onlyOwner no other leads are there; null: all are */
export async function searchLeads(
  tx: OrgTransaction,
  terms: SearchTerms,
  onlyOwner: string | null,
  limit: number,
): Promise<FoundLead[]> {
  const { ids, email, phone, text } = terms;
  const query = searchQuery(text, markOf(tx.orgId));
  if (query === null) return [];
  const [first, last] = ids ?? [null, null];
  const values = [tx.orgId, onlyOwner, first, last, email, phone, text, query, limit];
  const { rows } = await tx.client.query<FoundLead>(LEADS, values);
  if (rows.length >= limit) return rows;
  const known = rows.map(({ id }) => id);
  const older = await tx.client.query<FoundLead>(OLDER_LEADS, [tx.orgId, onlyOwner, query, known, limit - rows.length]);
  return [...rows, ...older.rows];
}

export interface FoundUser {
  id: string;
  name: string;
  email: string;
  role: Role;
  status: UserStatus;
}

/** By name. Everybody is looked at: an org has hundreds of people, not millions. */
export async function searchUsers(tx: OrgTransaction, { text }: SearchTerms, limit: number): Promise<FoundUser[]> {
  const { rows } = await tx.client.query<FoundUser>(
    `SELECT id, name, email, role, status FROM users
     WHERE org_id = $1 AND words_of('', name, lower(email), NULL, NULL) @@ $2::tsquery ORDER BY lower(name), id LIMIT $3`,
    [tx.orgId, searchQuery(text), limit],
  );
  return rows;
}

export interface FoundFlow {
  id: string;
  key: string;
  name: string;
  active: boolean;
}

/** By name. */
export async function searchFlows(tx: OrgTransaction, { text }: SearchTerms, limit: number): Promise<FoundFlow[]> {
  const { rows } = await tx.client.query<FoundFlow>(
    `SELECT id, key, name, active FROM flows
     WHERE org_id = $1 AND words_of('', name, NULL, NULL, key) @@ $2::tsquery ORDER BY lower(name), id LIMIT $3`,
    [tx.orgId, searchQuery(text), limit],
  );
  return rows;
}
