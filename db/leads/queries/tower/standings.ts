import { binned, NOBODY_ID, type Measure } from '../../../../domain/leads/tower/counts.js';
import { OWNER_SPANS } from '../../../../domain/leads/tower/spans.js';
import { percentileOf } from '../../../../domain/leads/tower/histogram.js';
import { percentileOfAll } from '../../../../domain/leads/tower/time-to-contact.js';
import type { OrgTransaction } from '../../../client.js';
import { rescuerOf } from '../../predicates.js';
import { isRouted } from '../../../platform/queries/roles.js';
import type { UserStatus } from '../../../../domain/platform/people/user-status.js';
import { holderOfEach, HOLDER, OF_NOW_AT, WAITING } from './facts.js';
import { keptCounts, leadOfEach, rowsAtEnds, spansOf, WAITS_WITHIN, type Range, type TowerFilter } from './spans.js';
import { exactTimes, towerAmounts } from './summary.js';

export interface Summary {
  /** Received in the range. */
  newLeads: number;
  /** Open leads as of now. */
  openLeads: number;
  slaAtRisk: number;
  slaBreached: number;
  unrouted: number;
  /** Open leads with an escalation that is neither compensated nor overtaken, the last of which fired in the range. */
  activeEscalations: number;
  /**
   * From receipt to first contact, of all leads received in the range that were worth it, seconds; those that nobody has
   * reached count as taking longer than they have waited. Null where so many were not reached.
   */
  p50Seconds: number | null;
  p90Seconds: number | null;
  /** How many of those leads were reached, and how many there are. */
  reached: number;
  toReach: number;
  /** Of the clocks started in the range. */
  met: number;
  decided: number;
}

/** Of so few leads the percentiles are computed exactly; of more, from the histogram. */
const EXACT = 500;

const sumOf = (times: Iterable<readonly [unknown, number]>): number =>
  Array.from(times).reduce((sum, [, count]) => sum + count, 0);

/**
 * The control tower's figures, from the counts that are kept: it takes no longer the more leads there are.
 * @param now as of when leads that nobody has reached have waited
 * @returns null while the counts are made for the first time
 */
export async function towerSummary(
  tx: OrgTransaction,
  range: Range,
  filter: TowerFilter,
  now: Date,
): Promise<Summary | null> {
  const amounts = await towerAmounts(tx, range, filter, now);
  if (!amounts) return null;
  const of = (measure: Measure): number => amounts.counts.get(measure) ?? 0;
  const times = binned(amounts.counts);
  const never = of('unreached');
  const reached = sumOf(times);
  const exact = reached > 0 && of('leads') <= EXACT ? await exactTimes(tx, range, filter, now) : null;
  const percentile = (share: number): number | null => {
    const ms = exact ? percentileOfAll(exact, share) : percentileOf(times, share, amounts.waiting, never);
    return ms === null ? null : ms / 1000;
  };
  return {
    newLeads: of('leads'),
    openLeads: of('open'),
    slaAtRisk: of('at_risk'),
    slaBreached: of('breached'),
    unrouted: of('unrouted'),
    activeEscalations: of('escalation'),
    p50Seconds: percentile(0.5),
    p90Seconds: percentile(0.9),
    reached,
    toReach: reached + sumOf(amounts.waiting) + never,
    met: of('met'),
    decided: of('met') + of('missed'),
  };
}

export interface RepRow {
  id: string;
  name: string;
  status: UserStatus;
  teams: { id: string; name: string }[];
  openLeads: number;
  capacity: number;
  /** Open leads, paused ones too, that lapsed while they held them, whoever has them now. */
  breached: number;
  /** Of the clocks started in the range that were decided while they held the lead: met in time, and all. */
  met: number;
  decided: number;
  /** Clocks started in the range that were breached under somebody else, or nobody, and that they met late. */
  takenOver: number;
}

/** What was decided while nobody held the lead. */
export interface NobodysRow {
  breached: number;
  met: number;
  decided: number;
}

/**
 * Every rep, and everybody else of whom there is something to tell, by name; and what is nobody's. From the counts that
 * are kept by owner.
 */
