import type { PreviewedClock } from '../../../domain/leads/clocks/moves.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import type { OrgTransaction } from '../../client.js';
import { ms } from '../../instants.js';
import { countsInCalendar } from './settlement/recount.js';
import { flowDefinitions } from './settlement/lead-state.js';

/** What of a lead decides over the deadlines of its clocks. */
interface CountedLead {
  id: string;
  lead: Pick<LeadState, 'name' | 'flow' | 'teamId' | 'ownerId' | 'ownerName' | 'timeZone' | 'country' | 'attributes'>;
  /** Those that run or stand still. */
  clocks: PreviewedClock[];
}

interface Row {
  id: string;
  lead: Omit<CountedLead['lead'], 'flow'>;
  flow: { id: string; version: number; key: string };
  clocks: PreviewedClock[];
}

/** The next open leads with clocks that may count in the calendar, in the order of their ids. @param after the last of those before */
export async function leadsCountingIn(
  tx: OrgTransaction,
  calendarId: string,
  after: string | null,
  limit: number,
): Promise<CountedLead[]> {
  const { rows } = await tx.client.query<Row>(
    `SELECT l.id, json_build_object('name', l.name, 'teamId', l.team_id, 'ownerId', l.owner_id,
        'ownerName', (SELECT u.name FROM users u WHERE u.org_id = l.org_id AND u.id = l.owner_id),
        'timeZone', g.time_zone, 'country', l.country, 'attributes', l.attributes) AS lead,
      json_build_object('id', l.flow_id, 'version', l.flow_version, 'key', '') AS flow,
      (SELECT json_agg(json_build_object('key', c.key, 'cycle', c.cycle, 'status', c.status,
          'startedAtMs', ${ms('c.started_at')}, 'targetMs', c.target_ms, 'atRiskAtMs', ${ms('c.at_risk_at')},
          'atRiskSeenAtMs', ${ms('c.at_risk_seen_at')}, 'deadlineAtMs', ${ms('c.deadline_at')}, 'pauses', c.pauses,
          'calendar', c.receipt->'calendar') ORDER BY c.key, c.cycle)
        FROM clocks c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.status IN ('RUNNING', 'PAUSED')) AS clocks
    FROM leads l JOIN orgs g ON g.id = l.org_id
    WHERE l.org_id = $1 AND ${countsInCalendar(`'RUNNING', 'PAUSED'`)} AND l.flow_id IS NOT NULL
      AND ($3::uuid IS NULL OR l.id > $3)
    ORDER BY l.id LIMIT $4`,
    [tx.orgId, calendarId, after, limit],
  );
  const definitionOf = await flowDefinitions(
    tx,
    rows.map(({ flow }) => flow),
  );
  return rows.map(({ id, lead, flow, clocks }) => ({
    id,
    lead: { ...lead, flow: { ...flow, definition: definitionOf(flow) } },
    clocks,
  }));
}
