import { z } from 'zod';
import type { Reads } from '../../db/client.js';
import {
  listSorted,
  sortPositionOf,
  type LeadFilter,
  type LeadRow,
  type SortOrder,
  type SortPosition,
} from '../../db/leads/queries/lead-lists.js';
import { byInstantAndId, decodeCursor, toPage } from '../http/cursor.js';
import { leadItemOf } from './views/leads.js';

/** What a cursor of each order holds. */
const KEYS = {
  received: byInstantAndId,
  deadline: z.tuple([z.iso.datetime().nullable(), z.uuid()]),
  score: z.tuple([z.number().nullable(), z.uuid()]),
} as const;

/** The list's name in its cursors: newest first is the plain list. */
const nameOf = ({ by, descending }: SortOrder): string =>
  by === 'received' && descending ? 'leads' : `leads:${by}:${descending ? 'desc' : 'asc'}`;

interface Stretch {
  cursor?: string | undefined;
  until?: string | undefined;
}

/**
 * The answer of a list of leads by one of their columns.
 * @throws ApiError 400 when a cursor is not one of a list in this order.
 */
export async function sortedPage(
  db: Reads,
  orgId: string,
  filter: LeadFilter,
  order: SortOrder,
  { limit, cursor, until }: Stretch & { limit: number },
) {
  const list = nameOf(order);
  const position = (text: string | undefined, path: string): SortPosition | null => {
    const decoded = decodeCursor<[z.ZodType<string | number | null>, z.ZodType<string>]>(
      list,
      KEYS[order.by],
      text,
      path,
    );
    if (decoded === null) return null;
    const [key, id] = decoded;
    return { key: typeof key === 'string' ? new Date(key) : key, id };
  };
  const span = { after: position(cursor, 'cursor'), until: position(until, 'until') };
  const rows = await db.readOrg(orgId, (tx) => listSorted(tx, filter, order, span, limit + 1));
  const keysOf = (row: LeadRow) => {
    const { key, id } = sortPositionOf(order, row);
    return [key instanceof Date ? key.toISOString() : key, id];
  };
  return { status: 200 as const, body: toPage(list, rows, limit, leadItemOf, keysOf) };
}
