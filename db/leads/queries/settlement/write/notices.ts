import { initialStatus } from '../../../../../domain/platform/notices/delivery.js';
import { isManaging } from '../../../../platform/queries/roles.js';
import { SETTLED_AT, ORG } from './columns.js';
import type { Part } from './part.js';

/**
 * A notice to the team goes to its active members. One to the managers, or to a team without any, goes to the team's
 * manager; while they are away, to the first on call who is not; to the manager after all, where all of them are away. A team that
 * has none of these goes to every active manager of the org.
 */
export const newNotices: Part = {
  name: 'new_notices',
  rows: ({ drafts, outgoing }) =>
    drafts.flatMap(({ lead, changes }) =>
      changes.notices.map(({ channels, ...one }) => {
        const deliveries = channels.map((channel) => ({ channel, status: initialStatus(channel, outgoing) }));
        // Processes of the version before know one channel, and deliver by this.
        const mail_status = deliveries.find(({ channel }) => channel === 'email')?.status ?? 'NONE';
        return { ...one, lead_id: one.leadId ?? lead.id, deliveries, mail_status };
      }),
    ),
  sql: (
    rows,
  ) => `SELECT DISTINCT ON (w.user_id, r.dedupe_key) notice_id(${ORG}, w.user_id, r.dedupe_key) AS id, w.user_id, r.kind, r.lead_id, r.subject, r.text, r.dedupe_key, r.mail_status, r.deliveries
    FROM (SELECT *, "dedupeKey" AS dedupe_key FROM jsonb_to_recordset(${rows}) AS r(kind text, "userId" uuid, "teamId" uuid,
      team bool, subject text, text text, "dedupeKey" text, lead_id uuid, mail_status text, deliveries jsonb)) r
    CROSS JOIN LATERAL (SELECT
      ARRAY(SELECT m.user_id FROM memberships m JOIN users v ON v.org_id = m.org_id AND v.id = m.user_id
        WHERE r.team AND m.org_id = ${ORG} AND m.team_id = r."teamId" AND v.status = 'ACTIVE') AS members,
      (SELECT coalesce(
          (SELECT v.id FROM unnest(g.manager_id || g.on_call) WITH ORDINALITY AS o(id, turn)
            JOIN users v ON v.org_id = g.org_id AND v.id = o.id
            WHERE v.status = 'ACTIVE' AND NOT EXISTS (SELECT FROM absences b
              WHERE b.org_id = v.org_id AND b.user_id = v.id AND b.cancelled_at IS NULL AND b.from_at <= ${SETTLED_AT}
                AND (b.to_at IS NULL OR b.to_at > ${SETTLED_AT}))
            ORDER BY o.turn LIMIT 1),
          (SELECT v.id FROM users v WHERE v.org_id = g.org_id AND v.id = g.manager_id AND v.status <> 'INACTIVE'))
        FROM teams g WHERE r."userId" IS NULL AND g.org_id = ${ORG} AND g.id = r."teamId") AS manager_id
    ) t
    CROSS JOIN LATERAL (
      SELECT r."userId" AS user_id WHERE r."userId" IS NOT NULL
      UNION
      SELECT unnest(t.members)
      UNION
      SELECT t.manager_id WHERE t.members = '{}' AND t.manager_id IS NOT NULL
      UNION
      SELECT v.id FROM users v WHERE r."userId" IS NULL AND t.members = '{}' AND t.manager_id IS NULL
        AND v.org_id = ${ORG} AND ${isManaging('v')} AND v.status <> 'INACTIVE'
    ) w`,
  then: [
    {
      name: 'told',
      sql: () => `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
      SELECT ${ORG}, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, ${SETTLED_AT} FROM new_notices
      ON CONFLICT (org_id, user_id, dedupe_key) DO NOTHING RETURNING id`,
    },
    {
      name: 'new_deliveries',
      sql: () => `INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
      SELECT ${ORG}, n.id, d.channel, d.status, ${SETTLED_AT}
      FROM told JOIN new_notices n USING (id) CROSS JOIN LATERAL jsonb_to_recordset(n.deliveries) AS d(channel text, status text)
      RETURNING notice_id, status`,
    },
    {
      // One row for a notice, whatever the number of its channels; none where nothing leaves the house.
      name: 'to_deliver',
      sql: () => `INSERT INTO outbox (org_id, topic, lead_id, subject_id)
      SELECT ${ORG}, 'NOTIFICATION', n.lead_id, n.id FROM new_notices n
      WHERE EXISTS (SELECT FROM new_deliveries d WHERE d.notice_id = n.id AND d.status = 'PENDING')`,
    },
  ],
};
