import type { DeadLetterRow } from '../../../db/leads/queries/dead-letters.js';
import { iso, isoOrNull } from '../../http/contract.js';
import type { NormalisedLead } from '../intake/lead-body.js';

/** What could be read of it, as this version or one before wrote it down. */
export const draftOf = ({ draft }: DeadLetterRow): Partial<NormalisedLead> | null => draft;

/** @param names of endpoints and people, by id */
export const deadLetterItemOf = (row: DeadLetterRow, names: ReadonlyMap<string, string>) => ({
  id: row.id,
  endpointId: row.endpointId,
  endpointName: names.get(row.endpointId) ?? null,
  adapter: row.adapter,
  receivedAt: iso(row.receivedAt),
  status: row.status,
  issues: row.issues,
  decidedAt: isoOrNull(row.decidedAt),
  decidedBy: row.decidedBy,
  decidedByName: row.decidedBy === null ? null : (names.get(row.decidedBy) ?? null),
  reason: row.reason,
  leadId: row.leadId,
});

/** @param draft what can be read of it now */
export const deadLetterOf = (
  row: DeadLetterRow,
  names: ReadonlyMap<string, string>,
  draft: Partial<NormalisedLead> | null = draftOf(row),
) => {
  return {
    ...deadLetterItemOf(row, names),
    body: row.body,
    draft: draft && {
      name: draft.name ?? null,
      email: draft.email ?? draft.emailRaw ?? null,
      phone: draft.phone ?? draft.phoneRaw ?? null,
      message: draft.message ?? null,
      externalId: draft.externalId ?? null,
    },
  };
};
