import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';

/** Leads that are looked at. */
export const LATEST_LEADS = 500;

export const listLeadFields = contract({
  operationId: 'listLeadFields',
  method: 'get',
  path: '/api/lead-fields',
  summary: 'What conditions of flows can ask, by the latest leads',
  description:
    `The fields that the latest ${LATEST_LEADS} leads have, the most frequent first, with some of their values. What could be ` +
    "a person's – names, addresses, phones, whatever is long or has many digits – is never among the values.",
  tags: ['flows'],
  access: may('flows.read'),
  responses: {
    200: z
      .object({
        leads: z.int().meta({ description: 'That were looked at.' }),
        items: z.array(
          z.object({
            field: z.string().meta({ example: 'attributes.budget' }),
            leads: z.int().meta({ description: 'That have it.' }),
            samples: z.array(z.union([z.string(), z.number(), z.boolean()])),
          }),
        ),
      })
      .meta({ id: 'LeadFields' }),
  },
});
