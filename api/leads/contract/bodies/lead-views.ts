import { z } from 'zod';
import { givenId, label } from '../../../http/fields.js';

/** So many columns at most: more nobody reads, and each costs. */
export const MOST_COLUMNS = 40;
const MOST_FILTERS = 30;

const columns = z
  .array(z.string().min(1).max(200))
  .max(MOST_COLUMNS, `Choose at most ${MOST_COLUMNS} columns.`)
  .refine((ids) => new Set(ids).size === ids.length, 'Name each column once.')
  .nullable()
  .meta({
    description:
      'In their order: names of members of a lead in lists, `owner`, `team`, `flow`, `place`, or `attributes.<name>`. What this ' +
      'version does not know is kept. Null: those that the person has chosen for lists without a view.',
  });

const fields = {
  name: label.max(80, 'Use at most 80 characters.'),
  shared: z
    .boolean()
    .meta({ description: 'Everybody of the organisation sees it, each with the leads that they see.' }),
  filters: z
    .record(z.string().max(60), z.string().max(1000))
    .refine((given) => Object.keys(given).length <= MOST_FILTERS, `Give at most ${MOST_FILTERS} filters.`)
    .meta({ description: 'As the query of `GET /api/leads` says them.', example: { status: 'UNROUTED,ASSIGNED' } }),
  sort: z.string().max(30).nullable().meta({ description: 'As `sort` there; null: `urgency`.' }),
  order: z.string().max(30).nullable(),
  columns,
};

export const newLeadView = z.strictObject({
  ...fields,
  shared: fields.shared.default(false),
  filters: fields.filters.default({}),
  sort: fields.sort.default(null),
  order: fields.order.default(null),
  columns: columns.default(null),
});

/** What the form of a view asks for. */
export const leadViewForm = z.strictObject({ name: fields.name, shared: fields.shared });

export const leadViewChange = z
  .strictObject({
    name: fields.name.optional(),
    shared: fields.shared.optional(),
    filters: fields.filters.optional(),
    sort: fields.sort.optional(),
    order: fields.order.optional(),
    columns: columns.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.');

export const leadListChoice = z
  .strictObject({
    defaultViewId: givenId
      .nullable()
      .optional()
      .meta({ description: 'What the list opens with; null: with all open leads.' }),
    columns: columns.optional().meta({ description: 'Of lists without a view; null: the usual ones.' }),
  })
  .refine((body) => Object.keys(body).length > 0, 'Name at least one field to change.');
