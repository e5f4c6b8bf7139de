import type { OrgTransaction } from '../../client.js';

/** A team, and somebody of it, who stand for whoever a flow will find. */
export interface ExampleOwner {
  teamId: string;
  teamName: string;
  /** Null: the team has nobody. */
  ownerId: string | null;
  ownerName: string | null;
}

/**
 * The first of the teams that is there, and of its people the first by name; those with hours of their own come first.
 * @param teamIds in the order in which they are asked
 * @returns null: none of them is there
 */
export async function exampleOwner(tx: OrgTransaction, teamIds: readonly string[]): Promise<ExampleOwner | null> {
  const { rows } = await tx.client.query<ExampleOwner>(
    `SELECT g.id AS "teamId", g.name AS "teamName", u.id AS "ownerId", u.name AS "ownerName"
     FROM unnest($2::uuid[]) WITH ORDINALITY AS asked(id, place)
     JOIN teams g ON g.org_id = $1 AND g.id = asked.id AND g.archived_at IS NULL
     LEFT JOIN memberships m ON m.org_id = g.org_id AND m.team_id = g.id
     LEFT JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id AND u.status <> 'INACTIVE'
     ORDER BY asked.place, u.id IS NULL, u.calendar_id IS NULL, u.name, u.id LIMIT 1`,
    [tx.orgId, teamIds],
  );
  return rows[0] ?? null;
}
