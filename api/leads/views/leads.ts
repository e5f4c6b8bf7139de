import type { LeadFilter, LeadRow, SortOrder } from '../../../db/leads/queries/lead-lists.js';
import type { z } from 'zod';
import { iso, isoOrNull } from '../../http/contract.js';
import type { leadFilters, leadItem, listOrder } from '../contract/leads.js';

type Filters = { [K in keyof typeof leadFilters]?: z.output<(typeof leadFilters)[K]> };

const SHOWN_CHARACTERS = 200;

/** The attributes that a list reads along. @param mostCharacters of each */
export const attributesOf = (
  { attribute }: { attribute?: readonly string[] | undefined },
  mostCharacters = SHOWN_CHARACTERS,
): Pick<LeadFilter, 'attributes'> => ({ attributes: attribute && { names: attribute, mostCharacters } });

/** A list's query as what the database is asked. @param onlyOwner no other leads are there; null: all are */
export function filterOf(query: Filters, onlyOwner: string | null = null): LeadFilter {
  const { status, breach, paused, ownerId, breachedOwnerId, teamId, flowId, source, q } = query;
  const instant = (text: string | undefined) => (text === undefined ? undefined : new Date(text));
  return {
    status,
    breach,
    paused,
    ownerId,
    breachedOwnerId: breachedOwnerId === 'nobody' ? null : breachedOwnerId,
    teamId,
    flowId,
    source,
    q,
    onlyOwner,
    from: instant(query.from),
    to: instant(query.to),
    escalatedFrom: instant(query.escalatedFrom),
    escalatedTo: instant(query.escalatedTo),
  };
}

/** A list's query with its order. */
export type ListQuery = Filters & { [K in keyof typeof listOrder]?: z.output<(typeof listOrder)[K]> };

/** The filter of the list of all leads. @param onlyOwner no other leads are there; null: all are */
export function listFilterOf(query: ListQuery, onlyOwner: string | null): LeadFilter {
  const { open, contactedFrom } = query;
  return {
    ...filterOf(query, onlyOwner),
    open,
    contactedFrom: contactedFrom === undefined ? undefined : new Date(contactedFrom),
  };
}

/** By what it is sorted, and which way. */
export function orderOf({ sort = 'received', order }: ListQuery): SortOrder | 'urgency' {
  if (sort === 'urgency') return sort;
  return { by: sort, descending: order === undefined ? sort !== 'deadline' : order === 'desc' };
}

/** A lead as lists show it. */
export function leadItemOf(lead: LeadRow): z.input<typeof leadItem> {
  const { flowId, flowVersion, ...row } = lead;
  return {
    ...row,
    flow: flowId === null || flowVersion === null ? null : { id: flowId, version: flowVersion },
    receivedAt: iso(lead.receivedAt),
    deadlineAt: isoOrNull(lead.deadlineAt),
    assignedAt: isoOrNull(lead.assignedAt),
    contactedAt: isoOrNull(lead.contactedAt),
    pausedAt: isoOrNull(lead.pausedAt),
    pausedUntil: isoOrNull(lead.pausedUntil),
    closedAt: isoOrNull(lead.closedAt),
    reopenedAt: isoOrNull(lead.reopenedAt),
  };
}
