import { z } from 'zod';
import type { LeadViewDefinition, LeadViewRow } from '../../../db/leads/queries/lead-views.js';
import { goneOf, type ThereIs } from '../../../domain/leads/views/gone.js';
import { viewRights, type ViewAsker } from '../../../domain/leads/views/rights.js';
import { iso } from '../../http/contract.js';
import type { Issue } from '../../http/errors.js';
import type { createLeadView } from '../contract/lead-views.js';
import { isPossibleOrder, leadFilters, listOrder } from '../contract/leads.js';

const { sort, order, ...others } = listOrder;
const filters = z.strictObject({ ...leadFilters, ...others });
const list = z.object({ filters, sort, order }).superRefine(({ filters: { open }, ...by }, ctx) => {
  isPossibleOrder({ ...by, open }, ctx);
});

/** What the list of leads would refuse of a view, each at its field. */
export function issuesOfView(definition: LeadViewDefinition): Issue[] {
  const { success, error } = list.safeParse({
    filters: definition.filters,
    // The page's own list is by urgency.
    sort: definition.sort ?? 'urgency',
    order: definition.order ?? undefined,
  });
  if (success) return [];
  return error.issues.flatMap((issue) => {
    // Unknown keys are told each by itself.
    const names = issue.code === 'unrecognized_keys' ? issue.keys : [null];
    return names.map((name) => {
      const path = [...issue.path, ...(name === null ? [] : [name])].map(String);
      const message = name === null ? issue.message : 'The list of leads has no such filter.';
      return { path: path[0] === 'open' ? 'filters.open' : path.join('.'), message };
    });
  });
}

/** A view as somebody sees it. */
export function leadViewOf(
  row: LeadViewRow,
  asker: ViewAsker,
  there: ThereIs,
): z.input<(typeof createLeadView.responses)[201]> {
  const { id, name, shared, ownerId, definition, changedAt, revision } = row;
  return {
    id,
    name,
    shared,
    owner: { id: ownerId, name: row.ownerName, left: row.ownerLeft },
    filters: definition.filters,
    sort: definition.sort,
    order: definition.order,
    columns: definition.columns,
    gone: goneOf(definition.filters, there),
    can: viewRights(row, asker),
    changedAt: iso(changedAt),
    revision,
  };
}
