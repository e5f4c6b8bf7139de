import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams, ifMatch, instantOut, label, listQuery, page } from '../../http/contract.js';
import { flowDefinition, flowDraft, key } from './bodies/flow-definition.js';

const summaryFields = {
  id,
  key: z.string(),
  name: z.string(),
  active: z.boolean(),
  publishedVersion: z.int().nullable(),
  draftChanged: z.boolean().meta({ description: 'The draft differs from what is published.' }),
  revision: z.int().meta({ description: 'Counts the edits; the ETag.' }),
  createdAt: instantOut,
  updatedAt: instantOut,
};
export const flow = z.object({ ...summaryFields, draft: flowDraft }).meta({ id: 'Flow' });

/** A row of the list: how it stands, too. */
const listed = z
  .object({
    ...summaryFields,
    priority: z.number().nullable().meta({
      description:
        'Of what is published, else of the draft. Of the active flows that match, the highest gets the lead.',
    }),
    openLeads: z.int().meta({ description: 'Leads that it took and that have not ended.' }),
    publishedAt: instantOut.nullable(),
    publishedBy: z.string().nullable().meta({ description: 'Who published it last: a user’s id, or what did.' }),
  })
  .meta({ id: 'FlowListItem' });

const version = z
  .object({ version: z.int(), publishedAt: instantOut, publishedBy: z.string(), definition: flowDefinition })
  .meta({ id: 'FlowVersion' });

const verdict = z
  .object({ valid: z.boolean(), issues: z.array(z.object({ path: z.string(), message: z.string() })) })
  .meta({
    id: 'FlowVerdict',
    example: { valid: false, issues: [{ path: 'clocks.0.target.duration', message: 'A target is longer than zero.' }] },
  });

/** Whether either way of giving the rules is taken. */
const isOneOf = ({ definition, draft }: { definition?: unknown; draft?: unknown }): boolean =>
  (definition === undefined) !== (draft === undefined);

const common = { tags: ['flows'], entity: 'flow' } as const;
const etag = { ETag: 'The revision, for If-Match.' };

export const listFlows = contract({
  operationId: 'listFlows',
  ...common,
  method: 'get',
  path: '/api/flows',
  access: may('flows.read'),
  summary: 'Flows, without their definitions',
  query: listQuery,
  responses: { 200: page(listed) },
});

export const getFlow = contract({
  operationId: 'getFlow',
  ...common,
  method: 'get',
  path: '/api/flows/{id}',
  access: may('flows.read'),
  summary: 'One flow with its draft',
  params: idParams,
  responses: { 200: flow },
  responseHeaders: etag,
});

export const createFlow = contract({
  operationId: 'createFlow',
  ...common,
  method: 'post',
  path: '/api/flows',
  access: may('flows.draft'),
  summary: 'Add a flow, as a draft',
  description: 'Give a `definition`, whose structure is checked, or a `draft`, which may be unfinished.',
  body: z
    .strictObject({ key, name: label, definition: flowDefinition.optional(), draft: flowDraft.optional() })
    .refine(isOneOf, 'Give a definition or a draft.')
    .meta({ id: 'NewFlow' }),
  responses: { 201: flow },
  responseHeaders: etag,
  errors: [409],
});

export const patchFlow = contract({
  operationId: 'changeFlow',
  ...common,
  method: 'patch',
  path: '/api/flows/{id}',
  access: may('flows.draft'),
  summary: 'Change the draft',
  description:
    'What is published stays as it is until the draft is published. A `definition` is refused where its structure is wrong; a `draft` ' +
    'is kept as it is, for editors.',
  params: idParams,
  headers: ifMatch,
  body: z
    .strictObject({ name: label.optional(), definition: flowDefinition.optional(), draft: flowDraft.optional() })
    .refine((body) => body.name !== undefined || isOneOf(body), 'Give a definition, a draft or a name.')
    .refine((body) => body.definition === undefined || body.draft === undefined, 'Give a definition or a draft.')
    .meta({ id: 'FlowChange' }),
  responses: { 200: flow },
  responseHeaders: etag,
  errors: [412],
});

export const validateDraft = contract({
  operationId: 'validateFlow',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/validate',
  access: may('flows.draft'),
  withoutKey: 'CHANGES_NOTHING',
  summary: 'Everything that keeps the draft from being published',
  params: idParams,
  body: z
    .strictObject({
      definition: flowDefinition.optional().meta({ description: 'Checked instead of the draft.' }),
      draft: flowDraft.optional().meta({ description: 'The same, where it may be unfinished.' }),
    })
    .prefault({}),
  responses: { 200: verdict },
});

export const publishFlow = contract({
  operationId: 'publishFlow',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/publish',
  access: may('flows.publish'),
  summary: 'Make the draft the next version',
  description: 'Running leads keep the version they started with. 409 when the draft is what is published already.',
  params: idParams,
  headers: ifMatch,
  responses: { 200: flow },
  responseHeaders: etag,
  errors: [409, 412],
});

export const activateFlow = contract({
  operationId: 'activateFlow',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/activate',
  access: may('flows.publish'),
  summary: 'Let it take new leads',
  description: '409 when no version is published.',
  params: idParams,
  responses: { 200: flow },
  errors: [409],
});

export const deactivateFlow = contract({
  operationId: 'deactivateFlow',
  ...common,
  method: 'post',
  path: '/api/flows/{id}/deactivate',
  access: may('flows.publish'),
  summary: 'Let it take no more new leads',
  params: idParams,
  responses: { 200: flow },
});

export const listVersions = contract({
  operationId: 'listFlowVersions',
  ...common,
  method: 'get',
  path: '/api/flows/{id}/versions',
  access: may('flows.read'),
  summary: 'What was published, newest first',
  params: idParams,
  query: listQuery,
  responses: { 200: page(version) },
});
