import { z } from 'zod';
import { may } from '../../http/access.js';
import { instant } from '../../http/instants.js';
import { standardLeadBody } from '../intake/lead-body.js';
import { contract } from '../../http/route.js';
import { givenId, id } from '../../http/contract.js';
import { scoreOf } from './leads.js';

export const previewFlows = contract({
  operationId: 'previewFlows',
  method: 'post',
  path: '/api/flows/preview',
  summary: 'Which flow a lead would take, and why',
  description: 'Asks the active flows in their published versions. Nothing is stored.',
  tags: ['flows'],
  access: may('flows.draft'),
  withoutKey: 'CHANGES_NOTHING',
  body: z
    .strictObject({
      lead: standardLeadBody,
      endpointId: givenId.optional().meta({ description: 'Where it would come in: its source and its flow count.' }),
      receivedAt: instant.optional().meta({ description: 'Default: now.' }),
    })
    .meta({ id: 'FlowPreviewRequest' }),
  responses: {
    200: z
      .object({
        flow: z.object({ id, key: z.string(), version: z.int() }).nullable(),
        candidates: z
          .array(
            z.object({
              flowId: id,
              key: z.string(),
              priority: z.int(),
              matches: z.boolean(),
              text: z.string().meta({ example: 'Does not match: source is “web” fails: it is “partner”.' }),
            }),
          )
          .meta({ description: 'In the order in which they are asked.' }),
        score: scoreOf.nullable(),
      })
      .meta({ id: 'FlowPreview' }),
  },
});
