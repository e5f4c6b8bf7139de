import { z } from 'zod';
import {
  WEBHOOK_DELIVERY_STATUSES,
  WEBHOOK_FAULTS,
  WEBHOOK_OFF_REASONS,
  WEBHOOK_STANDINGS,
} from '../../../domain/platform/vocabulary/webhooks.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, ifMatch, instantOut, listQuery, page, pageQuery } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { replayRange, webhookBodies, webhookPayload, webhookRotation } from './bodies/webhooks.js';
import { secretLife, secretOut } from './secrets.js';

const secret = z
  .object({
    ...secretLife,
    active: z.boolean().meta({ description: 'Whether deliveries are signed with it.' }),
  })
  .meta({ id: 'WebhookSecret' });

const tryFields = {
  at: instantOut,
  status: z.int().nullable().meta({ description: 'What was answered; null: nothing.' }),
  fault: z.enum(WEBHOOK_FAULTS).nullable().meta({ description: 'Why nothing was answered.' }),
  tookMs: z.int(),
};

const deliveryFields = {
  id: id.meta({ description: 'Its `webhook-id`: the same whenever the event is sent to this webhook.' }),
  type: z.string(),
  eventAt: instantOut,
  leadId: id.nullable(),
  status: z.enum(WEBHOOK_DELIVERY_STATUSES).meta({
    description:
      '`PENDING`: it is sent, or tried again at `nextTryAt`. `FAILED`: it was given up. `HELD`: the webhook was switched off before. ' +
      'What is given up or held is sent again when somebody asks for it.',
  }),
  statusAt: instantOut,
  tries: z.int().meta({ description: 'Since it was last asked for.' }),
  nextTryAt: instantOut.nullable(),
  last: z.object(tryFields).nullable().meta({ description: 'The last try; null: there was none yet.' }),
};
const delivery = z.object(deliveryFields).meta({ id: 'WebhookDelivery' });

const deliveryDetail = z
  .object({
    ...deliveryFields,
    request: z
      .object({ url: z.string(), headers: z.record(z.string(), z.string()), body: z.string() })
      .nullable()
      .meta({
        description:
          'What is sent, but for its signature; of a full payload without the lead, which is read at each try and kept nowhere. ' +
          'Null: the event is gone from the audit log.',
      }),
    attempts: z.array(
      z.object({
        ...tryFields,
        bytes: z.int().meta({ description: 'Of what was sent.' }),
        bodyHash: z.string().meta({ description: 'SHA-256 of what was sent.' }),
        answer: z
          .object({ contentType: z.string().nullable(), body: z.string() })
          .nullable()
          .meta({ description: 'What was answered, its first 2 KiB.' }),
      }),
    ),
  })
  .meta({ id: 'WebhookDeliveryDetail' });

const common = { tags: ['webhooks'], entity: 'webhook' } as const;
const etag = { ETag: 'The revision, for If-Match.' };
const deliveryParams = z.object({ id: givenId, deliveryId: givenId });

