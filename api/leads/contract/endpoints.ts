import { z } from 'zod';
import { DELIVERY_OUTCOMES, ENDPOINT_STANDINGS } from '../../../domain/leads/vocabulary/deliveries.js';
import { MAPPING_TARGETS } from '../../../domain/leads/vocabulary/mapping-targets.js';
import { READ_BECAUSE } from '../../../domain/leads/vocabulary/read-because.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, ifMatch, instantOut, issue, listQuery, page, pageQuery } from '../../http/contract.js';
import {
  adapter,
  endpointChange,
  kind,
  mappingSchema,
  newEndpointBody,
  proofsFor,
  quotaPerMinute,
  rotation,
} from './bodies/endpoints.js';
import { secretLife, secretOut } from '../../platform/contract/secrets.js';

const fields = {
  id,
  name: z.string(),
  source: z.string().meta({ description: 'The source of its leads when their body names none.' }),
  adapter,
  flowId: id.nullable().meta({ description: 'Null: the active flow of highest priority that matches.' }),
  mapping: z.record(z.string(), z.enum(MAPPING_TARGETS)).meta({
    description: 'Which question or field is which of ours; it wins over what would be guessed.',
  }),
  kind,
  proofsFor,
  locale: z.string().nullable().meta({
    description:
      'BCP 47: how numbers in texts of its leads are written (`12.500` is 12500 in `ro`, ambiguous in `en`). Null: as the org writes them.',
    example: 'ro',
  }),
  quotaPerMinute: quotaPerMinute.nullable().meta({
    description:
      'How many signed deliveries a minute it may make, leads and proofs together, and as many at once; what is more is ' +
      'answered 429 with `Retry-After`. Null: as many as the installation allows (`INTAKE_QUOTA_PER_MINUTE`).',
    example: 600,
  }),
  createdAt: instantOut,
  switchedOffAt: instantOut.nullable().meta({ description: 'Since when it takes nothing in; null: it does.' }),
  deletedAt: instantOut.nullable(),
  revision: z.int(),
};
const endpoint = z.object(fields).meta({ id: 'Endpoint' });

const activity = z
  .object({
    standing: z.enum(ENDPOINT_STANDINGS).meta({
      description:
        '`FAILING`: its last delivery was refused, or could become no lead. `SILENT`: none came within the last seven days.',
    }),
    lastDeliveryAt: instantOut.nullable(),
    today: z.int().meta({ description: "Good deliveries since the org's day began." }),
    failedToday: z.int(),
  })
  .meta({ id: 'EndpointActivity' });

const endpointItem = z.object({ ...fields, activity }).meta({ id: 'EndpointItem' });

const secret = z
  .object({
    ...secretLife,
    active: z.boolean(),
    lastUsedAt: instantOut.nullable().meta({ description: 'When a delivery was last signed with it; null: never.' }),
    uses: z.int().meta({ description: 'How many deliveries were signed with it.' }),
    usesSinceReplaced: z
      .int()
      .nullable()
      .meta({ description: 'How many of them since another was made beside it; null: it is the newest.' }),
  })
  .meta({ id: 'EndpointSecret' });

const common = { tags: ['endpoints'], entity: 'endpoint' } as const;
const etag = { ETag: 'The revision, for If-Match.' };

export const listEndpoints = contract({
  operationId: 'listEndpoints',
  ...common,
  method: 'get',
  path: '/api/endpoints',
  summary: 'Places where leads come in',
  access: may('endpoints.read'),
  query: z.strictObject({
    ...pageQuery,
    deleted: z
      .enum(['true', 'false'])
      .default('false')
      .transform((text) => text === 'true')
      .meta({ description: '`true`: those that were deleted, and no others: who still sends to them is seen.' }),
  }),
  responses: { 200: page(endpointItem) },
});

export const getEndpoint = contract({
  operationId: 'getEndpoint',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}',
  summary: 'One endpoint',
  access: may('endpoints.read'),
  params: idParams,
  responses: { 200: endpointItem },
  responseHeaders: etag,
});

export const createEndpoint = contract({
  operationId: 'createEndpoint',
  ...common,
  method: 'post',
  path: '/api/endpoints',
  summary: 'Add an endpoint, with its first secret',
  access: may('endpoints.administer'),
  body: newEndpointBody,
  responses: { 201: z.object({ ...fields, secret: secretOut }).meta({ id: 'EndpointWithSecret' }) },
});

export const changeEndpoint = contract({
  operationId: 'changeEndpoint',
  ...common,
  method: 'patch',
  path: '/api/endpoints/{id}',
  summary: 'Change an endpoint, for what comes from now on',
  description: 'What is left out stays. `mapping` and `proofsFor` are replaced as a whole.',
  access: may('endpoints.administer'),
  params: idParams,
  headers: ifMatch,
  body: endpointChange,
  responses: { 200: endpoint },
  responseHeaders: etag,
  errors: [412],
});

export const listSecrets = contract({
  operationId: 'listEndpointSecrets',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}/secrets',
  summary: 'Its secrets, without their values',
  access: may('secrets.read'),
  params: idParams,
  query: listQuery,
  responses: { 200: page(secret) },
});

export const rotateSecret = contract({
  operationId: 'rotateEndpointSecret',
  ...common,
  method: 'post',
  path: '/api/endpoints/{id}/secrets',
  summary: 'Rotate: a new secret, and an end for those before it',
  access: may('endpoints.administer'),
  params: idParams,
  body: rotation,
  responses: {
    201: z.object({
      id,
      secret: secretOut,
      previousExpireAt: instantOut
        .nullable()
        .meta({ description: 'When the last of those before it ends; null: there was none.' }),
    }),
  },
});

