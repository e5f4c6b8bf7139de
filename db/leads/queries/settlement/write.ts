import { breachOf, deadlineOf, nextDueOf } from '../../../../domain/leads/view/next.js';
import type { ClockState } from '../../../../domain/leads/lead/state.js';
import type { Draft } from '../../../../domain/leads/lead/draft.js';
import type { Count } from '../../../../domain/leads/tower/counts.js';
import type { OutgoingChannel } from '../../../../domain/platform/notices/channels.js';
import { initialStatus } from '../../../../domain/platform/notices/delivery.js';
import type { OrgTransaction } from '../../../client.js';

/** Instants travel as epoch milliseconds and become timestamps in the database. */
const at = (column: string): string => `to_timestamp(${column} / 1000.0)`;

/** One table's part of the settlement: rows as JSON, written by one set-based statement. */
interface Part {
  name: string;
  rows: unknown[];
  /** `$1` is the org; `$rows` the rows; `$now` the instant of the settlement. */
  sql: string;
  /** What is written from what that returns, by the names under which the statements know each other. */
  then?: Record<string, string>;
}

function leadsPart(drafts: Draft[], nowMs: number): Part {
  const rows = drafts.map(({ lead }) => ({
    id: lead.id,
    status: lead.status,
    outcome: lead.outcome,
    flow_id: lead.flow?.id ?? null,
    flow_version: lead.flow?.version ?? null,
    score: lead.score?.value ?? null,
    score_threshold: lead.score?.threshold ?? null,
    qualified: lead.score?.qualified ?? null,
    score_reasons: lead.score?.reasons ?? null,
    team_id: lead.teamId,
    owner_id: lead.ownerId,
    assigned: lead.assignedAtMs,
    contacted: lead.contactedAtMs,
    paused: lead.pausedAtMs,
    closed: lead.closedAtMs,
    reassignments: lead.reassignments,
    capacity_weight: lead.capacityWeight,
    duplicate_of: lead.duplicateOfId,
    linked_to: lead.linkedToId,
    clocks_started: lead.clocksStarted,
    deadline: deadlineOf(lead),
    breach: breachOf(lead.clocks),
    next_due: nextDueOf(lead, nowMs),
  }));
  return {
    name: 'l',
    rows,
    sql: `UPDATE leads t SET status = r.status, outcome = r.outcome, flow_id = r.flow_id, flow_version = r.flow_version,
      score = r.score, score_threshold = r.score_threshold, qualified = r.qualified, score_reasons = r.score_reasons,
      scored_at = CASE WHEN r.score IS NULL THEN NULL ELSE coalesce(t.scored_at, ${at('$now')}) END,
      team_id = r.team_id, owner_id = r.owner_id, assigned_at = ${at('r.assigned')},
      contacted_at = ${at('r.contacted')}, paused_at = ${at('r.paused')}, closed_at = ${at('r.closed')},
      reassignments = r.reassignments, capacity_weight = r.capacity_weight, duplicate_of_id = r.duplicate_of,
      linked_to_id = r.linked_to, clocks_started = r.clocks_started, deadline_at = ${at('r.deadline')},
      breach = r.breach, next_due_at = ${at('r.next_due')}, revision = t.revision + 1
    FROM jsonb_to_recordset($rows) AS r(id uuid, status text, outcome text, flow_id uuid, flow_version int,
      score float8, score_threshold float8, qualified bool, score_reasons jsonb, team_id uuid, owner_id uuid,
      assigned float8, contacted float8, paused float8, closed float8, reassignments int, capacity_weight float8,
      duplicate_of uuid, linked_to uuid, clocks_started bool,
      deadline float8, breach text, next_due float8)
    WHERE t.org_id = $1 AND t.id = r.id`,
  };
}

const clockRow = (leadId: string, clock: ClockState) => ({
  id: clock.id,
  lead_id: leadId,
  key: clock.key,
  cycle: clock.cycle,
  status: clock.status,
  started: clock.startedAtMs,
  target_ms: clock.targetMs,
  at_risk: clock.atRiskAtMs,
  at_risk_seen: clock.atRiskSeenAtMs,
  deadline: clock.deadlineAtMs,
  breached: clock.breachedAtMs,
  met: clock.metAtMs,
  corrected: clock.correctedAtMs,
  superseded: clock.supersededAtMs,
  cancelled: clock.cancelledAtMs,
  pauses: clock.pauses,
  steps: clock.steps,
  receipt: clock.receipt,
});

