import { z } from 'zod';
import { HANDOVER_OUTCOMES } from '../../../domain/leads/replan/handover.js';
import { LEAD_STATUSES } from '../../../domain/leads/vocabulary/status.js';
import { ABSENCE_CAUSES } from '../../../domain/platform/absence/cause.js';
import { may } from '../../http/access.js';
import { id, idParams, instantOut } from '../../http/contract.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';

/** Most leads that a forecast looks at. */
export const MOST = 500;

const count = z.int().min(0);

export const getHandover = contract({
  operationId: 'previewHandover',
  method: 'get',
  path: '/api/users/{id}/handover',
  summary: 'Who would take over what, if this person were absent or deactivated',
  description:
    'Nothing is changed. Asks the routing as it is now: of an absence that begins later who is at work then. Your own may always be asked.',
  tags: ['users'],
  entity: 'user',
  access: may('time_off.plan.own', 'time_off.plan'),
  params: idParams,
  query: z.strictObject({
    cause: z.enum(ABSENCE_CAUSES).default('DEACTIVATION'),
    from: instant.optional().meta({ description: 'When it begins. Default: now.' }),
    replan: z
      .enum(['true', 'false'])
      .default('true')
      .transform((text) => text === 'true')
      .meta({
        description: 'False: the open leads stay; only offers are taken back.',
        override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
          delete jsonSchema.enum;
          Object.assign(jsonSchema, { type: 'boolean', default: true });
        },
      }),
  }),
  responses: {
    200: z
      .object({
        user: z.object({ id, name: z.string() }),
        at: instantOut.meta({ description: 'Of which instant the hours of the others are asked.' }),
        total: count.meta({ description: 'Leads that are planned anew.' }),
        more: z.boolean().meta({ description: `There are more than the ${MOST} most urgent, which are shown.` }),
        counts: z.object({ given: count, offered: count, nobody: count }),
        takers: z
          .array(
            z.object({
              userId: id,
              name: z.string(),
              leads: count,
              loadBefore: z.number(),
              loadAfter: z.number(),
              capacity: count,
            }),
          )
          .meta({ description: 'Those who get leads, the most first.' }),
        items: z.array(
          z.object({
            leadId: id,
            name: z.string().nullable(),
            status: z.enum(LEAD_STATUSES),
            outcome: z.enum(HANDOVER_OUTCOMES),
            to: z
              .array(z.object({ userId: id, name: z.string() }))
              .meta({ description: 'The new owner, or who is asked.' }),
            why: z.string(),
            clocks: z
              .array(
                z.object({
                  name: z.string(),
                  restarted: z.boolean().meta({ description: 'The rep’s own: it begins anew. The customer’s go on.' }),
                  deadlineBefore: instantOut.nullable().meta({ description: 'Null: it stands still.' }),
                  deadlineAfter: instantOut.nullable().meta({ description: 'Null: until somebody has the lead.' }),
                }),
              )
              .meta({ description: 'Those that run.' }),
          }),
        ),
        hangs: z
          .array(
            z.object({
              kind: z.enum(['TEAM_MANAGER', 'TEAM_ON_CALL', 'FLOW']),
              id,
              name: z.string(),
              message: z.string(),
            }),
          )
          .meta({ description: 'What else counts on this person.' }),
        refusal: z.string().nullable().meta({ description: 'Why it would be refused, in words.' }),
      })
      .meta({ id: 'HandoverPreview' }),
  },
});
