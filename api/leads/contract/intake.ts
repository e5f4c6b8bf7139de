import { z } from 'zod';
import { SIGNED } from '../intake/signed.js';
import { standardLeadBody } from '../intake/lead-body.js';
import { proofWebhookBody } from '../intake/proof-body.js';
import { contract } from '../../http/route.js';
import { id, issue } from '../../http/contract.js';
import { recordedProof, takenIn } from './leads.js';

/** Optional here: which of them a request must have depends on the endpoint's adapter. */
const signatureHeaders = {
  'webhook-id': z.string().optional().meta({ description: 'The same for each delivery of the same event.' }),
  'webhook-timestamp': z.string().optional().meta({ description: 'Unix seconds, at most 300 s from now.' }),
  'webhook-signature': z.string().optional().meta({ description: '`v1,<base64>` over the raw bytes.' }),
};

// Not `givenId`: what is no id of an endpoint is answered like an unknown one, with 401.
const endpointParams = z.object({ endpointId: z.string().meta({ format: 'uuid' }) });

const delivered = z
  .object({
    leadId: takenIn.shape.leadId.nullable().meta({ description: 'Null: nothing in it could become a lead.' }),
    leadIds: takenIn.shape.leadIds,
    duplicate: takenIn.shape.duplicate,
    statusUrl: takenIn.shape.statusUrl.nullable(),
    deadLetters: z
      .array(z.object({ id, issues: z.array(issue) }))
      .optional()
      .meta({
        description:
          'What of it could not become a lead, and why. It is kept: a person mends it (`/api/dead-letters`).',
      }),
  })
  .meta({ id: 'Delivered' });

const leadWebhook = {
  method: 'post',
  description:
    'Signed with a secret of the endpoint, by Standard Webhooks or by the scheme of its adapter. The same id with the ' +
    'same body, and the same externalId of the same endpoint, answer the lead that is there. What a later delivery of a ' +
    'known lead adds fills what was empty; what differs is told in its timeline. A field that is blank or cannot be used ' +
    'is left out, with a note on the lead, as long as one contact is good. Of several people in one delivery each stands ' +
    'for itself; what a provider sends that can become no lead is kept as a dead letter. Of a suspended organisation each is refused with 403 ' +
    '`TENANT_SUSPENDED`, and nothing is stored: send it again.',
  tags: ['intake'],
  access: SIGNED,
  bodyKind: 'raw',
  body: standardLeadBody,
  responses: { 202: { schema: delivered, description: 'Committed; the workflow starts right after.' } },
  errors: [403, 410, 422],
} as const;

export const intakeWebhook = contract({
  operationId: 'takeInLeads',
  ...leadWebhook,
  path: '/api/intake/webhook/{endpointId}',
  summary: 'Post a lead',
  params: endpointParams,
  headers: z.object(signatureHeaders),
});

export const intakeWebhookByHeader = contract({
  operationId: 'takeInLeadsByHeader',
  ...leadWebhook,
  path: '/api/intake/webhook',
  summary: 'Post a lead, with the endpoint in a header',
  headers: z.object({
    ...signatureHeaders,
    'x-pinggo-endpoint': z.string().optional().meta({ description: 'The id of the endpoint.' }),
  }),
});

export const intakeProof = contract({
  operationId: 'takeInProof',
  method: 'post',
  path: '/api/intake/proofs/{endpointId}',
  summary: 'Report a proof of contact from a CRM',
  description:
    "Signed by Standard Webhooks with a secret of the endpoint. `lead.externalId` is looked up among the endpoint's own " +
    'leads first, then among those of the endpoints that its proofs reach (`proofsFor`), where it must be the only one. A ' +
    'lead that they do not reach answers like an unknown one. `occurredAt` may be before the lead was received, and then ' +
    'counts from its receipt; more than five minutes before the occurredAt of the lead (a day before its receipt, where it ' +
    'has none), or in the future, it is refused. 403 `TENANT_SUSPENDED`: the organisation is suspended; send it again.',
  tags: ['intake'],
  access: SIGNED,
  params: endpointParams,
  headers: z.object(signatureHeaders),
  bodyKind: 'raw',
  body: proofWebhookBody,
  responses: { 202: recordedProof },
  errors: [403, 409, 410, 422],
});
