import { writeAudit } from '../../db/queries/audit.js';
import { listWorkItems, resolveWorkItem, type WorkItemRow } from '../../db/queries/work-items.js';
import { iso, isoOrNull } from '../contract/common.js';
import * as contracts from '../contract/work-items.js';
import { byInstantAndId, decodeCursor, toPage } from '../cursor.js';
import { conflict } from '../errors.js';
import { route } from '../route.js';
import { stampOf } from '../stamp.js';

const LIST = 'work-items';

const shown = (row: WorkItemRow) => ({
  id: row.id,
  kind: row.kind,
  leadId: row.leadId,
  summary: row.summary,
  details: row.details,
  createdAt: iso(row.createdAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  resolvedBy: row.resolvedBy,
  resolution: row.resolution,
});

export const workItemRoutes = [
  route(contracts.listWorkItems, async ({ query, caller, deps }) => {
    const { limit, cursor, ...filter } = query;
    const ended = decodeCursor(LIST, byInstantAndId, cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const rows = await deps.db.inOrg(caller.orgId, (tx) => listWorkItems(tx, filter, { limit: limit + 1, before }));
    return { status: 200, body: toPage(LIST, rows, limit, shown, (row) => [iso(row.createdAt), row.id]) };
  }),

  route(contracts.resolveWorkItem, async (context) => {
    const stamp = stampOf(context);
    const resolution = context.body.resolution ?? null;
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const resolved = await resolveWorkItem(tx, context.params.id, { at: stamp.at, by: stamp.actor.id, resolution });
      if (!resolved) throw context.missing();
      if (!resolved.changed) throw conflict('Somebody resolved this before you');
      await writeAudit(tx, {
        ...stamp,
        action: 'work_item.resolved',
        entity: { type: 'work_item', id: resolved.row.id },
        leadId: resolved.row.leadId,
        after: { kind: resolved.row.kind, resolution },
      });
      return resolved.row;
    });
    return { status: 200, body: shown(row) };
  }),
];
