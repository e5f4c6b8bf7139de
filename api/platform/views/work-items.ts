import type { WorkItemRow } from '../../../db/platform/queries/work-items.js';
import { REQUEUE } from '../contract/work-items.js';
import type { Product } from '../product.js';
import { iso, isoOrNull } from '../../http/contract.js';

/** Of `DEAD_LETTER`. */
const DEAD_LETTER_FIX = [
  'Ask an operator to remove the cause, then send it again.',
  'Look at the lead meanwhile: what it waits for may not have reached it.',
];

/**
 * A work item as people read it.
 * @param leads that items are about, by id
 * @param names of the people that it names, by id
 */
export const workItemOf = (
  row: WorkItemRow,
  { howToFix, solutions }: Pick<Product['workItems'], 'howToFix' | 'solutions'>,
  leads: ReadonlyMap<string, unknown>,
  names: ReadonlyMap<string, string>,
) => ({
  id: row.id,
  kind: row.kind,
  leadId: row.leadId,
  lead: row.leadId === null ? null : (leads.get(row.leadId) ?? null),
  summary: row.summary,
  howToFix: [...(howToFix[row.kind] ?? DEAD_LETTER_FIX)],
  solutions: row.resolvedAt === null ? [...(solutions[row.kind] ?? [REQUEUE])] : [],
  details: row.details,
  createdAt: iso(row.createdAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  resolvedBy: row.resolvedBy,
  resolvedByName: row.resolvedBy === null ? null : (names.get(row.resolvedBy) ?? null),
  resolvedByItself: row.resolvedAt !== null && row.resolvedBy === null,
  resolution: row.resolution,
});
