import type { CalendarDefinition } from '../../../domain/engine/calendars/types.js';
import type { AbsenceSpan } from '../../../domain/platform/absence/absence.js';
import type { Role } from '../../../domain/platform/access/roles.js';
import type { UserStatus } from '../../../domain/platform/people/user-status.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';
import { LOAD_OF_P } from './settlement/candidates.js';

/** Somebody who could be given a lead, as the rows have them; whether they work now is for calendar arithmetic. */
export interface AssigneeRow {
  id: string;
  name: string;
  role: Role;
  status: UserStatus;
  capacity: number;
  /** Of the capacity, as routing counts it: weights of their leads, and places kept for offers. */
  load: number;
  openLeads: number;
  busyUntilMs: number | null;
  calendarId: string | null;
  /** Null: they have none, or it is gone. */
  calendar: CalendarDefinition | null;
  /** Those that are not over. */
  absences: AbsenceSpan[];
}

/**
 * Everybody of these roles, or one of them, with their load, hours and time off as of an instant, by name.
 * @param who.userId only this one
 */
export async function listAssignees(
  tx: OrgTransaction,
  { roles, userId = null }: { roles: readonly Role[]; userId?: string | null },
  now: Date,
): Promise<AssigneeRow[]> {
  const { rows } = await tx.client.query<AssigneeRow>({
    name: 'assignees',
    text: `
      SELECT p.id, p.name, p.role, p.status, p.capacity, (${LOAD_OF_P})::float8 AS load,
        (SELECT count(*) FROM leads l WHERE l.org_id = $1 AND l.owner_id = p.id AND l.closed_at IS NULL
          AND l.status IN ('ASSIGNED', 'CONTACTED', 'OFFERED'))::int AS "openLeads",
        ${ms('p.busy_until')} AS "busyUntilMs", p.calendar_id AS "calendarId", c.definition AS calendar,
        coalesce((SELECT json_agg(json_build_object('fromMs', ${ms('a.from_at')}, 'toMs', ${ms('a.to_at')}))
          FROM absences a WHERE a.org_id = $1 AND a.user_id = p.id AND a.cancelled_at IS NULL
            AND (a.to_at IS NULL OR a.to_at > $3::timestamptz)), '[]'::json) AS absences
      FROM users p LEFT JOIN calendars c ON c.org_id = p.org_id AND c.id = p.calendar_id
      WHERE p.org_id = $1 AND p.role = ANY($2::text[]) AND ($4::uuid IS NULL OR p.id = $4)
      ORDER BY lower(p.name), p.id`,
    values: [tx.orgId, roles, now, userId],
  });
  return rows;
}
