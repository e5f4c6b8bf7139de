import { z } from 'zod';
import type { Database } from '../db/client.js';
import { listUrgentLeads, type LeadFilter, type LeadRow, type UrgencyPosition } from '../db/queries/lead-lists.js';
import { isoOrNull } from './contract/common.js';
import { decodeCursor, toPage } from './cursor.js';
import { leadItemOf } from './views/leads.js';

const LIST = 'urgent-leads';
const keys = z.tuple([z.iso.datetime().nullable(), z.uuid()]);

/** @throws ApiError 400 when the cursor is not one of a list by urgency. @returns null for no cursor. */
export function urgencyAfter(cursor: string | undefined): UrgencyPosition | null {
  const decoded = decodeCursor(LIST, keys, cursor);
  return decoded && { deadlineAt: decoded[0] === null ? null : new Date(decoded[0]), id: decoded[1] };
}

/** The answer of a list of open leads, most urgent first. */
export async function urgentPage(
  db: Database,
  orgId: string,
  filter: LeadFilter,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
) {
  const after = urgencyAfter(cursor);
  const rows = await db.inOrg(orgId, (tx) => listUrgentLeads(tx, filter, after, limit + 1));
  const keysOf = ({ deadlineAt, id }: LeadRow) => [isoOrNull(deadlineAt), id];
  return { status: 200 as const, body: toPage(LIST, rows, limit, leadItemOf, keysOf) };
}
