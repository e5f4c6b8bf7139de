import { teamsOf } from '../../../domain/engine/routing/attempts.js';
import type { Calendar } from '../../../domain/engine/calendars/calendar.js';
import {
  OUTBOX_PATIENCE_MS,
  type FailedMail,
  type FlowFacts,
  type FlowUse,
  type IllWebhook,
  type Member,
  type SignInFacts,
  type Some,
  type SourceAnswers,
  type StaffedTeam,
} from '../../../domain/leads/diagnostics/rules.js';
import { DELIVERY_OUTCOMES, isGood } from '../../../domain/leads/vocabulary/deliveries.js';
import { NOTICE_RETRY } from '../../../domain/platform/notices/retry.js';
import { signInRulesOf, type SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import type { OrgTransaction } from '../../client.js';
import { at, ms } from '../../instants.js';
import { isRouted } from '../../platform/queries/roles.js';
import { activeFlows } from './settlement/context.js';

/**
 * What an organisation is diagnosed by: how many, since when, and what its own flows, teams, sources and webhooks are called. Nothing of
 * a lead, and nobody's name. Each question ends by itself, by what it looks at and by the time that its transaction has.
 */

/** A backlog need not be counted to its end. */
const MOST = 10_000;
/** Of an organisation's own things. */
const MOST_THINGS = 200;

async function some(tx: OrgTransaction, since: string, from: string, values: unknown[] = []): Promise<Some> {
  const { rows } = await tx.client.query<Some>(
    `SELECT count(*)::int AS count, ${ms('min(few.since)')} AS "sinceMs" FROM (SELECT ${since} AS since FROM ${from} LIMIT ${MOST}) few`,
    [tx.orgId, ...values],
  );
  return rows[0]!;
}

/** @param heldFrom from when on log-ins that were held up count */
export async function signInFacts(tx: OrgTransaction, heldFrom: Date): Promise<SignInFacts> {
  const { rows } = await tx.client.query<
    Omit<SignInFacts, 'provider' | 'held'> & { rules: Partial<SignInRules>; failedMs: number | null }
  >(
    `SELECT (SELECT count(*)::int FROM users u WHERE u.org_id = $1 AND u.role = 'ADMIN' AND u.status <> 'INACTIVE'
         AND (u.password_hash IS NOT NULL OR EXISTS (SELECT FROM sessions s WHERE s.org_id = u.org_id AND s.user_id = u.id))) AS admins,
       (SELECT ${ms('max(a.at)')} FROM audit a WHERE a.org_id = $1 AND a.action = 'user.changed'
         AND (a.before->>'role' = 'ADMIN' OR a.after->>'status' = 'INACTIVE')) AS "adminsChangedMs",
       o.sign_in AS rules, CASE WHEN s.active AND s.problem IS NOT NULL THEN ${ms('s.problem_at')} END AS "failedMs"
     FROM orgs o LEFT JOIN single_sign_on s ON s.org_id = o.id WHERE o.id = $1`,
    [tx.orgId],
  );
  const { admins, adminsChangedMs, rules, failedMs } = rows[0]!;
  const provider = failedMs === null ? null : { failedMs, isOnlyWay: signInRulesOf(rules).singleSignOnOnly };
  // Each person once, however often they tried.
  const held = await some(
    tx,
    'h.at',
    `(SELECT min(a.at) AS at FROM audit a WHERE a.org_id = $1 AND a.action = 'auth.login_held' AND a.at >= $2 GROUP BY a.entity_id) h`,
    [heldFrom],
  );
  return { admins, adminsChangedMs, provider, held };
}

/** Mails of the org that wait as their last try failed. */
export async function failedMails(tx: OrgTransaction): Promise<FailedMail[]> {
  const { firstWaitMs, factor, longestWaitMs } = NOTICE_RETRY;
  const { rows: notices } = await tx.client.query<FailedMail>(
    `SELECT ${ms('status_at')} AS "waitsSinceMs",
       ${ms('next_try_at')} - least($2::float8 * $3::float8 ^ least(attempts - 1, 64), $4::float8)::bigint AS "failedMs"
     FROM notice_deliveries WHERE org_id = $1 AND channel = 'email' AND status = 'PENDING' AND attempts > 0 AND next_try_at IS NOT NULL
     LIMIT ${MOST}`,
    [tx.orgId, firstWaitMs, factor, longestWaitMs],
  );
  const { rows: access } = await tx.client.query<FailedMail>(
    `SELECT ${ms('created_at')} AS "waitsSinceMs", kind, tries, ${ms('next_try_at')} AS "nextTryMs"
     FROM access_mails WHERE org_id = $1 AND status = 'WAITING' AND fault IS NOT NULL AND next_try_at IS NOT NULL LIMIT ${MOST}`,
    [tx.orgId],
  );
  return [...notices, ...access];
}

/** When the mail server last took a mail of this org, as far as its latest notices tell; null: none of them says so. */
export async function mailTakenMs(tx: OrgTransaction): Promise<number | null> {
  const { rows } = await tx.client.query<{ at: number | null }>(
    `SELECT ${ms(`greatest(
       (SELECT max(status_at) FROM access_mails WHERE org_id = $1 AND status = 'SENT'),
       (SELECT max(d.status_at) FROM (SELECT id FROM notifications WHERE org_id = $1 AND read_at IS NULL
            ORDER BY created_at DESC LIMIT 500) n
          JOIN notice_deliveries d ON d.org_id = $1 AND d.notice_id = n.id AND d.channel = 'email' AND d.status = 'SENT'))`)} AS at`,
    [tx.orgId],
  );
  return rows[0]!.at;
}

/** Webhooks that the machine switched off, or at which nothing arrives. What people switch off is as they want it. */
export async function illWebhooks(tx: OrgTransaction): Promise<IllWebhook[]> {
  const { rows } = await tx.client.query<IllWebhook>(
    `SELECT id, name, off_at IS NOT NULL AS "isOff", ${ms('coalesce(off_at, failing_since)')} AS "sinceMs"
     FROM webhooks WHERE org_id = $1 AND deleted_at IS NULL
       AND (off_at IS NOT NULL AND off_reason IN ('GONE', 'FAILING') OR off_at IS NULL AND failing_since IS NOT NULL)
     ORDER BY 4 LIMIT ${MOST_THINGS}`,
    [tx.orgId],
  );
  return rows;
}

const GOOD = DELIVERY_OUTCOMES.filter(isGood);

/** What was answered to live sources since each last did what it meant. */
export async function sourceAnswers(tx: OrgTransaction): Promise<SourceAnswers[]> {
  const { rows } = await tx.client.query<SourceAnswers>(
    `SELECT e.id, e.name, coalesce((
         SELECT json_agg(json_build_object('outcome', b.outcome, 'times', b.times, 'sinceMs', b.since)) FROM (
           SELECT n.outcome, sum(n.times)::int AS times, ${ms('min(greatest(n.minute, good.at))')} AS since
           FROM delivery_notes n WHERE n.org_id = $1 AND n.endpoint_id = e.id AND n.outcome <> ALL ($2)
             AND n.last_at > coalesce(good.at, '-infinity') GROUP BY 1) b), '[]'::json) AS answers
     FROM endpoints e
     LEFT JOIN LATERAL (SELECT max(n.last_at) AS at FROM delivery_notes n
       WHERE n.org_id = $1 AND n.endpoint_id = e.id AND n.outcome = ANY ($2)) good ON true
     WHERE e.org_id = $1 AND e.deleted_at IS NULL AND e.switched_off_at IS NULL ORDER BY e.created_at LIMIT ${MOST_THINGS}`,
    [tx.orgId, GOOD],
  );
  return rows;
}

/** So far back leads are asked whether a flow takes any, and so many of them at most. */
const LOOKED_BACK = `interval '30 days'`;
const MOST_LEADS = 2_000;

export async function flowFacts(tx: OrgTransaction): Promise<FlowFacts> {
  const { rows: active } = await tx.client.query<FlowUse>(
    `SELECT f.id, f.name, ${ms('s.since')} AS "sinceMs", EXISTS (SELECT FROM endpoints e
         WHERE e.org_id = f.org_id AND e.flow_id = f.id AND e.deleted_at IS NULL) AS "isOfSource", l.came, l.taken
     FROM flows f JOIN flow_versions v ON v.org_id = f.org_id AND v.flow_id = f.id AND v.version = f.published_version
     CROSS JOIN LATERAL (SELECT greatest(v.published_at, (SELECT max(a.at) FROM audit a WHERE a.org_id = f.org_id
       AND a.entity_id = f.id::text AND a.entity_type NOT IN ('lead', 'proof') AND a.action = 'flow.activated')) AS since) s
     CROSS JOIN LATERAL (SELECT count(*)::int AS came, count(*) FILTER (WHERE r.flow_id = f.id)::int AS taken FROM (
       SELECT c.flow_id FROM leads c WHERE c.org_id = f.org_id AND c.received_at >= greatest(s.since, now() - ${LOOKED_BACK})
         AND c.status <> 'RECEIVED' ORDER BY c.received_at DESC LIMIT ${MOST_LEADS}) r) l
     WHERE f.org_id = $1 AND f.active ORDER BY f.created_at LIMIT ${MOST_THINGS}`,
    [tx.orgId],
  );
  const withoutFlow = await some(
    tx,
    'l.received_at',
    `leads l WHERE l.org_id = $1 AND l.status = 'UNROUTED' AND l.flow_id IS NULL`,
  );
  return { active, withoutFlow };
}

interface MemberRow {
  teamId: string;
  status: Member['status'];
  calendarId: string | null;
  busyUntilMs: number | null;
  statusSinceMs: number | null;
  absences: { fromMs: number; toMs: number | null }[];
}

/** The teams that active flows give leads to, with those of them whom routing may choose. */
export async function staffedTeams(
  tx: OrgTransaction,
  calendars: ReadonlyMap<string, Calendar>,
  nowMs: number,
): Promise<StaffedTeam[]> {
  const ids = [...new Set((await activeFlows(tx)).flatMap(({ definition }) => teamsOf(definition.routing)))];
  if (ids.length === 0) return [];
  const { rows: teams } = await tx.client.query<Omit<StaffedTeam, 'members'>>(
    `SELECT g.id, g.name, ${ms(`greatest(g.created_at, (SELECT max(a.at) FROM audit a WHERE a.org_id = g.org_id
         AND a.entity_id = g.id::text AND a.entity_type NOT IN ('lead', 'proof') AND a.action = 'team.member_removed'))`)} AS "changedMs"
     FROM teams g WHERE g.org_id = $1 AND g.id = ANY ($2::uuid[]) AND g.archived_at IS NULL ORDER BY g.name LIMIT ${MOST_THINGS}`,
    [tx.orgId, ids],
  );
  const { rows: members } = await tx.client.query<MemberRow>(
    `SELECT m.team_id AS "teamId", u.status, u.calendar_id AS "calendarId", ${ms('u.busy_until')} AS "busyUntilMs",
       CASE WHEN u.status <> 'ACTIVE' THEN (SELECT ${ms('max(a.at)')} FROM audit a WHERE a.org_id = u.org_id AND a.entity_id = u.id::text
         AND a.entity_type NOT IN ('lead', 'proof') AND a.action = 'user.changed' AND a.after ? 'status') END AS "statusSinceMs",
       coalesce((SELECT json_agg(json_build_object('fromMs', ${ms('b.from_at')}, 'toMs', ${ms('b.to_at')}) ORDER BY b.from_at)
         FROM absences b WHERE b.org_id = u.org_id AND b.user_id = u.id AND b.cancelled_at IS NULL
           AND (b.to_at IS NULL OR b.to_at > ${at('$3::float8')})), '[]'::json) AS absences
     FROM memberships m JOIN users u ON u.org_id = m.org_id AND u.id = m.user_id
     WHERE m.org_id = $1 AND m.team_id = ANY ($2::uuid[]) AND ${isRouted('u')} LIMIT ${MOST}`,
    [tx.orgId, ids, nowMs],
  );
  return teams.map((team) => ({
    ...team,
    members: members
      .filter(({ teamId }) => teamId === team.id)
      .map(({ calendarId, teamId: _, ...member }) => ({
        ...member,
        calendar: calendarId === null ? null : (calendars.get(calendarId) ?? 'GONE'),
      })),
  }));
}

/** Messages that wait for longer than one should. */
export const waitingMessages = (tx: OrgTransaction): Promise<Some> =>
  some(
    tx,
    'o.created_at',
    `outbox o WHERE o.org_id = $1 AND o.delivered_at IS NULL AND o.dead_at IS NULL
       AND o.created_at < now() - $2 * interval '1 millisecond'`,
    [OUTBOX_PATIENCE_MS],
  );

/** Has every message that was put off tried now. @returns how many */
export async function bringMessagesForward(tx: OrgTransaction): Promise<number> {
  const { rowCount } = await tx.client.query(
    `UPDATE outbox SET available_at = now() WHERE org_id = $1 AND delivered_at IS NULL AND dead_at IS NULL AND available_at > now()
       AND created_at < now() - $2 * interval '1 millisecond'`,
    [tx.orgId, OUTBOX_PATIENCE_MS],
  );
  // The relay is woken by what is new, and this is not.
  await tx.client.query("SELECT pg_notify('pinggo_outbox', '')");
  return rowCount ?? 0;
}

/** When open leads came in. */
export async function receivedMs(tx: OrgTransaction, leadIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await tx.client.query<{ id: string; at: number }>(
    `SELECT id, ${ms('received_at')} AS at FROM leads WHERE org_id = $1 AND id = ANY ($2::uuid[])`,
    [tx.orgId, leadIds],
  );
  return new Map(rows.map(({ id, at: receivedAtMs }) => [id, receivedAtMs]));
}

/** Whether a test mail to this person was asked for within so long and is not sent yet. */
export async function testMailIsUnderWay(tx: OrgTransaction, userId: string, from: Date): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `SELECT 1 FROM access_mails WHERE org_id = $1 AND user_id = $2 AND kind = 'TEST' AND status = 'WAITING' AND created_at >= $3 LIMIT 1`,
    [tx.orgId, userId, from],
  );
  return (rowCount ?? 0) > 0;
}
