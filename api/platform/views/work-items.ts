import type { WorkItemRow } from '../../../db/platform/queries/work-items.js';
import type { PlatformWorkItemKind } from '../../../domain/platform/work-items.js';
import { CALENDAR, REQUEUE } from '../contract/work-items.js';
import type { Product } from '../product.js';
import { iso, isoOrNull } from '../../http/contract.js';

/** What the platform itself asks for: what there is to do about it, and what can be done at once. */
const OWN: Record<PlatformWorkItemKind, { fix: string[]; solutions: (typeof REQUEUE | typeof CALENDAR)[] }> = {
  DEAD_LETTER: {
    fix: [
      'Ask an operator to remove the cause, then send it again.',
      'Look at the lead meanwhile: what it waits for may not have reached it.',
    ],
    solutions: [REQUEUE],
  },
  HOLIDAYS_MISSING: {
    fix: [
      'Open the calendar and take in the holidays of that year. This closes by itself then.',
      'Deadlines that reach into that year count its holidays as working days until then.',
    ],
    solutions: [CALENDAR],
  },
};
const ownOf = (kind: string) => OWN[kind as PlatformWorkItemKind];

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
  howToFix: [...(howToFix[row.kind] ?? ownOf(row.kind).fix)],
  solutions: row.resolvedAt === null ? [...(solutions[row.kind] ?? ownOf(row.kind).solutions)] : [],
  details: row.details,
  createdAt: iso(row.createdAt),
  resolvedAt: isoOrNull(row.resolvedAt),
  resolvedBy: row.resolvedBy,
  resolvedByName: row.resolvedBy === null ? null : (names.get(row.resolvedBy) ?? null),
  resolvedByItself: row.resolvedAt !== null && row.resolvedBy === null,
  resolution: row.resolution,
});
