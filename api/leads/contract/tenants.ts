import { z } from 'zod';
import { READINESS_PARTS, TENANT_STATES } from '../../../domain/leads/tenants/tenant.js';
import { may } from '../../http/access.js';
import { givenId, id, idParams, instantOut, page, pageQuery } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { confirmedBody, newTenantBody, suspensionBody } from './bodies/tenants.js';

const count = z.int().min(0);

const health = z.object({
  people: count.meta({ description: 'Without those who are deactivated.' }),
  lastSignInAt: instantOut.nullable(),
  lastLeadAt: instantOut.nullable().meta({ description: 'When the last lead came in; null: none ever did.' }),
  leadsOfMonth: count.meta({
    description: 'Leads that came in within the last 30 days; counted up to 100,000, as all of these.',
  }),
  openLeads: count,
  breached: count.meta({ description: 'Open leads with a clock that is breached.' }),
  waiting: count.meta({ description: 'Messages of the outbox that wait to be carried over.' }),
  waitingSince: instantOut.nullable().meta({ description: 'Since when the first of them does.' }),
  undeliverable: count.meta({ description: 'Messages of the outbox that cannot be delivered as they are.' }),
  deadLetters: count.meta({ description: 'Deliveries that could become no lead, and that nobody has decided on.' }),
});

const tenant = z
  .object({
    id,
    name: z.string(),
    timeZone: z.string(),
    locale: z.string(),
    country: z.string().nullable(),
    isDemo: z.boolean().meta({ description: 'The demo of another one.' }),
    createdAt: instantOut,
    state: z.enum(TENANT_STATES),
    suspendedAt: instantOut.nullable().meta({ description: 'A deleted one is suspended, too.' }),
    suspendedBecause: z.string().nullable(),
    deletedAt: instantOut.nullable(),
    purgeableFrom: instantOut
      .nullable()
      .meta({ description: 'From when on it may be deleted for good; null: it is not deleted.' }),
    health,
    readiness: z.object({
      score: z.int().min(0).max(100),
      parts: z.array(z.object({ part: z.enum(READINESS_PARTS), done: z.boolean() })),
    }),
  })
  .meta({ id: 'Tenant' });

const entry = z
  .object({
    id: z.int(),
    at: instantOut,
    action: z.string(),
    tenantId: id,
    text: z.string().meta({ example: 'Olga Petrov suspended the organisation “Dunav Windows”: Unpaid since October' }),
    traceId: z.string().nullable(),
  })
  .meta({ id: 'OperatorDeed' });

const common = { tags: ['tenants'], entity: 'organisation' } as const;
const reads = may('tenants.read');
const administers = may('tenants.administer');

export const listTenants = contract({
  operationId: 'listTenants',
  ...common,
  method: 'get',
  path: '/api/tenants',
  summary: 'The organisations of this installation and how they are, the newest first',
  description: 'Numbers and instants. What is in an organisation no operator sees: no lead, no person, no audit entry.',
  access: reads,
  query: z.strictObject({
    ...pageQuery,
    q: z.string().trim().min(1).max(200).optional().meta({ description: 'What is in the name.' }),
    state: z.enum(TENANT_STATES).optional(),
  }),
  responses: { 200: page(tenant) },
});

export const getTenant = contract({
  operationId: 'getTenant',
  ...common,
  method: 'get',
  path: '/api/tenants/{id}',
  summary: 'One organisation and how it is',
  access: reads,
  params: idParams,
  responses: { 200: tenant },
});

export const createTenant = contract({
  operationId: 'createTenant',
  ...common,
  method: 'post',
  path: '/api/tenants',
  summary: 'Make an organisation and invite its first admin',
  description:
    'It begins with office hours, a team and a flow that takes every lead. Where no mail is set up, the answer has the link of the ' +
    'invitation, to be handed over; it works once, for seven days.',
  access: administers,
  body: newTenantBody,
  responses: {
    201: z
      .object({
        ...tenant.shape,
        adminId: id,
        invitationUrl: z.string().nullable().meta({ description: 'Null: it is mailed.' }),
      })
      .meta({ id: 'NewTenantMade' }),
  },
});

