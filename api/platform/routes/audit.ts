import type { OrgTransaction } from '../../../db/client.js';
import { listAudit } from '../../../db/platform/queries/audit.js';
import { readerOf } from '../../http/access.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { members } from '../../../domain/platform/audit/leavers.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { auditContract } from '../contract/audit.js';
import type { Product } from '../product.js';
import { csvReply, keysetPages, readForExport } from '../../http/csv.js';
import { byInstantAndNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { route } from '../deps.js';
import { AUDIT_COLUMNS, auditCsvRow, auditItemOf, type AuditItem } from '../views/audit.js';

const LIST = 'audit';
/** Entries of flows hold whole definitions: a page of them must fit the memory. */
const CSV_PAGE = 200;

/** @param product whose entries are told, too */
export const auditRoutes = (product: Product['audit']) => [
  route(auditContract(product.actions), async ({ query, caller, deps, req }) => {
    const { limit, cursor, format, from, to, ...plain } = query;
    const filter = {
      ...plain,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const ended = decodeCursor(LIST, byInstantAndNumber, cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const read = (tx: OrgTransaction, page: Page) => readAudit(tx, filter, page, product, readerOf(caller));
    if (format === 'csv')
      return readForExport(deps.db, caller.orgId, (tx) => {
        const more = (position: Page['before'], room: number) => read(tx, { limit: room, before: position });
        const pages = keysetPages(CSV_PAGE, before, more, placeOf);
        return csvReply({ name: LIST, at: deps.clock(), columns: AUDIT_COLUMNS, pages, toRow: auditCsvRow, req });
      });
    const items = await deps.db.readOrg(caller.orgId, (tx) => read(tx, { limit: limit + 1, before }));
    return {
      status: 200,
      body: toPage(
        LIST,
        items,
        limit,
        (item) => item,
        ({ at, id }) => [at, id],
      ),
    };
  }),
];

type Page = Parameters<typeof listAudit>[2];

const placeOf = ({ at, id }: AuditItem) => ({ at: new Date(at), id });

/** Whether an entry names something by its key. */
const hasKey = (after: unknown): boolean => Object.keys(members(after)).some((member) => member.endsWith('Key'));

async function readAudit(
  tx: OrgTransaction,
  filter: Parameters<typeof listAudit>[1],
  page: Page,
  product: Product['audit'],
  readerId: string | null,
): Promise<AuditItem[]> {
  const rows = await listAudit(tx, filter, page);
  const named = rows.map(({ actorId, entityId, leadId, before, after }) => [actorId, entityId, leadId, before, after]);
  const names = await namesOf(tx, named, product.named);
  const inZone = withTimesIn(await readerTimeZone(tx, readerId));
  const keyed = rows.flatMap(({ leadId, after }) => (leadId !== null && hasKey(after) ? [leadId] : []));
  const called = await product.calledByKey(tx, [...new Set(keyed)]);
  return rows.map((row) => {
    const own = row.leadId !== null && hasKey(row.after) ? called.get(row.leadId) : undefined;
    return auditItemOf(row, own ? new Map([...names, ...own]) : names, product, inZone);
  });
}
