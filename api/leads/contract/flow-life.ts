import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams } from '../../http/contract.js';
import { flowFromTemplate } from './bodies/flow-templates.js';
import { flow } from './flows.js';

const common = { tags: ['flows'], entity: 'flow' } as const;

export const createFlowFromTemplate = contract({
  operationId: 'createFlowFromTemplate',
  ...common,
  method: 'post',
  path: '/api/flows/from-template',
  access: may('flows.draft'),
  summary: 'Add a flow that begins with a template, as a draft',
  description:
    '`WEB_FORM`: leads of one source, called within 15 minutes of business time. `ON_CALL`: all leads; outside the hours whoever is ' +
    'on call is told. `OFFERS_BY_SKILL`: offered to those who know what the lead asks for. `VIP_BROADCAST`: those worth a lot, ' +
    'offered to all at once. `WEEKEND`: what comes in during the hours of the weekend.',
  body: flowFromTemplate,
  responses: { 201: flow },
  responseHeaders: { ETag: 'The revision, for If-Match.' },
  errors: [409],
});

export const flowUse = contract({
  operationId: 'getFlowUse',
  ...common,
  method: 'get',
  path: '/api/flows/{id}/use',
  access: may('flows.read'),
  summary: 'What hangs on a flow: its open leads by version, what it took lately, the endpoints that name it',
  params: idParams,
  responses: {
    200: z
      .object({
        openLeads: z.int(),
        byVersion: z.array(z.object({ version: z.int(), openLeads: z.int() })).meta({
          description: 'Versions with open leads, newest first: each lead stays on the version it started with.',
        }),
        takenLastWeek: z.int().meta({ description: 'Leads received within the last seven days that it took.' }),
        endpoints: z.array(z.object({ id, name: z.string() })).meta({
          description: 'Endpoints whose leads come to it without being asked about.',
        }),
      })
      .meta({ id: 'FlowUse' }),
  },
});
