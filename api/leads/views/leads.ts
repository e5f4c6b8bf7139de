import type { LeadFilter, LeadRow } from '../../../db/leads/queries/lead-lists.js';
import type { z } from 'zod';
import { iso, isoOrNull } from '../../http/contract.js';
import type { leadFilters, leadItem } from '../contract/leads.js';

type Filters = { [K in keyof typeof leadFilters]?: z.output<(typeof leadFilters)[K]> };

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
