import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import {
  findCalendar,
  insertCalendar,
  listCalendars,
  type CalendarRow,
} from '../../../db/platform/queries/calendars.js';
import { iso } from '../../http/contract.js';
import * as contracts from '../contract/calendars.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';

const LIST = 'calendars';

const shown = ({ id, name, definition, createdAt }: CalendarRow) => ({
  id,
  name,
  ...definition,
  createdAt: iso(createdAt),
});

export const calendarRoutes = [
  route(contracts.listCalendars, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listCalendars(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getCalendar, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findCalendar(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.createCalendar, async (context) => {
    const { name, ...definition } = context.body;
    const stamp = stampOf(context);
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const inserted = await insertCalendar(tx, { id: uuidv7(), name, definition, now: stamp.at });
      await writeAudit(tx, {
        ...stamp,
        action: 'calendar.created',
        entity: { type: 'calendar', id: inserted.id },
        after: { name, definition },
      });
      return inserted;
    });
    return { status: 201, headers: { Location: `/api/calendars/${row.id}` }, body: shown(row) };
  }),
];
