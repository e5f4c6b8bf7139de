import type { OrgTransaction } from '../client.js';
import type { UserStatus } from '../schema/users.js';

/** From, inclusive, to, exclusive. */
export interface Range {
  from: Date;
  to: Date;
}

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

/** Something can still happen to the lead. `closed_at` is said too, because the urgency index is of those rows. */
const open = (lead: string): string => `${lead}.closed_at IS NULL AND ${lead}.status NOT IN ('CLOSED', 'UNQUALIFIED')`;

const SUMMARY = `
SELECT received.*, standing.*, escalated.*, decided.* FROM
  (SELECT count(*) AS "newLeads",
     percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM contacted_at - received_at)) AS "p50Seconds",
     percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM contacted_at - received_at)) AS "p90Seconds"
   FROM leads WHERE org_id = $1 AND received_at >= $2 AND received_at < $3) received,
  (SELECT count(*) AS "openLeads",
     count(*) FILTER (WHERE breach = 'at_risk') AS "slaAtRisk",
     count(*) FILTER (WHERE breach = 'breached') AS "slaBreached",
     count(*) FILTER (WHERE status = 'UNROUTED') AS "unrouted"
   FROM leads WHERE org_id = $1 AND ${open('leads')}) standing,
  (SELECT count(*) AS "activeEscalations"
   FROM escalations e JOIN leads l ON l.org_id = e.org_id AND l.id = e.lead_id
   WHERE e.org_id = $1 AND e.fired_at >= $2 AND e.fired_at < $3 AND e.compensated_at IS NULL AND NOT e.overtaken
     AND ${open('l')}) escalated,
  (SELECT count(*) FILTER (WHERE status = 'MET') AS met, count(*) AS decided
   FROM clocks WHERE org_id = $1 AND started_at >= $2 AND started_at < $3 AND status IN ('MET', 'BREACHED')) decided`;

/** The control tower's figures. */
export async function towerSummary(tx: OrgTransaction, range: Range): Promise<Summary> {
  const { rows } = await tx.client.query<Summary>({
    name: 'tower_summary',
    text: SUMMARY,
    values: [tx.orgId, range.from, range.to],
  });
  return rows[0]!;
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
