import {
  countUnread,
  listNotifications,
  markAllRead,
  markRead,
  type NotificationRow,
} from '../../../db/platform/queries/notices.js';
import type { Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/notices.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { forbidden } from '../../http/errors.js';
import { route } from '../deps.js';

const LIST = 'notifications';

const shown = (row: NotificationRow) => ({
  id: row.id,
  kind: row.kind,
  leadId: row.leadId,
  subject: row.subject,
  text: row.text,
  mail: row.mailStatus,
  createdAt: iso(row.createdAt),
  sentAt: isoOrNull(row.sentAt),
  readAt: isoOrNull(row.readAt),
});

/** People only: the access rule lets no API key in; this says so to the compiler. */
const personOf = (caller: Caller): string => {
  if (caller.kind !== 'user') throw forbidden();
  return caller.userId;
};

export const notificationRoutes = [
  route(contracts.listNotifications, async ({ query, caller, deps }) => {
    const { limit, cursor, ...filter } = query;
    const ended = decodeCursor(LIST, byInstantAndId, cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const rows = await deps.db.inOrg(caller.orgId, (tx) =>
      listNotifications(tx, personOf(caller), filter, { limit: limit + 1, before }),
    );
    return { status: 200, body: toPage(LIST, rows, limit, shown, (row) => [iso(row.createdAt), row.id]) };
  }),

  // Not audited: who read what concerns nobody but the reader.
  route(contracts.readNotification, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.inOrg(caller.orgId, (tx) => markRead(tx, personOf(caller), params.id, deps.clock()));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.countUnread, async ({ caller, deps }) => {
    const unread = await deps.db.inOrg(caller.orgId, (tx) => countUnread(tx, personOf(caller)));
    return { status: 200, body: { unread } };
  }),

  route(contracts.readNotifications, async ({ body, caller, deps }) => {
    const now = deps.clock();
    const until = body.until === undefined ? now : new Date(body.until);
    const read = await deps.db.inOrg(caller.orgId, (tx) => markAllRead(tx, personOf(caller), until, now));
    return { status: 200, body: { read } };
  }),
];