const CLOCK_ROW = `id uuid, lead_id uuid, key text, cycle int, status text, started float8, target_ms bigint,
  at_risk float8, at_risk_seen float8, deadline float8, breached float8, met float8, corrected float8,
  superseded float8, cancelled float8, pauses jsonb, steps jsonb, receipt jsonb`;

function newClocksPart(drafts: Draft[]): Part {
  return {
    name: 'c',
    rows: drafts.flatMap(({ lead, changes }) => [...changes.newClocks].map((clock) => clockRow(lead.id, clock))),
    sql: `INSERT INTO clocks (org_id, id, lead_id, key, cycle, status, started_at, target_ms, at_risk_at, at_risk_seen_at,
      deadline_at, breached_at, met_at, corrected_at, superseded_at, cancelled_at, pauses, steps, receipt)
    SELECT $1, r.id, r.lead_id, r.key, r.cycle, r.status, ${at('r.started')}, r.target_ms, ${at('r.at_risk')},
      ${at('r.at_risk_seen')}, ${at('r.deadline')}, ${at('r.breached')}, ${at('r.met')}, ${at('r.corrected')},
      ${at('r.superseded')}, ${at('r.cancelled')}, r.pauses, r.steps, r.receipt
    FROM jsonb_to_recordset($rows) AS r(${CLOCK_ROW})`,
  };
}

/** What a settlement can change of a clock; a receipt that was not computed anew stays as it is stored. */
function clocksPart(drafts: Draft[]): Part {
  return {
    name: 'd',
    rows: drafts.flatMap(({ lead, changes }) => [...changes.clocks].map((clock) => clockRow(lead.id, clock))),
    sql: `UPDATE clocks t SET status = r.status, at_risk_at = ${at('r.at_risk')}, at_risk_seen_at = ${at('r.at_risk_seen')},
      deadline_at = ${at('r.deadline')}, breached_at = ${at('r.breached')}, met_at = ${at('r.met')},
      corrected_at = ${at('r.corrected')}, superseded_at = ${at('r.superseded')}, cancelled_at = ${at('r.cancelled')},
      pauses = r.pauses, steps = r.steps, receipt = coalesce(r.receipt, t.receipt)
    FROM jsonb_to_recordset($rows) AS r(${CLOCK_ROW})
    WHERE t.org_id = $1 AND t.id = r.id`,
  };
}

function escalationsPart(drafts: Draft[]): Part {
  const rows = drafts.flatMap(({ lead, changes }) => changes.escalations.map((one) => ({ ...one, lead_id: lead.id })));
  // No ON CONFLICT: under the lead's lock a second firing can only be a bug, and the unique key must stop it loudly.
  return {
    name: 'e',
    rows,
    sql: `INSERT INTO escalations (org_id, key, lead_id, clock_id, clock_key, cycle, step_key, repeat, action, due_at,
      fired_at, overtaken, compensated_at)
    SELECT $1, r.key, r.lead_id, r."clockId", r."clockKey", r.cycle, r."stepKey", r.repeat, r.action,
      ${at('r."dueAtMs"')}, ${at('r."firedAtMs"')}, r.overtaken, ${at('r."compensatedAtMs"')}
    FROM jsonb_to_recordset($rows) AS r(key text, lead_id uuid, "clockId" uuid, "clockKey" text, cycle int,
      "stepKey" text, repeat int, action text, "dueAtMs" float8, "firedAtMs" float8, overtaken bool,
      "compensatedAtMs" float8)`,
  };
}

function compensatedPart(drafts: Draft[]): Part {
  // Those that were fired in this very settlement are inserted with their mark already.
  const rows = drafts.flatMap(({ changes }) =>
    changes.compensated.filter((one) => !changes.escalations.includes(one)).map(({ key }) => ({ key })),
  );
  return {
    name: 'm',
    rows,
    sql: `UPDATE escalations t SET compensated_at = ${at('$now')}
    FROM jsonb_to_recordset($rows) AS r(key text)
    WHERE t.org_id = $1 AND t.key = r.key AND t.compensated_at IS NULL`,
  };
}

function acknowledgedPart(drafts: Draft[]): Part {
  const rows = drafts.flatMap(({ changes }) =>
    [...changes.acknowledged]
      .filter((one) => !changes.escalations.includes(one))
      .map(({ key, acknowledgedAtMs }) => ({ key, acknowledged: acknowledgedAtMs })),
  );
  return {
    name: 'k',
    rows,
    sql: `UPDATE escalations t SET acknowledged_at = ${at('r.acknowledged')}
    FROM jsonb_to_recordset($rows) AS r(key text, acknowledged float8)
    WHERE t.org_id = $1 AND t.key = r.key AND t.acknowledged_at IS NULL`,
  };
}