export const revokeSecret = contract({
  operationId: 'revokeEndpointSecret',
  ...common,
  method: 'delete',
  path: '/api/endpoints/{id}/secrets/{secretId}',
  summary: 'Revoke a secret, at once',
  access: may('endpoints.administer'),
  entity: 'secret',
  params: z.object({ id: givenId, secretId: givenId }),
  responses: { 204: null },
});

export const deleteEndpoint = contract({
  operationId: 'deleteEndpoint',
  ...common,
  method: 'delete',
  path: '/api/endpoints/{id}',
  summary: 'Delete an endpoint',
  description:
    'What came by it stays, with whose it is. Its deliveries are answered 410 from now on; its log goes on telling of them.',
  access: may('endpoints.administer'),
  params: idParams,
  headers: ifMatch,
  responses: { 204: null },
  errors: [412],
});

export const restoreEndpoint = contract({
  operationId: 'restoreEndpoint',
  ...common,
  method: 'post',
  path: '/api/endpoints/{id}/restore',
  summary: 'Take the deletion of an endpoint back',
  access: may('endpoints.administer'),
  params: idParams,
  responses: { 200: endpoint },
  responseHeaders: etag,
});

export const endpointUse = contract({
  operationId: 'getEndpointUse',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}/use',
  summary: 'What came by an endpoint',
  access: may('endpoints.read'),
  params: idParams,
  responses: {
    200: z
      .object({
        leads: z.int(),
        openLeads: z.int().meta({ description: 'Of these, those that something can still happen to.' }),
        deadLetters: z.int().meta({ description: 'What waits to be mended.' }),
      })
      .meta({ id: 'EndpointUse' }),
  },
});

const deliveryItem = z
  .object({
    at: instantOut,
    outcome: z.enum(DELIVERY_OUTCOMES),
    status: z.int().meta({ description: 'What was answered.' }),
    detail: z.string().nullable().meta({ description: 'Why it was refused.' }),
    times: z
      .int()
      .meta({ description: 'How many deliveries of that minute had this answer; of the last one is the rest.' }),
    bytes: z.int().nullable().meta({ description: 'Of its body; null: not known.' }),
    traceId: z.string().nullable(),
    lead: z.object({ id, name: z.string().nullable() }).nullable(),
    read: z
      .array(z.object({ field: z.string(), from: z.string() }))
      .meta({ description: 'Which question or field became which of the lead, other than the provider’s own.' }),
    deadLetter: z.object({ id, status: z.string() }).nullable(),
  })
  .meta({ id: 'EndpointDelivery' });

export const listDeliveries = contract({
  operationId: 'listEndpointDeliveries',
  ...common,
  method: 'get',
  path: '/api/endpoints/{id}/deliveries',
  summary: 'Its last deliveries and what was answered, newest first',
  description:
    'At most a hundred, of the last seven days, and not later than a second or two after they came. Leads and dead letters one by one; ' +
    'what was refused, what was known already and proofs counted by the minute and the reason.',
  access: may('endpoints.read'),
  params: idParams,
  query: z.strictObject({
    only: z.enum(['good', 'failed']).optional().meta({ description: 'Those that did what they meant, or the others.' }),
  }),
  responses: { 200: z.object({ items: z.array(deliveryItem) }) },
});

const readField = z.object({
  name: z.string().meta({ description: 'What a mapping calls it.' }),
  label: z.string(),
  value: z.string(),
  field: z.string().nullable().meta({ description: 'What of the lead it becomes; null: an attribute.' }),
  because: z.enum(READ_BECAUSE).nullable(),
  mappedBy: z.string().nullable().meta({ description: 'The entry of the mapping that is about it.' }),
});

const text = z.string().nullable();

export const previewMapping = contract({
  operationId: 'previewEndpointMapping',
  ...common,
  method: 'post',
  path: '/api/endpoints/{id}/mapping/preview',
  summary: 'What its last deliveries would become with a mapping',
  description:
    'Of a lead that was taken in, what is kept with it is read; of a dead letter, its body. Nothing is written. Without a mapping: with the one it has.',
  access: may('endpoints.administer'),
  withoutKey: 'CHANGES_NOTHING',
  params: idParams,
  body: z.strictObject({ mapping: mappingSchema.optional() }).prefault({}),
  responses: {
    200: z.object({
      items: z.array(
        z
          .object({
            of: z.enum(['LEAD', 'DEAD_LETTER']),
            id,
            receivedAt: instantOut,
            fields: z.array(readField),
            lead: z
              .object({ name: text, email: text, phone: text, message: text, country: text, language: text })
              .nullable()
              .meta({ description: 'Null: it could become none.' }),
            issues: z.array(issue),
          })
          .meta({ id: 'MappingPreview' }),
      ),
      openDeadLetters: z.int(),
      readable: z
        .int()
        .meta({ description: 'How many of the open dead letters (of the last hundred) could become leads with it.' }),
    }),
  },
});

export const replayLetters = contract({
  operationId: 'replayEndpointDeadLetters',
  ...common,
  method: 'post',
  path: '/api/endpoints/{id}/dead-letters/replay',
  summary: 'Take in the dead letters that can be read now',
  description:
    'With the mapping that it has now; at most a hundred at a time, the oldest first. What cannot be read stays.',
  access: may('work_items.resolve'),
  params: idParams,
  responses: { 200: z.object({ replayed: z.int(), left: z.int() }).meta({ id: 'ReplayedDeadLetters' }) },
});
