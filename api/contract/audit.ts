import { z } from 'zod';
import { MANAGERS } from '../access.js';
import { instant } from '../intake/instants.js';
import { contract } from '../route.js';
import { csvQuery, givenId, id, instantOut, page, pageQuery } from './common.js';

const word = z.string().min(1).max(200).optional();

const entry = z
  .object({
    id: z.int(),
    at: instantOut,
    actor: z.object({ type: z.string(), id: z.string().nullable() }),
    action: z.string().meta({ example: 'flow.published' }),
    entity: z.object({ type: z.string(), id: z.string() }),
    leadId: id.nullable(),
    text: z
      .string()
      .meta({ description: 'Who did what to what.', example: 'Mara published version 3 of the flow «Main»' }),
    changes: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown(), text: z.string() })).meta({
      description:
        'What `before` and `after` differ in, of the members that both have; null stands for what is not there. Where ' +
        'one of them is null, the members of the other.',
    }),
    before: z.unknown(),
    after: z.unknown(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

export const listAudit = contract({
  method: 'get',
  path: '/api/audit',
  summary: 'Who changed what, newest first',
  tags: ['audit'],
  access: MANAGERS,
  csv: true,
  query: z.strictObject({
    ...pageQuery,
    ...csvQuery,
    action: word,
    entityType: word,
    entityId: word,
    leadId: givenId.optional(),
    actorId: word,
    from: instant.optional().meta({ description: 'Inclusive.' }),
    to: instant.optional().meta({ description: 'Exclusive.' }),
  }),
  responses: { 200: page(entry) },
});
