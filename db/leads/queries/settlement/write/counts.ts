import { ORG } from './columns.js';
import type { Part } from './part.js';

/** What the settlement changes of the Control Tower's counts, added up over all its leads: one row. */
export const newDeltas: Part = {
  name: 'new_deltas',
  rows: ({ counts }) => counts,
  sql: (rows) => `INSERT INTO tower_deltas (org_id, counts) SELECT ${ORG}, ${rows}`,
};
