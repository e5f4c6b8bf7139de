import { at } from '../../instants.js';
import type { OrgTransaction } from '../../client.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';

/** People and teams as the rows have them; whether somebody is at work is for the caller's calendar arithmetic. */
export interface PeopleRows {
  users: { id: string; status: UserStatus; calendarId: string | null; onTimeOff: boolean }[];
  teams: { id: string; calendarId: string }[];
}

/** All people of the org, and the teams that have a calendar. @param nowMs of which instant time off is asked */
export async function peopleRows(tx: OrgTransaction, nowMs: number): Promise<PeopleRows> {
  const { rows } = await tx.client.query<PeopleRows>({
    name: 'people',
    text: `
      SELECT
        coalesce((SELECT json_agg(json_build_object('id', u.id, 'status', u.status, 'calendarId', u.calendar_id,
            'onTimeOff', EXISTS (SELECT 1 FROM absences a
              WHERE a.org_id = u.org_id AND a.user_id = u.id AND a.cancelled_at IS NULL
                AND a.from_at <= ${at('$2::float8')}
                AND (a.to_at IS NULL OR a.to_at > ${at('$2::float8')}))))
          FROM users u WHERE u.org_id = $1), '[]') AS users,
        coalesce((SELECT json_agg(json_build_object('id', g.id, 'calendarId', g.calendar_id))
          FROM teams g WHERE g.org_id = $1 AND g.calendar_id IS NOT NULL), '[]') AS teams`,
    values: [tx.orgId, nowMs],
  });
  return rows[0]!;
}

export async function userNames(tx: OrgTransaction, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const { rows } = await tx.client.query<{ id: string; name: string }>({
    name: 'user_names',
    text: 'SELECT id, name FROM users WHERE org_id = $1 AND id = ANY($2::uuid[])',
    values: [tx.orgId, ids],
  });
  return new Map(rows.map(({ id, name }) => [id, name]));
}
