import { countUnread, listNotices, markAllRead, markRead, type Notice } from '../../../db/platform/queries/notices.js';
import type { Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { noticeContracts } from '../contract/notices.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { forbidden } from '../../http/errors.js';
import { route, type PlatformDeps } from '../deps.js';
import type { RouteDefinition } from '../../http/route.js';

const LIST = 'notifications';

function shown({ id, kind, leadId, subject, text, createdAt, readAt, deliveries, others }: Notice, now: Date) {
  const mail = deliveries.find(({ channel }) => channel === 'email');
  return {
    id,
    kind,
    leadId,
    subject,
    text,
    mail: mail?.status ?? ('NONE' as const),
    createdAt: iso(createdAt),
    sentAt: mail?.status === 'SENT' ? iso(mail.statusAt) : null,
    readAt: readAt === null ? null : iso(readAt),
    deliveries: deliveries.map(({ channel, status, statusAt, notBefore }) => ({
      channel,
      status,
      at: iso(statusAt),
      waitsUntil: status === 'PENDING' && notBefore && notBefore > now ? iso(notBefore) : null,
    })),
    others: others.map((one) => ({
      id: one.id,
      kind: one.kind,
      subject: one.subject,
      text: one.text,
      createdAt: iso(one.createdAt),
      readAt: isoOrNull(one.readAt),
    })),
  };
}

/** People only: the access rule lets no API key in; this says so to the compiler. */
const personOf = (caller: Caller): string => {
  if (caller.kind !== 'user') throw forbidden();
  return caller.userId;
};

/** @param kinds what a person can be told */
export function noticeRoutes(kinds: readonly [string, ...string[]]): RouteDefinition<PlatformDeps>[] {
  const contracts = noticeContracts(kinds);
  return [
    route(contracts.list, async ({ query, caller, deps }) => {
      const { limit, cursor, ...filter } = query;
      const ended = decodeCursor(LIST, byInstantAndId, cursor);
      const before = ended && { at: new Date(ended[0]), id: ended[1] };
      const rows = await deps.db.readOrg(caller.orgId, (tx) =>
        listNotices(tx, personOf(caller), filter, { limit: limit + 1, before }),
      );
      return {
        status: 200,
        body: toPage(
          LIST,
          rows,
          limit,
          (row) => shown(row, deps.clock()),
          (row) => [iso(row.createdAt), row.id],
        ),
      };
    }),

    // Not audited: who read what concerns nobody but the reader.
    route(contracts.read, async ({ params, caller, deps, missing }) => {
      const row = await deps.db.inOrg(caller.orgId, (tx) => markRead(tx, personOf(caller), params.id, deps.clock()));
      if (!row) throw missing();
      return { status: 200, body: shown(row, deps.clock()) };
    }),

    route(contracts.countUnread, async ({ caller, deps }) => {
      const unread = await deps.db.readOrg(caller.orgId, (tx) => countUnread(tx, personOf(caller)));
      return { status: 200, body: { unread } };
    }),

    route(contracts.readAll, async ({ body, caller, deps }) => {
      const now = deps.clock();
      const until = body.until === undefined ? now : new Date(body.until);
      const read = await deps.db.inOrg(caller.orgId, (tx) =>
        markAllRead(tx, personOf(caller), { until, leadId: body.leadId }, now),
      );
      return { status: 200, body: { read } };
    }),
  ];
}
