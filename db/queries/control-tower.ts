import type { Measure } from '../../domain/tower/counts.js';
import { percentileOf } from '../../domain/tower/histogram.js';
import type { OrgTransaction } from '../client.js';
import type { UserStatus } from '../schema/users.js';
import { open } from './tower-facts.js';
import { exactPercentiles, towerAmounts, type Range, type TowerFilter } from './tower-summary.js';

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

/** The control tower's figures, from the counts that are kept: it takes no longer the more leads there are. */
export async function towerSummary(tx: OrgTransaction, range: Range, filter: TowerFilter): Promise<Summary> {
  const amounts = await towerAmounts(tx, range, filter);
  const sum = (wanted: Measure): number =>
    amounts.reduce((total, { measure, amount }) => (measure === wanted ? total + amount : total), 0);
  const times = amounts.filter(({ measure }) => measure === 'contact').map((one) => [one.bin, one.amount] as const);
  const newLeads = sum('leads');
  const { p50Ms, p90Ms } =
    times.length > 0 && newLeads <= EXACT
      ? await exactPercentiles(tx, range, filter)
      : { p50Ms: percentileOf(times, 0.5), p90Ms: percentileOf(times, 0.9) };
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    newLeads,
    openLeads: sum('open'),
    slaAtRisk: sum('at_risk'),
    slaBreached: sum('breached'),
    unrouted: sum('unrouted'),
    activeEscalations: sum('escalation'),
    p50Seconds: seconds(p50Ms),
    p90Seconds: seconds(p90Ms),
    met: sum('met'),
    decided: sum('met') + sum('missed'),
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

/** Every rep, and everybody else who owns an open lead, by name. */
export async function towerReps(tx: OrgTransaction, range: Range): Promise<RepRow[]> {
  const { rows } = await tx.client.query<RepRow>({
    name: 'tower_reps',
    text: `
      WITH load AS (
        SELECT owner_id, count(*) AS open, count(*) FILTER (WHERE breach = 'breached') AS breached
        FROM leads WHERE org_id = $1 AND owner_id IS NOT NULL AND ${open('leads')} GROUP BY owner_id
      ), verdicts AS (
        SELECT l.owner_id, count(*) FILTER (WHERE c.status = 'MET') AS met, count(*) AS decided
        FROM clocks c JOIN leads l ON l.org_id = c.org_id AND l.id = c.lead_id
        WHERE c.org_id = $1 AND c.started_at >= $2 AND c.started_at < $3 AND c.status IN ('MET', 'BREACHED')
        GROUP BY l.owner_id
      )
      SELECT u.id, u.name, u.status, u.capacity,
        coalesce((SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.name)
          FROM memberships m JOIN teams t ON t.org_id = m.org_id AND t.id = m.team_id
          WHERE m.org_id = u.org_id AND m.user_id = u.id), '[]'::json) AS teams,
        coalesce(load.open, 0) AS "openLeads", coalesce(load.breached, 0) AS breached,
        coalesce(verdicts.met, 0) AS met, coalesce(verdicts.decided, 0) AS decided
      FROM users u LEFT JOIN load ON load.owner_id = u.id LEFT JOIN verdicts ON verdicts.owner_id = u.id
      WHERE u.org_id = $1 AND (u.role = 'REP' OR load.open > 0)
      ORDER BY lower(u.name), u.id`,
    values: [tx.orgId, range.from, range.to],
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
      WITH load AS (
        SELECT flow_id, count(*) AS open, count(*) FILTER (WHERE breach = 'breached') AS breached
        FROM leads WHERE org_id = $1 AND flow_id IS NOT NULL AND ${open('leads')} GROUP BY flow_id
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
