import type { NoticeEffect } from '../../../../../domain/leads/lead/draft.js';
import { initialStatus } from '../../../../../domain/platform/notices/delivery.js';
import { isManaging } from '../../../../platform/queries/roles.js';
import { SETTLED_AT, ORG } from './columns.js';
import type { Part, Settlement } from './part.js';

function rowsOf({ drafts, outgoing }: Settlement, isWanted: (notice: NoticeEffect) => boolean): unknown[] {
  return drafts.flatMap(({ lead, changes }) =>
    changes.notices.filter(isWanted).map(({ channels, ...one }) => {
      const deliveries = channels.map((channel) => ({ channel, status: initialStatus(channel, outgoing) }));
      // Processes of the version before know one channel, and deliver by this.
      const mail_status = deliveries.find(({ channel }) => channel === 'email')?.status ?? 'NONE';
      const leaves = deliveries.some(({ status }) => status === 'PENDING');
      return { ...one, lead_id: one.leadId ?? lead.id, deliveries, mail_status, leaves };
    }),
  );
}

const recordset = (rows: string): string =>
  `(SELECT *, "dedupeKey" AS dedupe_key FROM jsonb_to_recordset(${rows}) AS r(kind text, "userId" uuid, "teamId" uuid,
      team bool, subject text, text text, "dedupeKey" text, lead_id uuid, mail_status text, deliveries jsonb, leaves bool)) r`;

/** Each cause tells a person once. @param userId to whom it goes @param from its rows `r` with their addressees */
const told = (userId: string, from: string): string =>
  `SELECT DISTINCT ON (${userId}, r.dedupe_key) notice_id(${ORG}, ${userId}, r.dedupe_key) AS id, ${userId} AS user_id, r.kind,
      r.lead_id, r.subject, r.text, r.dedupe_key, r.mail_status, r.deliveries, r.leaves FROM ${from}`;

/** What follows from notices: they and their deliveries. @param notices the part with them */
const delivered = (notices: string, prefix: string): NonNullable<Part['then']> => [
  {
    name: `${prefix}told`,
    sql: () => `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
      SELECT ${ORG}, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, ${SETTLED_AT} FROM ${notices}
      ON CONFLICT (org_id, user_id, dedupe_key) DO NOTHING RETURNING id`,
  },
  {
    name: `${prefix}deliveries`,
    sql: () => `INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
      SELECT ${ORG}, n.id, d.channel, d.status, ${SETTLED_AT}
      FROM ${prefix}told JOIN ${notices} n USING (id) CROSS JOIN LATERAL jsonb_to_recordset(n.deliveries) AS d(channel text, status text)`,
  },
];

/** Notices to a person, as most are: nobody is looked up. */
export const newNotices: Part = {
  name: 'new_notices',
  rows: (settlement) => rowsOf(settlement, ({ userId }) => userId !== null),
  sql: (rows) => told('r."userId"', recordset(rows)),
  then: delivered('new_notices', ''),
};

/**
 * A notice to the team goes to its active members. One to the managers, or to a team without any, goes to the team's
 * manager; while they are away, to the first on call who is not; to the manager after all, where all of them are away. A team that
 * has none of these goes to every active manager of the org.
 */
export const newTeamNotices: Part = {
  name: 'new_team_notices',
  rows: (settlement) => rowsOf(settlement, ({ userId }) => userId === null),
  sql: (rows) =>
    told(
      'w.user_id',
      `${recordset(rows)}
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
        FROM teams g WHERE g.org_id = ${ORG} AND g.id = r."teamId") AS manager_id
    ) t
    CROSS JOIN LATERAL (
      SELECT unnest(t.members) AS user_id
      UNION
      SELECT t.manager_id WHERE t.members = '{}' AND t.manager_id IS NOT NULL
      UNION
      SELECT v.id FROM users v WHERE t.members = '{}' AND t.manager_id IS NULL
        AND v.org_id = ${ORG} AND ${isManaging('v')} AND v.status <> 'INACTIVE'
    ) w`,
    ),
  then: delivered('new_team_notices', 'team_'),
};

const isLeaving = ({ drafts, outgoing }: Settlement): boolean =>
  drafts.some(({ changes }) =>
    changes.notices.some(({ channels }) => channels.some((channel) => initialStatus(channel, outgoing) === 'PENDING')),
  );

/**
 * A message for each notice that leaves the house, whatever the number of its channels. Where none does nothing is written:
 * also an insertion of no rows would wake the relays.
 */
export const newMessages: Part = {
  name: 'new_messages',
  rows: (settlement) => (isLeaving(settlement) ? [true] : []),
  sql: (rows, hasPart) => {
    const leaving = [
      { notices: 'new_notices', told: 'told' },
      { notices: 'new_team_notices', told: 'team_told' },
    ]
      .filter(({ notices }) => hasPart(notices))
      .map(({ notices, told }) => `SELECT n.lead_id, n.id FROM ${told} JOIN ${notices} n USING (id) WHERE n.leaves`);
    return `INSERT INTO outbox (org_id, topic, lead_id, subject_id)
      SELECT ${ORG}, 'NOTIFICATION', lead_id, id FROM (${leaving.join(' UNION ALL ')}) leaving WHERE ${rows} <> '[]'`;
  },
};
