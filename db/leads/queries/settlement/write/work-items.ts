import type { PlatformAction } from '../../../../../domain/platform/audit/actions.js';
import type { WorkItemEffect } from '../../../../../domain/leads/lead/draft.js';
import { workItems } from '../../../../platform/schema/work-items.js';
import { columnsOf, SETTLED_AT, ORG } from './columns.js';
import type { Part } from './part.js';

const workItem = columnsOf(workItems).from<{ leadId: string; item: WorkItemEffect; nowMs: number }>({
  kind: ({ item }) => item.kind,
  leadId: ({ leadId }) => leadId,
  summary: ({ item }) => item.summary,
  details: ({ item }) => item.details,
  cause: ({ item }) => item.cause,
  // A cause that comes back is a piece of work of its own.
  dedupeKey: ({ item, nowMs }) => `${item.cause}@${nowMs}`,
});
const insert = workItem.insert({ id: 'gen_random_uuid()', createdAt: SETTLED_AT });

/** The audit log tells of the items that a part returns, after what it follows from. @param words the column that says what it is about */
const audited = (
  part: string,
  name: string,
  action: PlatformAction,
  words: string,
): NonNullable<Part['then']>[number] => ({
  name,
  sql: (
    hasPart,
  ) => `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, after, trace_id)
      SELECT ${ORG}, ${SETTLED_AT}, 'system', '${action}', 'work_item', w.id, w.lead_id,
        jsonb_build_object('kind', w.kind, '${words}', w.${words}), l.trace_id
      FROM ${part} w JOIN leads l ON l.org_id = ${ORG} AND l.id = w.lead_id
      ${hasPart('new_audit') ? 'WHERE (SELECT count(*) FROM new_audit) > 0' : ''}`,
});

export const newWorkItems: Part = {
  name: 'new_work_items',
  rows: ({ drafts, nowMs }) =>
    workItem.rows(
      drafts.flatMap(({ lead, changes }) => changes.workItems.map((item) => ({ leadId: lead.id, item, nowMs }))),
    ),
  sql: (rows) => `${insert(rows)}
    ON CONFLICT DO NOTHING RETURNING id, kind, lead_id, summary`,
  // Of those that are new: an item that is there already is asked for again in vain.
  then: [audited('new_work_items', 'audit_of_work_items', 'work_item.created', 'summary')],
};

/** Items whose cause is gone: resolved by nobody, with what took it away. */
export const closedWorkItems: Part = {
  name: 'closed_work_items',
  rows: ({ drafts }) => drafts.flatMap(({ changes }) => changes.closedWorkItems),
  sql: (rows) => `UPDATE work_items w SET resolved_at = ${SETTLED_AT}, resolution = r.why
    FROM jsonb_to_recordset(${rows}) AS r(id uuid, why text)
    WHERE w.org_id = ${ORG} AND w.id = r.id AND w.resolved_at IS NULL
    RETURNING w.id, w.kind, w.lead_id, w.resolution`,
  then: [audited('closed_work_items', 'audit_of_closed_work_items', 'work_item.resolved', 'resolution')],
};
