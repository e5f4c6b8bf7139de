import { z } from 'zod';
import type { Reads } from '../../db/client.js';
import {
  listUrgentLeads,
  type LeadFilter,
  type LeadRow,
  type Span,
  type UrgencyPosition,
} from '../../db/leads/queries/lead-lists.js';
import { isoOrNull } from '../http/contract.js';
import { decodeCursor, toPage } from '../http/cursor.js';
import { leadItemOf } from './views/leads.js';

const LIST = 'urgent-leads';
const keys = z.tuple([z.iso.datetime().nullable(), z.uuid()]);

interface Stretch {
  cursor?: string | undefined;
  until?: string | undefined;
}

/** @throws ApiError 400 when a cursor is not one of a list by urgency. */
export function urgencySpan({ cursor, until }: Stretch): Span<UrgencyPosition> {
  const position = (text: string | undefined, path: string): UrgencyPosition | null => {
    const decoded = decodeCursor(LIST, keys, text, path);
    return decoded && { deadlineAt: decoded[0] === null ? null : new Date(decoded[0]), id: decoded[1] };
  };
  return { after: position(cursor, 'cursor'), until: position(until, 'until') };
}

/** The answer of a list of open leads, most urgent first. */
export async function urgentPage(
  db: Reads,
  orgId: string,
  filter: LeadFilter,
  { limit, ...stretch }: Stretch & { limit: number },
) {
  const span = urgencySpan(stretch);
  const rows = await db.readOrg(orgId, (tx) => listUrgentLeads(tx, filter, span, limit + 1));
  const keysOf = ({ deadlineAt, id }: LeadRow) => [isoOrNull(deadlineAt), id];
  return { status: 200 as const, body: toPage(LIST, rows, limit, leadItemOf, keysOf) };
}
