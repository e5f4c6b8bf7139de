import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, instantOut } from '../../http/contract.js';
import { availability } from './assignees.js';
import { areAmongLeads, count, expected, leadIdsUpTo } from './bulk.js';
import { leadFilters, reason } from './leads.js';

/** Most leads at a time. */
export const MOST = 500;

const common = { method: 'post', tags: ['leads'], access: may('leads.assign') } as const;

const leadIds = leadIdsUpTo(MOST);

export const previewBulkAssign = contract({
  operationId: 'previewLeadAssignment',
  withoutKey: 'CHANGES_NOTHING',
  ...common,
  path: '/api/leads/bulk-assign/preview',
  summary: 'What would happen if these leads were given to somebody',
  description: `Nothing is changed. Name the leads, or a filter: of the open leads that it lets through, the ${MOST} most urgent.`,
  body: z
    .strictObject({
      leadIds: leadIds.optional(),
      filter: z
        .strictObject(leadFilters)
        .optional()
        .meta({ description: 'As the query of `GET /api/control-tower/leads`.' }),
      ownerId: givenId,
    })
    .refine(({ leadIds: ids, filter }) => (ids === undefined) !== (filter === undefined), {
      path: ['leadIds'],
      message: 'Give either leadIds or a filter.',
    }),
  responses: {
    200: z.object({
      owner: z.object({
        id,
        name: z.string(),
        status: z.enum(USER_STATUSES),
        capacity: count,
        loadBefore: z
          .number()
          .meta({ description: 'As routing counts it: weights of leads, and places kept for offers.' }),
        loadAfter: z.number(),
        availability,
      }),
      warnings: z.array(z.string()).meta({ description: 'What does not hinder it, but should be known, in words.' }),
      counts: z.object({
        assign: count,
        refused: count,
        notFound: count,
        late: count.meta({ description: 'Of those to assign, due before the new owner works.' }),
      }),
      more: z.boolean().meta({ description: `The filter lets more leads through than the ${MOST} that are shown.` }),
      items: z.array(
        z.object({
          leadId: id,
          outcome: z.enum(['ASSIGN', 'REFUSED', 'NOT_FOUND']),
          why: z.string().nullable().meta({ description: 'In words, unless it would be assigned.' }),
          name: z.string().nullable(),
          status: z.enum(LEAD_STATUSES).nullable(),
          ownerId: id.nullable().meta({ description: 'Who owns it now.' }),
          deadlineAt: instantOut.nullable().meta({ description: 'Of the clock that is due next.' }),
          late: z.boolean().meta({ description: 'It is due before the new owner works.' }),
          revision: z.int().nullable().meta({ description: 'To send as `expected`.' }),
        }),
      ),
    }),
  },
});

export const bulkAssign = contract({
  operationId: 'assignLeads',
  ...common,
  path: '/api/leads/bulk-assign',
  summary: 'Give several leads to somebody',
  description:
    'Each lead on its own, as `POST /api/leads/{id}/assign` does it: those that cannot be given stay as they are, and the ' +
    'answer says why. Asked again, what is under way already is not asked for twice.',
  body: z
    .strictObject({
      leadIds,
      ownerId: givenId,
      reason: reason.optional(),
      expected,
    })
    .superRefine(areAmongLeads),
  responses: {
    202: {
      schema: z.object({
        counts: z.object({ requested: count, refused: count, changed: count, notFound: count, failed: count }),
        items: z.array(
          z.object({
            leadId: id,
            outcome: z.enum(['REQUESTED', 'REFUSED', 'CHANGED', 'NOT_FOUND', 'FAILED']),
            commandId: id.nullable(),
            why: z.string().nullable().meta({ description: 'In words, unless it was requested.' }),
          }),
        ),
      }),
      description: 'Written down for each lead that is `REQUESTED`; those leads change right after.',
    },
  },
});