const deed = { ...common, method: 'post', access: administers, params: idParams, errors: [409] } as const;
const confirmed = 'Confirmed by its name. ';

export const suspendTenant = contract({
  operationId: 'suspendTenant',
  ...deed,
  path: '/api/tenants/{id}/suspend',
  summary: 'Suspend an organisation',
  description:
    confirmed +
    'From now on deliveries are refused with 403 `TENANT_SUSPENDED`, people read and change nothing, and all clocks stand still. ' +
    'Nothing is lost. 409: it is suspended already.',
  body: suspensionBody,
  responses: { 200: tenant },
});

export const returnTenant = contract({
  operationId: 'returnTenant',
  ...deed,
  path: '/api/tenants/{id}/return',
  summary: 'Let a suspended organisation go on',
  description:
    confirmed +
    'Its clocks go on with the time that they had left; nothing that would have fallen due meanwhile does. 409: it is not suspended, or ' +
    'it is deleted.',
  body: confirmedBody,
  responses: {
    200: z
      .object({ ...tenant.shape, leads: count.meta({ description: 'Open leads that are given the time back.' }) })
      .meta({ id: 'TenantReturned' }),
  },
});

export const deleteTenant = contract({
  operationId: 'deleteTenant',
  ...deed,
  path: '/api/tenants/{id}/delete',
  summary: 'Delete an organisation, so that it can be restored',
  description:
    confirmed +
    'It is suspended, nobody signs in any more and no key of it works. All that is in it stays. 409: it is deleted already.',
  body: confirmedBody,
  responses: { 200: tenant },
});

export const restoreTenant = contract({
  operationId: 'restoreTenant',
  ...deed,
  path: '/api/tenants/{id}/restore',
  summary: 'Restore a deleted organisation',
  description: confirmed + 'It stays suspended until somebody lets it go on. 409: it is not deleted.',
  body: confirmedBody,
  responses: { 200: tenant },
});

const certificate = z
  .object({
    certificate: z.literal('pinggo.tenant-purge/1'),
    tenant: z.object({ id, name: z.string(), createdAt: instantOut }),
    deletedAt: instantOut,
    purgedAt: instantOut,
    purgedBy: z.object({ id, name: z.string() }),
    rows: z.record(z.string(), count).meta({ description: 'How many rows of each table; its demo is among them.' }),
    total: count,
    workflows: count.meta({ description: 'Workflows that were asked to end.' }),
    sha256: z.string().meta({ description: 'Of all else as JSON without spaces, in this order.' }),
  })
  .meta({ id: 'TenantCertificate' });

export const purgeTenant = contract({
  operationId: 'purgeTenant',
  ...deed,
  path: '/api/tenants/{id}/purge',
  summary: 'Delete an organisation for good',
  description:
    confirmed +
    'Only a deleted one, once it has been deleted for as long as the installation keeps it (`purgeableFrom`). Every row of it and of its demo ' +
    'goes, and its workflows are ended; nothing brings it back. The answer is a certificate, which is kept. 409: it is not deleted, or not for long enough.',
  body: confirmedBody,
  responses: { 200: certificate },
});

export const listTenantCertificates = contract({
  operationId: 'listTenantCertificates',
  tags: ['tenants'],
  method: 'get',
  path: '/api/tenant-certificates',
  summary: 'The certificates of organisations that were deleted for good, newest first',
  access: reads,
  query: z.strictObject(pageQuery),
  responses: { 200: page(certificate) },
});

export const listOperatorDeeds = contract({
  operationId: 'listOperatorDeeds',
  tags: ['tenants'],
  method: 'get',
  path: '/api/operator-log',
  summary: 'What operators did, newest first',
  access: reads,
  query: z.strictObject({ ...pageQuery, tenantId: givenId.optional() }),
  responses: { 200: page(entry) },
});
