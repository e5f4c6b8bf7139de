import { calendarUses } from '../../../domain/leads/flow/calendar-uses.js';
import type { FlowDefinition, FlowDraft } from '../../../domain/leads/flow/definition.js';
import type { OrgTransaction } from '../../client.js';
import { leadIsOpenByIndex } from '../predicates.js';
import { countsInCalendar } from './settlement/recount.js';

interface FlowNaming {
  id: string;
  name: string;
  /** Where in the flow, in words. */
  where: string[];
}

/** Flows that name the calendar: in their draft, in what is published, or in a version by which a lead still runs. */
export async function flowsNaming(tx: OrgTransaction, calendarId: string): Promise<FlowNaming[]> {
  const { rows } = await tx.client.query<{ id: string; name: string; definition: FlowDefinition | FlowDraft }>(
    `SELECT f.id, f.name, f.draft AS definition FROM flows f WHERE f.org_id = $1 AND strpos(f.draft::text, $2::text) > 0
     UNION ALL
     SELECT f.id, f.name, v.definition FROM flow_versions v JOIN flows f ON f.org_id = v.org_id AND f.id = v.flow_id
     WHERE v.org_id = $1 AND strpos(v.definition::text, $2::text) > 0 AND (v.version = f.published_version OR EXISTS (
       SELECT FROM leads l WHERE l.org_id = v.org_id AND l.flow_id = v.flow_id AND l.flow_version = v.version
         AND ${leadIsOpenByIndex('l')}))
     ORDER BY 2, 1`,
    [tx.orgId, calendarId],
  );
  const found = new Map<string, FlowNaming>();
  for (const { id, name, definition } of rows) {
    const where = new Set([...(found.get(id)?.where ?? []), ...calendarUses(definition, calendarId)]);
    if (where.size > 0) found.set(id, { id, name, where: [...where] });
  }
  return [...found.values()];
}

/** How many open leads have a clock that runs or stands still and counts in the calendar. */
export async function countLeadsIn(tx: OrgTransaction, calendarId: string): Promise<number> {
  const { rows } = await tx.client.query<{ count: number }>(
    `SELECT count(*)::int FROM leads l WHERE l.org_id = $1 AND ${countsInCalendar(`'RUNNING', 'PAUSED'`)}`,
    [tx.orgId, calendarId],
  );
  return rows[0]!.count;
}
