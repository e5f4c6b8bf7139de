import type { UserStatus } from '../schema/users.js';
import type { OrgTransaction } from '../../client.js';
import { isRouted } from './roles.js';

export interface TeamMember {
  name: string;
  status: UserStatus;
  calendarId: string | null;
  /** Absences that share an instant with the window; epoch milliseconds. */
  absences: { fromMs: number; toMs: number | null }[];
}

/**
 * Those of a team whom routing may choose and who are not inactive, by name, with their absences in a window (epoch
 * milliseconds).
 */
export async function teamMembers(
  tx: OrgTransaction,
  teamId: string,
  window: { fromMs: number; toMs: number },
): Promise<TeamMember[]> {
  const { rows } = await tx.client.query<TeamMember>(
    `SELECT u.name, u.status, u.calendar_id AS "calendarId",
       coalesce((SELECT json_agg(json_build_object(
           'fromMs', round(extract(epoch FROM a.from_at) * 1000)::bigint,
           'toMs', round(extract(epoch FROM a.to_at) * 1000)::bigint) ORDER BY a.from_at)
         FROM absences a WHERE a.org_id = u.org_id AND a.user_id = u.id AND a.cancelled_at IS NULL
           AND a.from_at < to_timestamp($4 / 1000.0) AND (a.to_at IS NULL OR a.to_at > to_timestamp($3 / 1000.0))),
         '[]'::json) AS absences
     FROM memberships m JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id
     WHERE m.org_id = $1 AND m.team_id = $2 AND ${isRouted('u')} AND u.status <> 'INACTIVE'
     ORDER BY u.name, u.id`,
    [tx.orgId, teamId, window.fromMs, window.toMs],
  );
  return rows;
}
