import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { idParams, ifMatch } from '../../http/contract.js';
import { flow } from './flows.js';

const versionNumber = z.int().min(1).max(1_000_000_000);

export const rollbackFlow = contract({
  operationId: 'rollBackFlow',
  method: 'post',
  path: '/api/flows/{id}/rollback',
  summary: 'Publish an old version again, as a new one',
  description:
    'It is checked against what exists now, as any publication. The draft stays as it is, and so do running leads. ' +
    '409 when it is what is published already.',
  tags: ['flows'],
  entity: 'flow',
  access: may('flows.publish'),
  params: idParams,
  headers: ifMatch,
  body: z.strictObject({ version: versionNumber.meta({ example: 3 }) }),
  responses: { 200: flow },
  responseHeaders: { ETag: 'The revision, for If-Match.' },
  errors: [409, 412],
});

/** A number, or what is published or drafted now. */
const state = z
  .string()
  .regex(/^([1-9]\d{0,8}|draft|published)$/, 'Give the number of a version, "published" or "draft".')
  .meta({ example: '3' });

const change = z
  .object({
    path: z.string().meta({
      description: 'Clocks and ladder steps by their key, rules by their position.',
      example: 'clocks.first_contact.target.duration',
    }),
    kind: z.enum(['ADDED', 'REMOVED', 'CHANGED']),
    before: z.unknown().meta({ description: 'Null where it was added.' }),
    after: z.unknown().meta({ description: 'Null where it was removed.' }),
    text: z.string().meta({ example: 'Clock “First contact”: target PT15M → PT10M' }),
  })
  .meta({ id: 'FlowChangeItem' });

export const flowDifference = contract({
  operationId: 'compareFlowVersions',
  method: 'get',
  path: '/api/flows/{id}/difference',
  summary: 'What is different between two versions',
  tags: ['flows'],
  entity: 'flow',
  access: may('flows.read'),
  params: idParams,
  query: z.strictObject({
    from: state.default('published').meta({ description: 'Default: what is published.' }),
    to: state.default('draft').meta({ description: 'Default: the draft.' }),
  }),
  responses: {
    200: z.object({ from: z.string(), to: z.string(), changes: z.array(change) }).meta({ id: 'FlowDifference' }),
  },
});
