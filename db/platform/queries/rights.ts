import type { Database, OrgTransaction } from '../../client.js';
import type { Scope } from '../../../domain/platform/access/grants.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';

export interface PersonStanding {
  role: Role;
  name: string;
  status: UserStatus;
  /** Whether the session goes on; true as well where none was named. */
  sessionLives: boolean;
  /** When it ends at the latest; null: nobody wrote it down. */
  sessionEndsAt: Date | null;
  /** Until they have set up a second factor they may do nothing else. */
  needsFactor: boolean;
  /** Since when their org is suspended; null: it is not. */
  suspendedAt: Date | null;
}

/**
 * What a person is at this moment; null: there is none, or none any more, as their org is deleted.
 * @param sessionId the family of its refresh tokens; null: of a token that names none
 */
export async function findStanding(
  tx: OrgTransaction,
  userId: string,
  sessionId: string | null,
): Promise<PersonStanding | null> {
  const { rows } = await tx.client.query<PersonStanding>({
    name: 'find_standing',
    text: `SELECT u.role, u.name, u.status,
        $3::uuid IS NULL OR coalesce((SELECT bool_and(t.revoked_at IS NULL) FROM refresh_tokens t
          WHERE t.org_id = $1 AND t.family_id = $3 AND t.user_id = u.id), false) AS "sessionLives",
        s.ends_at AS "sessionEndsAt", coalesce(s.needs_factor, false) AS "needsFactor", o.suspended_at AS "suspendedAt"
      FROM users u JOIN orgs o ON o.id = u.org_id AND o.deleted_at IS NULL LEFT JOIN sessions s ON s.org_id = u.org_id AND s.id = $3 AND s.user_id = u.id
      WHERE u.org_id = $1 AND u.id = $2`,
    values: [tx.orgId, userId, sessionId],
  });
  return rows[0] ?? null;
}

export interface KeyStanding {
  orgId: string;
  id: string;
  scopes: Scope[];
  expireAt: Date | null;
  /** Since when its org is suspended; null: it is not. */
  suspendedAt: Date | null;
}

/** An API key that is not revoked, by the SHA-256 of the key, over all orgs; null when there is none. */
export async function findKeyStanding(db: Pick<Database, 'pool'>, hash: string): Promise<KeyStanding | null> {
  const { rows } = await db.pool.query<KeyStanding>({
    name: 'find_key_standing',
    text: `SELECT org_id AS "orgId", id, scopes, expire_at AS "expireAt", tenant_suspended_at AS "suspendedAt"
           FROM find_key_of_tenant($1)`,
    values: [hash],
  });
  return rows[0] ?? null;
}
