import { z } from 'zod';
import { PLATFORM_ACTIONS } from '../../../domain/platform/audit/actions.js';
import { ACTOR_TYPES } from '../../../domain/platform/audit/actor.js';
import { may } from '../../http/access.js';
import { instant } from '../../http/instants.js';
import { contract } from '../../http/route.js';
import { givenId, id, instantOut, page, pageQuery, takenQuery } from '../../http/contract.js';

const word = z.string().min(1).max(200).optional();

const change = z.object({
  path: z.string(),
  before: z.unknown(),
  after: z.unknown(),
  text: z.string().meta({ example: 'Clock “First contact”: target PT15M → PT10M' }),
  what: z.string().meta({ description: 'What changed, in words.', example: 'Clock “First contact”: target' }),
  from: z.string().nullable().meta({
    description:
      'The side before in words; null where there was none. Of a whole part that came or went both are null.',
  }),
  to: z.string().nullable().meta({ description: 'The side after in words; null where there is none any more.' }),
});

const entry = z
  .object({
    id: z.int(),
    at: instantOut,
    actor: z.object({
      type: z.string(),
      id: z.string().nullable(),
      name: z.string().nullable().meta({ description: 'Null for Pinggo itself, and for what has no name.' }),
    }),
    action: z.string().meta({ example: 'flow.published' }),
    entity: z.object({ type: z.string(), id: z.string(), name: z.string().nullable() }),
    leadId: id.nullable(),
    leadName: z.string().nullable(),
    text: z
      .string()
      .meta({ description: 'Who did what to what.', example: 'Mara published version 3 of the flow “Main”' }),
    changes: z.array(change).meta({
      description:
        'What `before` and `after` differ in, of the members that both have; null stands for what is not there. Where ' +
        'one of them is null, the members of the other.',
    }),
    before: z.unknown(),
    after: z.unknown(),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'AuditEntry' });

/** @param actions those of a product */
export const auditContract = (actions: readonly string[]) =>
  contract({
    operationId: 'listAuditEntries',
    method: 'get',
    path: '/api/audit',
    summary: 'Who changed what, newest first',
    tags: ['audit'],
    access: may('audit.read'),
    csv: true,
    ndjson: true,
    query: z.strictObject({
      ...pageQuery,
      ...takenQuery,
      action: z
        .enum([...actions, ...PLATFORM_ACTIONS])
        .optional()
        .meta({ example: 'lead.assigned' }),
      entityType: word,
      entityId: word,
      leadId: givenId
        .optional()
        .meta({ description: 'All about a lead: its clocks, proofs, escalations and work items too.' }),
      actorType: z
        .enum(ACTOR_TYPES)
        .optional()
        .meta({ description: '`system`: Pinggo itself, where no person or integration asked for it.' }),
      actorId: word,
      from: instant.optional().meta({ description: 'Inclusive.' }),
      to: instant.optional().meta({ description: 'Exclusive.' }),
    }),
    responses: { 200: page(entry) },
  });