function offersParts(drafts: Draft[]): Part[] {
  const changed = drafts.flatMap(({ lead, changes }) =>
    [...changes.offers].map((offer) => ({ lead_id: lead.id, ...offer })),
  );
  return [
    {
      name: 'f',
      rows: changed,
      sql: `INSERT INTO offers (org_id, lead_id, sequence, mode, team_id, status, offered_at, expires_at, ended_at, explanation)
      SELECT $1, r.lead_id, r.sequence, r.mode, r."teamId", r.status, ${at('r."offeredAtMs"')}, ${at('r."expiresAtMs"')},
        ${at('r."endedAtMs"')}, coalesce(r.explanation, '{}')
      FROM jsonb_to_recordset($rows) AS r(lead_id uuid, sequence int, mode text, "teamId" uuid, status text,
        "offeredAtMs" float8, "expiresAtMs" float8, "endedAtMs" float8, explanation jsonb)
      ON CONFLICT (org_id, lead_id, sequence) DO UPDATE SET status = excluded.status, ended_at = excluded.ended_at`,
    },
    {
      name: 'v',
      rows: changed.flatMap(({ lead_id, sequence, answers }) => answers.map((one) => ({ lead_id, sequence, ...one }))),
      sql: `INSERT INTO offer_answers (org_id, lead_id, sequence, user_id, status, answered_at, reason)
      SELECT $1, r.lead_id, r.sequence, r."userId", r.status, ${at('r."answeredAtMs"')}, r.reason
      FROM jsonb_to_recordset($rows) AS r(lead_id uuid, sequence int, "userId" uuid, status text, "answeredAtMs" float8,
        reason text)
      ON CONFLICT (org_id, lead_id, sequence, user_id) DO UPDATE
        SET status = excluded.status, answered_at = excluded.answered_at, reason = excluded.reason`,
    },
  ];
}

function assignmentsPart(drafts: Draft[]): Part {
  const rows = drafts.flatMap(({ lead, changes }) =>
    [...changes.assignments].map((one) => ({ ...one, lead_id: lead.id })),
  );
  return {
    name: 'a',
    rows,
    sql: `INSERT INTO assignments (org_id, lead_id, sequence, owner_id, team_id, mode, assigned_at, ended_at, explanation)
    SELECT $1, r.lead_id, r.sequence, r."ownerId", r."teamId", r.mode, ${at('r."assignedAtMs"')},
      ${at('r."endedAtMs"')}, coalesce(r.explanation, '{}')
    FROM jsonb_to_recordset($rows) AS r(lead_id uuid, sequence int, "ownerId" uuid, "teamId" uuid, mode text,
      "assignedAtMs" float8, "endedAtMs" float8, explanation jsonb)
    ON CONFLICT (org_id, lead_id, sequence) DO UPDATE SET ended_at = excluded.ended_at`,
  };
}

/**
 * Whose turn it was last is what `ROUND_ROBIN` compares: an offer is a turn, too. And who has no time for now. One part
 * for both: of two updates of one row in one statement only one would count.
 */
function peoplePart(drafts: Draft[]): Part {
  const rows = new Map<string, { id: string; assigned?: number; busy?: number }>();
  const latest = (id: string, key: 'assigned' | 'busy', atMs: number) => {
    const row = rows.get(id) ?? rows.set(id, { id }).get(id)!;
    row[key] = Math.max(atMs, row[key] ?? -Infinity);
  };
  for (const { changes } of drafts) {
    for (const one of changes.assignments)
      if (one.explanation !== null) latest(one.ownerId, 'assigned', one.assignedAtMs);
    for (const { mode, status, answers, offeredAtMs } of changes.offers)
      if (mode === 'OFFER' && status === 'OPEN') latest(answers[0]!.userId, 'assigned', offeredAtMs);
    for (const { userId, untilMs } of changes.busy) latest(userId, 'busy', untilMs);
  }
  return {
    name: 'u',
    rows: [...rows.values()],
    sql: `UPDATE users t SET last_assigned_at = greatest(t.last_assigned_at, ${at('r.assigned')}),
      busy_until = greatest(t.busy_until, ${at('r.busy')})
    FROM jsonb_to_recordset($rows) AS r(id uuid, assigned float8, busy float8) WHERE t.org_id = $1 AND t.id = r.id`,
  };
}

