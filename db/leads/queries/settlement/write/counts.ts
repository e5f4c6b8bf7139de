import { ORG } from './columns.js';
import type { Part } from './part.js';

/** What the settlement changes of the Control Tower's counts, added up over all its leads: one row. */
export const newDeltas: Part = {
  name: 'new_deltas',
  rows: ({ tower }) => tower,
  sql: (rows) => `INSERT INTO tower_deltas (org_id, counts) SELECT ${ORG}, ${rows}`,
};

/** What happened, for the counters of `/metrics`, added up over all its leads: one row. */
export const newCounterDeltas: Part = {
  name: 'new_counter_deltas',
  rows: ({ counted }) => (Object.keys(counted).length === 0 ? [] : [counted]),
  sql: (rows) => `INSERT INTO counter_deltas (amounts) SELECT jsonb_array_elements(${rows})`,
};
