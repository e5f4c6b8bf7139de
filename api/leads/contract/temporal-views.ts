import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId } from '../../http/contract.js';

export const TEMPORAL_VIEWS = ['BREACHED', 'AT_RISK', 'DUE_WITHIN_HOUR', 'UNROUTED', 'OPEN'] as const;

export const listTemporalViews = contract({
  operationId: 'listTemporalViews',
  method: 'get',
  path: '/api/control-tower/temporal-views',
  summary: 'Saved views: links into the Temporal UI',
  description:
    'Each lists the workflows of open leads of the caller’s org, by search attributes. AT_RISK and DUE_WITHIN_HOUR hold ' +
    'the instant of this answer: ask again rather than keep their links. With `ownerId` they are of that person’s leads, ' +
    'and UNROUTED, whose leads nobody owns, is left out. Empty where the installation shows no such links.',
  tags: ['control tower'],
  access: may('workflows.read'),
  query: z.strictObject({ ownerId: givenId.optional() }),
  responses: {
    200: z.object({
      items: z.array(
        z.object({
          key: z.enum(TEMPORAL_VIEWS),
          query: z.string().meta({
            description: 'The visibility query, for `temporal workflow list --query` too.',
            example: 'OrgId = "0195f3a2-7c1e-7b60-9a55-0c5f0a6f1d11" AND Breached = true',
          }),
          url: z.string().meta({ description: 'Its page in the Temporal UI.' }),
        }),
      ),
    }),
  },
});
