import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { OrgTransaction } from '../../client.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';

/** What of the leads is looked through for beginnings: without an index for them, the work must have an end. */
export const RECENT = 5_000;
/** Sources in which a whole externalId is looked for. */
export const SOURCES = 200;

export interface SearchTerms {
  /** Begins a word of a name, an e-mail, an externalId, a key. */
  text: string;
  /** The whole of it, where the text is one; lower-cased. */
  email: string | null;
  /** E.164, where the text is a whole number. */
  phone: string | null;
  /** Digits with a leading `+` or without, where the text is the beginning of a number. */
  phoneStart: string | null;
  id: string | null;
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

/** `$2`: only leads of this owner. Whole matches come from indexes, over all leads; beginnings from the latest ones. */
const LEADS = `
WITH RECURSIVE sources AS (
  (SELECT source FROM leads WHERE org_id = $1 AND external_id IS NOT NULL ORDER BY source LIMIT 1)
  UNION ALL
  SELECT (SELECT l.source FROM leads l WHERE l.org_id = $1 AND l.external_id IS NOT NULL AND l.source > s.source
          ORDER BY l.source LIMIT 1)
  FROM sources s WHERE s.source IS NOT NULL
),
found AS (
  (SELECT id, 0 AS rank FROM leads WHERE org_id = $1 AND id = $3::uuid)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND email = $4 AND ($2::uuid IS NULL OR owner_id = $2)
   ORDER BY received_at DESC LIMIT $9)
  UNION ALL
  (SELECT id, 0 FROM leads WHERE org_id = $1 AND phone = $5 AND ($2::uuid IS NULL OR owner_id = $2)
   ORDER BY received_at DESC LIMIT $9)
  UNION ALL
  (SELECT l.id, 0 FROM (SELECT source FROM sources WHERE source IS NOT NULL LIMIT ${SOURCES}) s
   JOIN leads l ON l.org_id = $1 AND l.source = s.source AND l.external_id = $8
   WHERE $2::uuid IS NULL OR l.owner_id = $2 LIMIT $9)
  UNION ALL
  (SELECT id, 1 FROM (
     SELECT id, name, email, phone, external_id, received_at FROM leads
     WHERE org_id = $1 AND ($2::uuid IS NULL OR owner_id = $2) ORDER BY received_at DESC, id DESC LIMIT ${RECENT}) recent
   WHERE name ILIKE $6 OR name ILIKE '% ' || $6 OR email LIKE lower($6) OR external_id ILIKE $6 OR phone LIKE $7
   ORDER BY received_at DESC, id DESC LIMIT $9)
)
SELECT l.id, l.name, l.email, l.phone, l.external_id AS "externalId", l.status, l.owner_id AS "ownerId",
  l.received_at AS "receivedAt"
FROM (SELECT id, min(rank) AS rank FROM found GROUP BY id) f JOIN leads l ON l.org_id = $1 AND l.id = f.id
WHERE $2::uuid IS NULL OR l.owner_id = $2
ORDER BY f.rank, l.received_at DESC, l.id DESC LIMIT $9`;

const startsWith = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`;

/** Whole matches first, the latest first. @param onlyOwner no other leads are there; null: all are */
export async function searchLeads(
  tx: OrgTransaction,
  terms: SearchTerms,
  onlyOwner: string | null,
  limit: number,
): Promise<FoundLead[]> {
  const { id, email, phone, text } = terms;
  const phoneStart = terms.phoneStart === null ? null : startsWith(terms.phoneStart);
  const { rows } = await tx.client.query<FoundLead>(LEADS, [
    tx.orgId,
    onlyOwner,
    id,
    email,
    phone,
    startsWith(text),
    phoneStart,
    text,
    limit,
  ]);
  return rows;
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
     WHERE org_id = $1 AND (name ILIKE $2 OR name ILIKE '% ' || $2 OR email ILIKE $2) ORDER BY lower(name), id LIMIT $3`,
    [tx.orgId, startsWith(text), limit],
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
     WHERE org_id = $1 AND (name ILIKE $2 OR name ILIKE '% ' || $2 OR key ILIKE $2) ORDER BY lower(name), id LIMIT $3`,
    [tx.orgId, startsWith(text), limit],
  );
  return rows;
}
