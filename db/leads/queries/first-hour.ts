import { eq } from 'drizzle-orm';
import { teamsOf } from '../../../domain/engine/routing/attempts.js';
import type { FirstHourFacts, FirstHourKept } from '../../../domain/leads/first-hour/first-hour.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';
import { orgs } from '../../platform/schema/orgs.js';
import { activeFlows } from './settlement/context.js';

/** What is there, with the names that lead to it. */
export interface FirstHourFound {
  facts: FirstHourFacts;
  /** People who have not taken up their invitation. */
  invited: number;
  calendar: { id: string; name: string } | null;
  /** A team that an active flow gives leads to. */
  team: { id: string; name: string } | null;
  flow: { id: string; name: string } | null;
  source: { id: string; name: string; adapter: string } | null;
  lead: { id: string; name: string | null; receivedAtMs: number } | null;
  call: { leadId: string; leadName: string | null; atMs: number } | null;
}

/** An organisation's checklist begins with it. @param at when what it begins with was written */
export async function beginFirstHour(tx: OrgTransaction, at: Date): Promise<void> {
  const kept: FirstHourKept = { begunAt: at.toISOString() };
  await keepFirstHour(tx, kept);
}

export async function keepFirstHour(tx: OrgTransaction, kept: FirstHourKept): Promise<void> {
  await tx
    .update(orgs)
    .set({ firstHour: kept as unknown as Record<string, unknown> })
    .where(eq(orgs.id, tx.orgId));
}

/** Looks at what is really there. @param begunAt what is not later is what the organisation began with */
export async function findFirstHour(tx: OrgTransaction, begunAt: Date): Promise<FirstHourFound> {
  const flows = await activeFlows(tx);
  const teamIds = [...new Set(flows.flatMap(({ definition }) => teamsOf(definition.routing)))];
  const one = async <T extends object>(text: string, values: unknown[]): Promise<T | null> =>
    (await tx.client.query<T>(text, [tx.orgId, ...values])).rows[0] ?? null;

  const hours = await one<{ calendars: number; changedAtMs: number | null; id: string | null; name: string | null }>(
    `SELECT count(*)::int AS calendars, (array_agg(c.id ORDER BY c.id))[1] AS id, (array_agg(c.name ORDER BY c.id))[1] AS name,
       (SELECT ${ms('max(a.at)')} FROM audit a WHERE a.org_id = $1 AND a.action IN ('calendar.created', 'calendar.changed')
          AND a.actor_type = 'user' AND a.at > $2) AS "changedAtMs"
     FROM calendars c WHERE c.org_id = $1`,
    [begunAt],
  );
  const people = await one<{ takers: number; elsewhere: number; invited: number }>(
    `SELECT count(*) FILTER (WHERE takes)::int AS takers, count(*) FILTER (WHERE NOT takes)::int AS elsewhere,
       count(*) FILTER (WHERE invited)::int AS invited
     FROM (SELECT u.password_hash IS NULL AS invited, EXISTS (SELECT FROM memberships m
         WHERE m.org_id = u.org_id AND m.user_id = u.id AND m.team_id = ANY ($2::uuid[])) AS takes
       FROM users u WHERE u.org_id = $1 AND u.role = 'REP' AND u.status <> 'INACTIVE') reps`,
    [teamIds],
  );
  const team = await one<{ id: string; name: string }>(
    'SELECT id, name FROM teams WHERE org_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id LIMIT 1',
    [teamIds],
  );
  const flow = await one<{ id: string; name: string; publishedAtMs: number | null }>(
    `SELECT f.id, f.name, CASE WHEN v.published_at > $2 THEN ${ms('v.published_at')} END AS "publishedAtMs"
     FROM flows f LEFT JOIN flow_versions v ON v.org_id = f.org_id AND v.flow_id = f.id AND v.version = f.published_version
     WHERE f.org_id = $1 ORDER BY f.active DESC, (v.published_at > $2) DESC NULLS LAST, v.published_at, f.id LIMIT 1`,
    [begunAt],
  );
  const source = await one<{ id: string; name: string; adapter: string; madeAtMs: number; isOn: boolean }>(
    `SELECT id, name, adapter, ${ms('created_at')} AS "madeAtMs", switched_off_at IS NULL AS "isOn" FROM endpoints
     WHERE org_id = $1 AND deleted_at IS NULL ORDER BY switched_off_at IS NOT NULL, created_at, id LIMIT 1`,
    [],
  );
  const lead = await one<{ id: string; name: string | null; receivedAtMs: number }>(
    `SELECT id, name, ${ms('received_at')} AS "receivedAtMs" FROM leads
     WHERE org_id = $1 AND endpoint_id IS NOT NULL ORDER BY received_at, id LIMIT 1`,
    [],
  );
  // Of the first lead by its index; else any: the first one that is found is enough.
  const callOf = (
    which: string,
  ) => `SELECT p.lead_id AS "leadId", l.name AS "leadName", ${ms('p.occurred_at')} AS "atMs",
      coalesce(p.outcome, 'REACHED') AS outcome
    FROM proofs p JOIN leads l ON l.org_id = p.org_id AND l.id = p.lead_id
    WHERE p.org_id = $1 AND p.kind = 'CALL_LOGGED' AND ${which}`;
  const reached = `coalesce(p.outcome, 'REACHED') = 'REACHED'`;
  type Call = { leadId: string; leadName: string | null; atMs: number };
  const call =
    (lead &&
      (await one<Call>(`${callOf(`p.lead_id = $2 AND ${reached}`)} ORDER BY p.received_at, p.id LIMIT 1`, [
        lead.id,
      ]))) ??
    (await one<Call>(`${callOf(reached)} LIMIT 1`, []));
  const isTried = call !== null || (await one<Call>(`${callOf('true')} LIMIT 1`, [])) !== null;

  return {
    facts: {
      hours: { calendars: hours!.calendars, changedAtMs: hours!.changedAtMs },
      people: { takers: people!.takers, elsewhere: people!.elsewhere },
      flow: { active: flows.length, publishedAtMs: flow?.publishedAtMs ?? null },
      source: source && { madeAtMs: source.madeAtMs, isOn: source.isOn },
      lead: lead && { receivedAtMs: lead.receivedAtMs },
      call: { atMs: call?.atMs ?? null, isTried },
    },
    invited: people!.invited,
    calendar: hours!.id === null ? null : { id: hours!.id, name: hours!.name! },
    team,
    flow: flow && { id: flow.id, name: flow.name },
    source: source && { id: source.id, name: source.name, adapter: source.adapter },
    lead,
    call: call && { leadId: call.leadId, leadName: call.leadName, atMs: call.atMs },
  };
}
