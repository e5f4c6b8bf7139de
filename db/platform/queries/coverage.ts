import type { UserStatus } from '../../../domain/platform/people/user-status.js';
import type { OrgTransaction } from '../../client.js';
import { isRouted } from './roles.js';
import { at, ms } from '../../instants.js';

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
           'fromMs', ${ms('a.from_at')},
           'toMs', ${ms('a.to_at')}) ORDER BY a.from_at)
         FROM absences a WHERE a.org_id = u.org_id AND a.user_id = u.id AND a.cancelled_at IS NULL
           AND a.from_at < ${at('$4')} AND (a.to_at IS NULL OR a.to_at > ${at('$3')})),
         '[]'::json) AS absences
     FROM memberships m JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id
     WHERE m.org_id = $1 AND m.team_id = $2 AND ${isRouted('u')} AND u.status <> 'INACTIVE'
     ORDER BY u.name, u.id`,
    [tx.orgId, teamId, window.fromMs, window.toMs],
  );
  return rows;
}
