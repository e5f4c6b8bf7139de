import type { OrgTransaction } from '../../../db/client.js';
import { auditAsOfNow, listAudit } from '../../../db/platform/queries/audit.js';
import { readerOf } from '../../http/access.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { members } from '../../../domain/platform/audit/leavers.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { auditContract } from '../contract/audit.js';
import type { Product } from '../product.js';
import { CSV_TYPE, csvTexts, keysetPages, readForExport } from '../../http/csv.js';
import { byInstantAndNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { patiently, streamedReply } from '../../http/streamed.js';
import { route } from '../deps.js';
import { AUDIT_COLUMNS, auditCsvRow, auditItemOf, type AuditItem } from '../views/audit.js';

const LIST = 'audit';
/** Entries of flows hold whole definitions: a page of them must fit the memory. */
const FILE_PAGE = 200;

async function* linesOf(pages: AsyncIterable<AuditItem[]>): AsyncGenerator<string, void, undefined> {
  for await (const page of pages) yield page.map((item) => `${JSON.stringify(item)}\n`).join('');
}
const FILES = {
  csv: {
    extension: 'csv',
    type: CSV_TYPE,
    texts: (pages: AsyncIterable<AuditItem[]>) => csvTexts(pages, AUDIT_COLUMNS, auditCsvRow),
  },
  ndjson: { extension: 'ndjson', type: 'application/x-ndjson; charset=utf-8', texts: linesOf },
};

/** @param product whose entries are told, too */
export const auditRoutes = (product: Product['audit']) => [
  route(auditContract(product.actions), async ({ query, caller, deps }) => {
    const { limit, cursor, format, from, to, ...plain } = query;
    const filter = {
      ...plain,
      from: from === undefined ? undefined : new Date(from),
      to: to === undefined ? undefined : new Date(to),
    };
    const ended = decodeCursor(LIST, byInstantAndNumber, cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const read = (tx: OrgTransaction, page: Page) => readAudit(tx, filter, page, product, readerOf(caller));
    if (format !== 'json') {
      const asOf = await readForExport(deps.db, caller.orgId, auditAsOfNow);
      // A transaction for each page: so none is held open for a slow reader, and what was there is the same for all.
      const more = (position: Page['before'], room: number) =>
        patiently(() =>
          readForExport(deps.db, caller.orgId, (tx) => read(tx, { limit: room, before: position, asOf })),
        );
      const pages = keysetPages(FILE_PAGE, before, more, placeOf);
      return streamedReply({ name: LIST, at: deps.clock(), ...FILES[format], pages: FILES[format].texts(pages) });
    }
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