export async function towerReps(tx: OrgTransaction, range: Range): Promise<{ reps: RepRow[]; nobodys: NobodysRow }> {
  const { rows } = await tx.client.query<RepRow | (NobodysRow & { id: typeof NOBODY_ID })>({
    name: 'tower_reps',
    text: `
      WITH counted AS (
        SELECT c.owner_id, m.key AS measure, m.value::bigint AS amount
        FROM ${keptCounts('OWNER')} CROSS JOIN LATERAL jsonb_each_text(c.amounts) m
        UNION ALL
        SELECT w.owner_id, w.measure, w.amount FROM ${WAITING} w WHERE w.owner_id IS NOT NULL AND ${WAITS_WITHIN}
        UNION ALL
        SELECT v.owner_id, v.measure, 1
        FROM ${rowsAtEnds('clocks', 'started_at', `e.status IN ('MET', 'BREACHED')`)} ${leadOfEach('')}
        ${holderOfEach('e')} CROSS JOIN LATERAL (
          SELECT CASE e.status WHEN 'MET' THEN 'met' ELSE 'missed' END AS measure, ${HOLDER} AS owner_id
          UNION ALL SELECT 'rescued', r.owner_id FROM ${rescuerOf('e')} r) v
      ), sums AS (
        SELECT owner_id, ${['open', 'lapsed', 'met', 'missed', 'rescued']
          .map((measure) => `coalesce(sum(amount) FILTER (WHERE measure = '${measure}'), 0)::bigint AS ${measure}`)
          .join(', ')}
        FROM counted GROUP BY owner_id
      ), people AS (
        SELECT id, name, status, capacity, ${isRouted('users')} AS is_routed FROM users WHERE org_id = $1
        UNION ALL SELECT '${NOBODY_ID}', NULL, NULL, NULL, true
      )
      SELECT u.id, u.name, u.status, u.capacity,
        coalesce((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name)
          FROM memberships m JOIN teams t ON t.org_id = m.org_id AND t.id = m.team_id
          WHERE m.org_id = $1 AND m.user_id = u.id), '[]'::json) AS teams,
        coalesce(s.open, 0) AS "openLeads", coalesce(s.lapsed, 0) AS breached, coalesce(s.met, 0) AS met,
        coalesce(s.met + s.missed, 0) AS decided, coalesce(s.rescued, 0) AS "takenOver"
      FROM people u LEFT JOIN sums s ON s.owner_id = u.id
      WHERE u.is_routed OR s.open + s.lapsed + s.met + s.missed + s.rescued > 0
      ORDER BY lower(u.name), u.id`,
    values: [tx.orgId, ...spansOf(range, OWNER_SPANS).values],
  });
  const { breached, met, decided } = rows.find(({ id }) => id === NOBODY_ID)!;
  return { reps: rows.filter((row): row is RepRow => row.id !== NOBODY_ID), nobodys: { breached, met, decided } };
}

export interface FlowRow {
  id: string;
  key: string;
  name: string;
  active: boolean;
  publishedVersion: number | null;
  /** The draft differs from the published version. */
  draftChanged: boolean;
  openLeads: number;
  breached: number;
}

/** Every flow with the open leads that follow it, by name. */
export async function towerFlows(tx: OrgTransaction): Promise<FlowRow[]> {
  const { rows } = await tx.client.query<FlowRow>({
    name: 'tower_flows',
    text: `
      WITH counted AS (
        SELECT c.flow_id, m.key AS measure, m.value::bigint AS amount
        FROM tower_counts c CROSS JOIN LATERAL jsonb_each_text(c.amounts) m
        WHERE c.org_id = $1 AND c.breakdown = 'SCOPE' AND c.span = 'NOW'
        UNION ALL
        SELECT w.flow_id, w.measure, w.amount FROM ${WAITING} w WHERE w.at = ${OF_NOW_AT}
      ), load AS (
        SELECT flow_id, coalesce(sum(amount) FILTER (WHERE measure = 'open'), 0)::bigint AS open,
          coalesce(sum(amount) FILTER (WHERE measure = 'breached'), 0)::bigint AS breached
        FROM counted GROUP BY flow_id
      )
      SELECT f.id, f.key, f.name, f.active, f.published_version AS "publishedVersion",
        v.definition IS DISTINCT FROM f.draft AS "draftChanged",
        coalesce(load.open, 0) AS "openLeads", coalesce(load.breached, 0) AS breached
      FROM flows f
      LEFT JOIN flow_versions v ON v.org_id = f.org_id AND v.flow_id = f.id AND v.version = f.published_version
      LEFT JOIN load ON load.flow_id = f.id
      WHERE f.org_id = $1 ORDER BY lower(f.name), f.id`,
    values: [tx.orgId],
  });
  return rows;
}
