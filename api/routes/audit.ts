import { listAudit, type AuditRow } from '../../db/queries/audit.js';
import { iso } from '../contract/common.js';
import * as contracts from '../contract/audit.js';
import { byNumber, decodeCursor, toPage } from '../cursor.js';
import { route } from '../route.js';

const LIST = 'audit';

const shown = (row: AuditRow) => ({
  id: row.id,
  at: iso(row.at),
  actor: { type: row.actorType, id: row.actorId },
  action: row.action,
  entity: { type: row.entityType, id: row.entityId },
  leadId: row.leadId,
  before: row.before,
  after: row.after,
  traceId: row.traceId,
});

export const auditRoutes = [
  route(contracts.listAudit, async ({ query, caller, deps }) => {
    const { limit, cursor, from, to, ...filter } = query;
    const before = decodeCursor(LIST, byNumber, cursor)?.[0] ?? null;
    const rows = await deps.db.inOrg(caller.orgId, (tx) =>
      listAudit(
        tx,
        {
          ...filter,
          from: from === undefined ? undefined : new Date(from),
          to: to === undefined ? undefined : new Date(to),
        },
        { limit: limit + 1, before },
      ),
    );
    return { status: 200, body: toPage(LIST, rows, limit, shown, (row) => [row.id]) };
  }),
];
