import { z } from 'zod';
import { MANAGERS } from '../access.js';
import { contract } from '../route.js';
import { id, idParams, instantOut, page, pageQuery } from './common.js';

const kind = z.enum(['UNROUTED', 'NO_FLOW', 'CLOCK_NOT_STARTED', 'RECIPIENT_MISSING', 'DEAD_LETTER']);

const workItem = z
  .object({
    id,
    kind,
    leadId: id.nullable(),
    summary: z.string(),
    details: z.record(z.string(), z.unknown()),
    createdAt: instantOut,
    resolvedAt: instantOut.nullable(),
    resolvedBy: z.string().nullable(),
    resolution: z.string().nullable(),
  })
  .meta({ id: 'WorkItem' });

const common = { tags: ['work-items'], entity: 'work item', access: MANAGERS } as const;

export const listWorkItems = contract({
  ...common,
  method: 'get',
  path: '/api/work-items',
  summary: 'What a person must do because the machine could not, newest first',
  query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'resolved']).optional(), kind: kind.optional() }),
  responses: { 200: page(workItem) },
});

export const resolveWorkItem = contract({
  ...common,
  method: 'post',
  path: '/api/work-items/{id}/resolve',
  summary: 'Mark it as done',
  params: idParams,
  body: z.strictObject({ resolution: z.string().trim().min(1).max(2000).optional() }).prefault({}),
  responses: { 200: workItem },
  errors: [409],
});