/** @param types what can be subscribed to: the products know, the platform does not */
export function webhookContracts(types: readonly [string, ...string[]]) {
  const { newWebhook, webhookChange } = webhookBodies(types);
  const fields = {
    id,
    name: z.string(),
    url: z.string(),
    events: z
      .array(z.string())
      .meta({ description: 'The types that it is told of. `webhooks` of this document describes each.' }),
    payload: webhookPayload,
    ordered: z.boolean(),
    createdAt: instantOut,
    standing: z.enum(WEBHOOK_STANDINGS).meta({
      description:
        '`FAILING`: what was sent last did not arrive. `OFF`: switched off by a person. `DISABLED`: switched off by us, see `offReason`.',
    }),
    offAt: instantOut.nullable(),
    offReason: z.enum(WEBHOOK_OFF_REASONS).nullable().meta({
      description:
        '`GONE`: its receiver answered 410. `FAILING`: a delivery was tried for three days, and nothing arrived in all that time.',
    }),
    failingSince: instantOut.nullable(),
    revision: z.int(),
  };
  const webhook = z.object(fields).meta({ id: 'Webhook' });
  const activity = z
    .object({
      lastDeliveredAt: instantOut.nullable().meta({ description: 'Of the last seven days; null: nothing arrived.' }),
      delivered: z.int().meta({ description: 'Events of the last seven days that have arrived.' }),
      failed: z.int(),
      waiting: z.int(),
    })
    .meta({ id: 'WebhookActivity' });
  const webhookItem = z.object({ ...fields, activity }).meta({ id: 'WebhookItem' });

  return {
    listWebhooks: contract({
      operationId: 'listWebhooks',
      ...common,
      method: 'get',
      path: '/api/webhooks',
      summary: 'Whom the organisation has told of its events',
      access: may('webhooks.read'),
      query: listQuery,
      responses: { 200: page(webhookItem) },
    }),
    createWebhook: contract({
      operationId: 'createWebhook',
      ...common,
      method: 'post',
      path: '/api/webhooks',
      summary: 'Subscribe to events, with the first secret',
      description:
        'It is told of what happens from now on. Each delivery is a POST, signed as Standard Webhooks say, and tried for three days until ' +
        'it is answered with 2xx within 15 seconds. 409: the organisation has as many as it can have, or is a demo, which tells nobody.',
      access: may('webhooks.administer'),
      body: newWebhook,
      responses: { 201: z.object({ ...fields, secret: secretOut }).meta({ id: 'WebhookWithSecret' }) },
      errors: [409],
    }),
    getWebhook: contract({
      operationId: 'getWebhook',
      ...common,
      method: 'get',
      path: '/api/webhooks/{id}',
      summary: 'One webhook',
      access: may('webhooks.read'),
      params: idParams,
      responses: { 200: webhookItem },
      responseHeaders: etag,
    }),
    changeWebhook: contract({
      operationId: 'changeWebhook',
      ...common,
      method: 'patch',
      path: '/api/webhooks/{id}',
      summary: 'Change a webhook, or switch it off or on',
      description: 'What is left out stays. What waits already goes to the address that it has when it is sent.',
      access: may('webhooks.administer'),
      params: idParams,
      headers: ifMatch,
      body: webhookChange,
      responses: { 200: webhook },
      responseHeaders: etag,
      errors: [412],
    }),
    deleteWebhook: contract({
      operationId: 'deleteWebhook',
      ...common,
      method: 'delete',
      path: '/api/webhooks/{id}',
      summary: 'Delete a webhook',
      description: 'What waits is not sent any more.',
      access: may('webhooks.administer'),
      params: idParams,
      headers: ifMatch,
      responses: { 204: null },
      errors: [412],
    }),
    listSecrets: contract({
      operationId: 'listWebhookSecrets',
      ...common,
      method: 'get',
      path: '/api/webhooks/{id}/secrets',
      summary: 'Its secrets, without their values',
      access: may('webhooks.read'),
      params: idParams,
      query: listQuery,
      responses: { 200: page(secret) },
    }),
    rotateSecret: contract({
      operationId: 'rotateWebhookSecret',
      ...common,
      method: 'post',
      path: '/api/webhooks/{id}/secrets',
      summary: 'Rotate: a new secret, and an end for those before it',
      description: 'Until then deliveries carry a signature of each.',
      access: may('webhooks.administer'),
      params: idParams,
      body: webhookRotation,
      responses: {
        201: z.object({
          id,
          secret: secretOut,
          previousExpireAt: instantOut
            .nullable()
            .meta({ description: 'When the last of those before it ends; null: there was none.' }),
        }),
      },
    }),
    revokeSecret: contract({
      operationId: 'revokeWebhookSecret',
      ...common,
      method: 'delete',
      path: '/api/webhooks/{id}/secrets/{secretId}',
      summary: 'Revoke a secret, at once',
      description: 'Without an active one nothing is sent: what waits is tried until there is one.',
      access: may('webhooks.administer'),
      entity: 'secret',
      params: z.object({ id: givenId, secretId: givenId }),
      responses: { 204: null },
    }),
    testWebhook: contract({
      operationId: 'testWebhook',
      ...common,
      method: 'post',
      path: '/api/webhooks/{id}/test',
      summary: 'Send it a test, whether it is switched on or not',
      description:
        'An event `webhook.test`, tried once. What came of it is read from the delivery, mostly within a second or two.',
      access: may('webhooks.administer'),
      params: idParams,
      responses: { 202: z.object({ deliveryId: id }) },
    }),
    replayWebhook: contract({
      operationId: 'replayWebhook',
      ...common,
      method: 'post',
      path: '/api/webhooks/{id}/replay',
      summary: 'Send what happened in a time range',
      description:
        'The events that it is subscribed to, the oldest first, with the `webhook-id` that each has: what it was never told of, what was ' +
        'given up and what was held; at most 5,000 at a time. 409: it is switched off.',
      access: may('webhooks.administer'),
      params: idParams,
      body: replayRange,
      responses: {
        202: z
          .object({
            deliveries: z.int(),
            more: z.boolean().meta({ description: 'There may be more: ask again once these have arrived.' }),
          })
          .meta({ id: 'WebhookReplayed' }),
      },
      errors: [409],
    }),
    listDeliveries: contract({
      operationId: 'listWebhookDeliveries',
      ...common,
      method: 'get',
      path: '/api/webhooks/{id}/deliveries',
      summary: 'What it was told, and what became of it, the newest event first',
      access: may('webhooks.read'),
      params: idParams,
      query: z.strictObject({
        ...pageQuery,
        status: z.enum(WEBHOOK_DELIVERY_STATUSES).optional(),
        leadId: givenId.optional(),
      }),
      responses: { 200: page(delivery) },
    }),
    getDelivery: contract({
      operationId: 'getWebhookDelivery',
      ...common,
      entity: 'delivery',
      method: 'get',
      path: '/api/webhooks/{id}/deliveries/{deliveryId}',
      summary: 'One delivery, with what is sent and what was answered',
      access: may('webhooks.read'),
      params: deliveryParams,
      responses: { 200: deliveryDetail },
    }),
    redeliver: contract({
      operationId: 'redeliverWebhookDelivery',
      ...common,
      entity: 'delivery',
      method: 'post',
      path: '/api/webhooks/{id}/deliveries/{deliveryId}/redeliver',
      summary: 'Send one again, with all of its tries',
      description: 'With the same `webhook-id`. One that waits is tried at once. 409: the webhook is switched off.',
      access: may('webhooks.administer'),
      params: deliveryParams,
      responses: { 202: delivery },
      errors: [409],
    }),
  };
}
