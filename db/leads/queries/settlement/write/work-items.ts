import type { WorkItemEffect } from '../../../../../domain/leads/lead/draft.js';
import { workItems } from '../../../../platform/schema/work-items.js';
import { columnsOf, SETTLED_AT, ORG } from './columns.js';
import type { Part } from './part.js';

const workItem = columnsOf(workItems).from<{ leadId: string; item: WorkItemEffect }>({
  kind: ({ item }) => item.kind,
  leadId: ({ leadId }) => leadId,
  summary: ({ item }) => item.summary,
  details: ({ item }) => item.details,
  dedupeKey: ({ item }) => item.dedupeKey,
});
const insert = workItem.insert({ id: 'gen_random_uuid()', createdAt: SETTLED_AT });

export const newWorkItems: Part = {
  name: 'new_work_items',
  rows: ({ drafts }) =>
    workItem.rows(drafts.flatMap(({ lead, changes }) => changes.workItems.map((item) => ({ leadId: lead.id, item })))),
  sql: (rows) => `${insert(rows)}
    ON CONFLICT (org_id, dedupe_key) DO NOTHING RETURNING id, kind, lead_id, summary`,
  then: [
    {
      name: 'audit_of_work_items',
      // Of those that are new: an item that is there already is asked for again in vain. After what it follows from.
      sql: (
        hasPart,
      ) => `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after, trace_id)
      SELECT ${ORG}, ${SETTLED_AT}, 'system', 'work_item.created', 'work_item', w.id, w.lead_id,
        jsonb_build_object('kind', w.kind, 'summary', w.summary), l.trace_id
      FROM new_work_items w JOIN leads l ON l.org_id = ${ORG} AND l.id = w.lead_id
      ${hasPart('new_audit') ? 'WHERE (SELECT count(*) FROM new_audit) > 0' : ''}`,
    },
  ],
};
