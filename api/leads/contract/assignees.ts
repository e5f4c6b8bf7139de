import { z } from 'zod';
import { AVAILABILITIES } from '../../../domain/platform/absence/availability.js';
import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, instantOut } from '../../http/contract.js';

/** Whether somebody works now. */
export const availability = z
  .object({
    now: z.enum(AVAILABILITIES).meta({
      description:
        '`BUSY`: they said so when declining an offer. `OFF_SHIFT`: outside their own hours. `AWAY`: until further notice. ' +
        '`INACTIVE`: they cannot be given any.',
    }),
    backAt: instantOut.nullable().meta({ description: 'When they work next; null: now, or nobody knows.' }),
    until: instantOut.nullable().meta({ description: 'When their present shift ends, where that is within a day.' }),
  })
  .meta({ id: 'Availability' });

export const listAssignees = contract({
  operationId: 'listAssignees',
  method: 'get',
  path: '/api/assignees',
  summary: 'Who could be given a lead by hand: those who can work now first, by their free capacity',
  tags: ['leads'],
  access: may('leads.assign', 'people.read'),
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          id,
          name: z.string(),
          isRep: z.boolean().meta({ description: 'Whether routing gives them leads, too.' }),
          status: z.enum(USER_STATUSES),
          openLeads: z.int().min(0),
          load: z.number().meta({ description: 'As routing counts it: weights of leads, and places kept for offers.' }),
          capacity: z.int().min(0),
          share: z.number().min(0).max(1).meta({ description: 'Their load of their capacity, at most 1.' }),
          availability,
        }),
      ),
    }),
  },
});
