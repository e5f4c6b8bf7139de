import { binned, type Measure } from '../../../../domain/leads/tower/counts.js';
import { OWNER_SPANS } from '../../../../domain/leads/tower/spans.js';
import { percentileOf } from '../../../../domain/leads/tower/histogram.js';
import type { OrgTransaction } from '../../../client.js';
import { isRouted } from '../../../platform/queries/roles.js';
import type { UserStatus } from '../../../../domain/platform/people/user-status.js';
import { OF_NOW_AT, WAITING } from './facts.js';
import { keptCounts, leadOfEach, rowsAtEnds, spansOf, WAITS_WITHIN, type Range, type TowerFilter } from './spans.js';
import { exactPercentiles, towerAmounts } from './summary.js';

export interface Summary {
  /** Received in the range. */
  newLeads: number;
  /** Open leads as of now. */
  openLeads: number;
  slaAtRisk: number;
  slaBreached: number;
  unrouted: number;
  /** Fired in the range on leads still open, neither compensated nor overtaken. */
  activeEscalations: number;
  /** From receipt to first contact, of the leads received in the range; seconds, null when there is none. */
  p50Seconds: number | null;
  p90Seconds: number | null;
  /** Of the clocks started in the range. */
  met: number;
  decided: number;
}

/** Of so few leads the percentiles are computed exactly; of more, from the histogram. */
const EXACT = 500;

/**
 * The control tower's figures, from the counts that are kept: it takes no longer the more leads there are.
 * @returns null while the counts are made for the first time
 */
export async function towerSummary(tx: OrgTransaction, range: Range, filter: TowerFilter): Promise<Summary | null> {
  const amounts = await towerAmounts(tx, range, filter);
  if (!amounts) return null;
  const of = (measure: Measure): number => amounts.get(measure) ?? 0;
  const times = binned(amounts);
  const { p50Ms, p90Ms } =
    times.length > 0 && of('leads') <= EXACT
      ? await exactPercentiles(tx, range, filter)
      : { p50Ms: percentileOf(times, 0.5), p90Ms: percentileOf(times, 0.9) };
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    newLeads: of('leads'),
    openLeads: of('open'),
    slaAtRisk: of('at_risk'),
    slaBreached: of('breached'),
    unrouted: of('unrouted'),
    activeEscalations: of('escalation'),
    p50Seconds: seconds(p50Ms),
    p90Seconds: seconds(p90Ms),
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
  /** Open leads that are breached now. */
  breached: number;
  met: number;
  decided: number;
}

/** Every rep, and everybody else who owns an open lead, by name. From the counts that are kept by owner. */
export async function towerReps(tx: OrgTransaction, range: Range): Promise<RepRow[]> {
  const { rows } = await tx.client.query<RepRow>({
    name: 'tower_reps',
    text: `
      WITH counted AS (
        SELECT c.owner_id, m.key AS measure, m.value::bigint AS amount
        FROM ${keptCounts('OWNER')} CROSS JOIN LATERAL jsonb_each_text(c.amounts) m
        UNION ALL
        SELECT w.owner_id, w.measure, w.amount FROM ${WAITING} w WHERE w.owner_id IS NOT NULL AND ${WAITS_WITHIN}
        UNION ALL
        SELECT l.owner_id, CASE e.status WHEN 'MET' THEN 'met' ELSE 'missed' END, 1
        FROM ${rowsAtEnds('clocks', 'started_at', `e.status IN ('MET', 'BREACHED')`)} ${leadOfEach('')}
      ), sums AS (
        SELECT owner_id, coalesce(sum(amount) FILTER (WHERE measure = 'open'), 0)::bigint AS open,
          coalesce(sum(amount) FILTER (WHERE measure = 'breached'), 0)::bigint AS breached,
          coalesce(sum(amount) FILTER (WHERE measure = 'met'), 0)::bigint AS met,
          coalesce(sum(amount) FILTER (WHERE measure IN ('met', 'missed')), 0)::bigint AS decided
        FROM counted GROUP BY owner_id
      )
      SELECT u.id, u.name, u.status, u.capacity,
        coalesce((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name)
          FROM memberships m JOIN teams t ON t.org_id = m.org_id AND t.id = m.team_id
          WHERE m.org_id = u.org_id AND m.user_id = u.id), '[]'::json) AS teams,
        coalesce(s.open, 0) AS "openLeads", coalesce(s.breached, 0) AS breached,
        coalesce(s.met, 0) AS met, coalesce(s.decided, 0) AS decided
      FROM users u LEFT JOIN sums s ON s.owner_id = u.id
      WHERE u.org_id = $1 AND (${isRouted('u')} OR s.open > 0)
      ORDER BY lower(u.name), u.id`,
    values: [tx.orgId, ...spansOf(range, OWNER_SPANS).values],
  });
  return rows;
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
