import { z } from 'zod';
import { SCOPES } from '../../../domain/platform/access/grants.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams, instantOut, label, listQuery, page } from '../../http/contract.js';
import { instant } from '../../http/instants.js';

const scope = z.enum(SCOPES);

const fields = {
  id,
  name: z.string(),
  prefix: z.string().meta({ description: 'How the key begins, to tell keys apart.', example: 'pk_Zk3q9w' }),
  scopes: z.array(scope),
  createdAt: instantOut,
  createdBy: z
    .object({ id, name: z.string().nullable() })
    .nullable()
    .meta({ description: 'Who made it; null where that is not known any more.' }),
  lastUsedAt: instantOut.nullable().meta({ description: 'To the minute; null: never.' }),
  expireAt: instantOut.nullable(),
  revokedAt: instantOut.nullable(),
};
const apiKey = z.object(fields).meta({ id: 'ApiKey' });
const newApiKey = z
  .object({
    ...fields,
    key: z.string().meta({ description: 'The key itself: this is the only time that it is shown.' }),
  })
  .meta({ id: 'ApiKeyWithKey' });

const common = { tags: ['api-keys'], entity: 'API key' } as const;

export const listApiKeys = contract({
  operationId: 'listApiKeys',
  ...common,
  method: 'get',
  path: '/api/api-keys',
  summary: 'API keys, without the keys themselves',
  access: may('keys.read'),
  query: listQuery,
  responses: { 200: page(apiKey) },
});

export const createApiKey = contract({
  operationId: 'createApiKey',
  ...common,
  method: 'post',
  path: '/api/api-keys',
  summary: 'Make an API key',
  access: may('keys.administer'),
  body: z
    .strictObject({
      name: label,
      scopes: z
        .array(scope)
        .min(1, 'Give at least one scope.')
        .refine((scopes) => new Set(scopes).size === scopes.length, 'Name each scope once.'),
      expireAt: instant.nullish(),
    })
    .meta({ id: 'NewApiKey', example: { name: 'CRM', scopes: ['leads:write'] } }),
  responses: { 201: newApiKey },
});

export const deleteApiKey = contract({
  operationId: 'revokeApiKey',
  ...common,
  method: 'delete',
  path: '/api/api-keys/{id}',
  summary: 'Revoke an API key, at once',
  access: may('keys.administer'),
  params: idParams,
  responses: { 204: null },
});
