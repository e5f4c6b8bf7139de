import { writeAudit } from '../../../db/platform/queries/audit.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import {
  countOpenWorkItems,
  findWorkItem,
  listWorkItems,
  resolveWorkItem,
  type WorkItemRow,
} from '../../../db/platform/queries/work-items.js';
import { letterOfMessage } from '../../../db/platform/queries/dead-letters/decide.js';
import { requeueOnce } from '../../../db/platform/queries/dead-letters/requeue.js';
import type { OrgTransaction } from '../../../db/client.js';
import { users } from '../../../db/platform/schema/users.js';
import { iso } from '../../http/contract.js';
import { DEAD_LETTER } from '../../../domain/platform/work-items.js';
import { workItemContracts } from '../contract/work-items.js';
import type { Product } from '../product.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict } from '../../http/errors.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';
import { workItemOf } from '../views/work-items.js';

const LIST = 'work-items';

/** The message that an item tells of. */
const outboxIdOf = ({ cause, details }: WorkItemRow): number =>
  Number(cause?.replace(/^dead-letter:/, '') ?? details['outboxId']);

/** @param product whose leads items are about, and what there is to do about them */
export function workItemRoutes(product: Product['workItems']) {
  const { leads: leadsOf } = product;
  const contracts = workItemContracts(product);

  const surroundings = async (tx: OrgTransaction, rows: readonly WorkItemRow[]) => ({
    leads: await leadsOf(
      tx,
      rows.flatMap(({ leadId }) => leadId ?? []),
    ),
    names: await namesOf(
      tx,
      rows.map(({ resolvedBy }) => resolvedBy),
      [users],
    ),
  });

  return [
    route(contracts.listWorkItems, async ({ query, caller, deps }) => {
      const { limit, cursor, ...filter } = query;
      const ended = decodeCursor(LIST, byInstantAndId, cursor);
      const before = ended && { at: new Date(ended[0]), id: ended[1] };
      const { rows, leads, names } = await deps.db.readOrg(caller.orgId, async (tx) => {
        const rows = await listWorkItems(tx, filter, { limit: limit + 1, before });
        return { rows, ...(await surroundings(tx, rows)) };
      });
      const shown = (row: (typeof rows)[number]) => workItemOf(row, product, leads, names);
      return { status: 200, body: toPage(LIST, rows, limit, shown, (row) => [iso(row.createdAt), row.id]) };
    }),

    route(contracts.countOpenWorkItems, async ({ caller, deps }) => ({
      status: 200,
      body: { open: await deps.db.readOrg(caller.orgId, countOpenWorkItems) },
    })),

    route(contracts.resolveWorkItem, async (context) => {
      const stamp = stampOf(context);
      const resolution = context.body.resolution ?? null;
      const { row, leads, names } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
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
        return { row: resolved.row, ...(await surroundings(tx, [resolved.row])) };
      });
      return { status: 200, body: workItemOf(row, product, leads, names) };
    }),

    route(contracts.requeueWorkItem, async (context) => {
      const stamp = stampOf(context);
      const { row, leads, names } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const row = await findWorkItem(tx, context.params.id);
        if (!row) throw context.missing();
        if (row.kind !== DEAD_LETTER) throw conflict('This is no message that could be sent again');
        const letter = await letterOfMessage(tx, outboxIdOf(row));
        const decided = letter === null ? 'MISSING' : await requeueOnce(tx, 'MESSAGE', letter, stamp);
        if (typeof decided === 'string')
          throw conflict('This message was sent again already', ['The item resolves itself when it is delivered.']);
        await writeAudit(tx, {
          ...stamp,
          action: 'work_item.requeued',
          entity: { type: 'work_item', id: row.id },
          leadId: row.leadId,
          after: { kind: row.kind, summary: row.summary },
        });
        return { row, ...(await surroundings(tx, [row])) };
      });
      return { status: 202, body: workItemOf(row, product, leads, names) };
    }),
  ];
}