function auditPart(drafts: Draft[]): Part {
  const rows = drafts.flatMap(({ lead, changes }) =>
    changes.audit.map((one) => ({ ...one, lead_id: one.leadId ?? lead.id, trace_id: lead.traceId })),
  );
  return {
    name: 'h',
    rows,
    sql: `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, before, after, trace_id)
    SELECT $1, ${at('$now')}, r.actor->>'type', r.actor->>'id', r.action, r."entityType", r."entityId", r.lead_id,
      r.before, r.after, r.trace_id
    FROM ROWS FROM (jsonb_to_recordset($rows) AS (actor jsonb, action text, "entityType" text, "entityId" text,
      lead_id uuid, before jsonb, after jsonb, trace_id text)) WITH ORDINALITY
      AS r(actor, action, "entityType", "entityId", lead_id, before, after, trace_id, n) ORDER BY r.n`,
  };
}

function noticesPart(drafts: Draft[], outgoing: readonly OutgoingChannel[]): Part {
  const rows = drafts.flatMap(({ lead, changes }) =>
    changes.notices.map(({ channels, ...one }) => {
      const deliveries = channels.map((channel) => ({ channel, status: initialStatus(channel, outgoing) }));
      // Processes of the version before know one channel, and deliver by this.
      const mail_status = deliveries.find(({ channel }) => channel === 'email')?.status ?? 'NONE';
      return { ...one, lead_id: one.leadId ?? lead.id, deliveries, mail_status };
    }),
  );
  // A notice to the team goes to its active members. One to the managers, or to a team without any, goes to the team's
  // manager, and where it has none who is still there to every active manager of the org.
  return {
    name: 'n',
    rows,
    sql: `SELECT gen_random_uuid() AS id, w.user_id, r.kind, r.lead_id, r.subject, r.text, r.dedupe_key, r.mail_status, r.deliveries
    FROM (SELECT *, "dedupeKey" AS dedupe_key FROM jsonb_to_recordset($rows) AS r(kind text, "userId" uuid, "teamId" uuid,
      team bool, subject text, text text, "dedupeKey" text, lead_id uuid, mail_status text, deliveries jsonb)) r
    CROSS JOIN LATERAL (SELECT
      ARRAY(SELECT m.user_id FROM memberships m JOIN users v ON v.org_id = m.org_id AND v.id = m.user_id
        WHERE r.team AND m.org_id = $1 AND m.team_id = r."teamId" AND v.status = 'ACTIVE') AS members,
      (SELECT g.manager_id FROM teams g JOIN users v ON v.org_id = g.org_id AND v.id = g.manager_id
        WHERE r."userId" IS NULL AND g.org_id = $1 AND g.id = r."teamId" AND v.status <> 'INACTIVE') AS manager_id
    ) t
    CROSS JOIN LATERAL (
      SELECT r."userId" AS user_id WHERE r."userId" IS NOT NULL
      UNION
      SELECT unnest(t.members)
      UNION
      SELECT t.manager_id WHERE t.members = '{}' AND t.manager_id IS NOT NULL
      UNION
      SELECT v.id FROM users v WHERE r."userId" IS NULL AND t.members = '{}' AND t.manager_id IS NULL
        AND v.org_id = $1 AND v.role = 'MANAGER' AND v.status <> 'INACTIVE'
    ) w`,
    then: {
      notices: `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
      SELECT $1, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, ${at('$now')} FROM n
      ON CONFLICT (org_id, user_id, dedupe_key) DO NOTHING RETURNING id`,
      deliveries: `INSERT INTO notice_deliveries (org_id, notice_id, channel, status, status_at)
      SELECT $1, n.id, d.channel, d.status, ${at('$now')}
      FROM notices JOIN n USING (id) CROSS JOIN LATERAL jsonb_to_recordset(n.deliveries) AS d(channel text, status text)
      RETURNING notice_id, status`,
      // One row for a notice, whatever the number of its channels; none where nothing leaves the house.
      outbox: `INSERT INTO outbox (org_id, topic, lead_id, subject_id)
      SELECT $1, 'NOTIFICATION', n.lead_id, n.id FROM n
      WHERE EXISTS (SELECT FROM deliveries d WHERE d.notice_id = n.id AND d.status = 'PENDING')`,
    },
  };
}

