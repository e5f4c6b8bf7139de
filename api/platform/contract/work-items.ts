import { z } from 'zod';
import { PLATFORM_WORK_ITEM_KINDS } from '../../../domain/platform/work-items.js';
import type { Product } from '../product.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams, instantOut, page, pageQuery } from '../../http/contract.js';

/** What can be done at once about what the platform itself asks for. */
export const REQUEUE = 'REQUEUE';
export const CALENDAR = 'CALENDAR';

/** The contracts of work items, with the kinds that a product knows. */
export function workItemContracts({
  howToFix,
  solutions,
  lead,
}: Pick<Product['workItems'], 'howToFix' | 'solutions' | 'lead'>) {
  const kind = z.enum([...Object.keys(howToFix), ...PLATFORM_WORK_ITEM_KINDS]);

  const workItem = z
    .object({
      id,
      kind,
      leadId: id.nullable(),
      lead: lead.nullable().meta({ description: 'The lead as it is now.' }),
      summary: z.string().meta({ description: 'What happened.' }),
      howToFix: z.array(z.string()).meta({ description: 'What there is to do about it.' }),
      solutions: z
        .array(z.enum([...new Set(Object.values(solutions).flat()), REQUEUE, CALENDAR]))
        .meta({ description: 'What can be done about it at once, the best first; of one that is resolved nothing.' }),
      details: z.record(z.string(), z.unknown()),
      createdAt: instantOut,
      resolvedAt: instantOut.nullable(),
      resolvedBy: z.string().nullable(),
      resolvedByName: z.string().nullable(),
      resolvedByItself: z.boolean().meta({ description: 'Its cause was gone; `resolution` says why.' }),
      resolution: z.string().nullable(),
    })
    .meta({ id: 'WorkItem' });

  const common = { tags: ['work-items'], entity: 'work item' } as const;

  const listWorkItems = contract({
    operationId: 'listWorkItems',
    ...common,
    method: 'get',
    path: '/api/work-items',
    summary: 'What a person must do because the machine could not, newest first',
    access: may('work_items.read'),
    query: z.strictObject({ ...pageQuery, status: z.enum(['open', 'resolved']).optional(), kind: kind.optional() }),
    responses: { 200: page(workItem) },
  });

  const countOpenWorkItems = contract({
    operationId: 'countOpenWorkItems',
    ...common,
    method: 'get',
    path: '/api/work-items/open-count',
    summary: 'How many wait for somebody',
    access: may('work_items.read'),
    responses: { 200: z.object({ open: z.int() }) },
  });

  const resolveWorkItem = contract({
    operationId: 'resolveWorkItem',
    ...common,
    method: 'post',
    path: '/api/work-items/{id}/resolve',
    summary: 'Mark it as done',
    access: may('work_items.resolve'),
    params: idParams,
    body: z.strictObject({ resolution: z.string().trim().min(1).max(2000).optional() }).prefault({}),
    responses: { 200: workItem },
    errors: [409],
  });

  const requeueWorkItem = contract({
    operationId: 'requeueWorkItem',
    ...common,
    method: 'post',
    path: '/api/work-items/{id}/requeue',
    summary: 'Send the message again that could not be delivered',
    description: 'Of `DEAD_LETTER`. The item resolves itself as soon as the message is delivered.',
    access: may('work_items.resolve'),
    params: idParams,
    responses: { 202: { schema: workItem, description: 'It is tried again right after.' } },
    errors: [409],
  });

  return { listWorkItems, countOpenWorkItems, resolveWorkItem, requeueWorkItem };
}
