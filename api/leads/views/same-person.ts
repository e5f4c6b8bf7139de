import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import type { LeadAuditRow } from '../../../db/leads/queries/lead-history.js';
import { leadStatuses } from '../../../db/leads/queries/leads.js';
import { iso } from '../../http/contract.js';
import type { leadDetail } from '../contract/leads.js';

type SamePerson = z.input<typeof leadDetail>['samePerson'];

/** Of a bot that asks a thousand times, the latest. */
const MOST = 50;

/**
 * The same person's leads that a lead was attached or linked to, and those that were to it, newest first. The other way
 * stands in its own timeline: no look-up over all leads.
 */
export async function samePersonOf(
  tx: OrgTransaction,
  lead: { duplicateOfId: string | null; linkedToId: string | null },
  auditRows: readonly LeadAuditRow[],
): Promise<SamePerson> {
  const relations = new Map<string, SamePerson[number]['relation']>();
  for (const { action, after } of auditRows.toReversed()) {
    if (relations.size === MOST) break;
    const { leadId } = (after ?? {}) as { leadId?: unknown };
    // What was told last counts: a duplicate that was reopened is one no more.
    if (typeof leadId !== 'string' || relations.has(leadId)) continue;
    if (action === 'lead.same_person' || action === 'lead.merged') relations.set(leadId, 'DUPLICATE');
    if (action === 'lead.linked' || action === 'lead.unmerged') relations.set(leadId, 'LINKED');
  }
  if (lead.linkedToId !== null) relations.set(lead.linkedToId, 'LINKED');
  if (lead.duplicateOfId !== null) relations.set(lead.duplicateOfId, 'ORIGINAL');
  const rows = await leadStatuses(tx, [...relations.keys()]);
  return rows.map(({ id, receivedAt, status }) => ({
    leadId: id,
    receivedAt: iso(receivedAt),
    status,
    relation: relations.get(id)!,
  }));
}