function workItemsPart(drafts: Draft[]): Part {
  const rows = drafts.flatMap(({ lead, changes }) => changes.workItems.map((one) => ({ ...one, lead_id: lead.id })));
  return {
    name: 'w',
    rows,
    sql: `INSERT INTO work_items (org_id, id, kind, lead_id, summary, details, dedupe_key, created_at)
    SELECT $1, gen_random_uuid(), r.kind, r.lead_id, r.summary, r.details, r."dedupeKey", ${at('$now')}
    FROM jsonb_to_recordset($rows) AS r(kind text, lead_id uuid, summary text, details jsonb, "dedupeKey" text)
    ON CONFLICT (org_id, dedupe_key) DO NOTHING RETURNING id, kind, lead_id, summary`,
  };
}

function inputsParts(drafts: Draft[]): Part[] {
  return [
    {
      name: 'p',
      rows: drafts.flatMap(({ changes }) => changes.proofs),
      sql: `UPDATE proofs t SET applied_at = ${at('$now')},
        clock_keys = ARRAY(SELECT jsonb_array_elements_text(r."clockKeys"))
      FROM jsonb_to_recordset($rows) AS r(id uuid, "clockKeys" jsonb) WHERE t.org_id = $1 AND t.id = r.id`,
    },
    {
      name: 'q',
      rows: drafts.flatMap(({ changes }) => changes.commands),
      sql: `UPDATE commands t SET applied_at = ${at('$now')}, refusal = r.refusal
      FROM jsonb_to_recordset($rows) AS r(id uuid, refusal text) WHERE t.org_id = $1 AND t.id = r.id`,
    },
  ];
}

/** What the settlement changes of the Control Tower's counts, added up over all its leads: one row. */
const countsPart = (counts: Count[]): Part => ({
  name: 't',
  rows: counts,
  sql: `INSERT INTO tower_deltas (org_id, counts) SELECT $1, $rows`,
});

/**
 * Writes all effects of many leads' settlements with one set-based statement for each table, all in one round trip.
 * @param counts what they change of the Control Tower's counts
 * @param outgoing the channels by which notices leave the house
 */
export async function writeSettlement(
  tx: OrgTransaction,
  drafts: Draft[],
  counts: Count[],
  nowMs: number,
  outgoing: readonly OutgoingChannel[],
): Promise<void> {
  const dirty = drafts.filter((draft) => draft.isDirty);
  if (dirty.length === 0) return;
  const parts = [
    leadsPart(dirty, nowMs),
    newClocksPart(dirty),
    clocksPart(dirty),
    escalationsPart(dirty),
    compensatedPart(dirty),
    acknowledgedPart(dirty),
    ...offersParts(dirty),
    assignmentsPart(dirty),
    peoplePart(dirty),
    auditPart(dirty),
    noticesPart(dirty, outgoing),
    workItemsPart(dirty),
    ...inputsParts(dirty),
    countsPart(counts),
  ].filter(({ rows }) => rows.length > 0);

  const values: unknown[] = [tx.orgId];
  const names: string[] = [];
  const parameter = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const now = parameter(nowMs, 'float8');
  const asksPeople = parts.some(({ name }) => name === 'w');
  const statements = parts.flatMap((part) => {
    names.push(part.name);
    const rows = parameter(JSON.stringify(part.rows), 'jsonb');
    const filled = (sql: string): string => sql.replaceAll('$rows', () => rows).replaceAll('$now', () => now);
    return [
      `${part.name} AS (${filled(part.sql)}${part.name === 'h' && asksPeople ? ' RETURNING id' : ''})`,
      ...Object.entries(part.then ?? {}).map(([name, sql]) => `${name} AS (${filled(sql)})`),
    ];
  });
  if (asksPeople) {
    // Of those that are new: an item that is there already is asked for again in vain. After what it follows from.
    const follows = names.includes('h') ? 'WHERE (SELECT count(*) FROM h) > 0' : '';
    statements.push(`y AS (INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after, trace_id)
      SELECT $1, ${at(now)}, 'system', 'work_item.created', 'work_item', w.id, w.lead_id,
        jsonb_build_object('kind', w.kind, 'summary', w.summary), l.trace_id
      FROM w JOIN leads l ON l.org_id = $1 AND l.id = w.lead_id ${follows})`);
  }
  const text = `WITH ${statements.join(',\n')}\nSELECT 1`
    .replaceAll('$1,', '$1::uuid,')
    .replaceAll('= $1', '= $1::uuid');
  // Prepared once a connection for each combination of tables: planning costs more than writing a few rows.
  await tx.client.query({ name: `settle_${names.join('')}`, text, values });
}
