import { z } from 'zod';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { may } from '../../http/access.js';
import { id, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';

const demo = z.object({
  id,
  name: z.string(),
  createdAt: instantOut,
  people: z
    .array(z.object({ name: z.string(), email: z.string(), role: z.enum(ROLES) }))
    .meta({ description: 'Who can be signed in as, all with one password.' }),
});

const common = { tags: ['organisation'], path: '/api/demo-org' } as const;
const access = may('organisation.administer');

export const getDemoOrg = contract({
  operationId: 'getDemoOrg',
  ...common,
  access: may('organisation.read'),
  method: 'get',
  summary: 'The demo of this organisation, if there is one',
  responses: {
    200: z
      .object({
        demo: demo.nullable(),
        isDemo: z.boolean().meta({ description: 'This organisation is one itself: it has none.' }),
      })
      .meta({ id: 'DemoOrg' }),
  },
});

export const makeDemoOrg = contract({
  operationId: 'makeDemoOrg',
  ...common,
  access,
  method: 'post',
  summary: 'Make a demo to look at beside the organisation',
  description:
    'An organisation of its own, with people, flows and leads that are under way; nothing of it is seen in this one, and no mail leaves ' +
    'it. The password is told this once. 409: there is one already, or this is a demo itself.',
  responses: {
    201: z.object({ demo, password: z.string().meta({ description: 'Of everybody in it; it is not told again.' }) }),
  },
  errors: [409],
});

export const throwDemoOrgAway = contract({
  operationId: 'throwDemoOrgAway',
  ...common,
  access,
  method: 'delete',
  entity: 'demo',
  summary: 'Throw the demo away, with everything in it',
  description: 'Its rows are deleted, its sessions and workflows end. It can reach nothing but the demo.',
  responses: { 200: z.object({ rows: z.int().meta({ description: 'How many rows were deleted.' }) }) },
});
