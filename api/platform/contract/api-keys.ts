import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idParams, instantOut, listQuery, page } from '../../http/contract.js';
import { keyRotation, newApiKeyBody, scope } from './bodies/api-keys.js';

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
  body: newApiKeyBody,
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

export const rotateApiKey = contract({
  operationId: 'rotateApiKey',
  ...common,
  method: 'post',
  path: '/api/api-keys/{id}/rotate',
  summary: 'A new key with the same name and scopes, and an end for this one',
  description: '409: it has ended or was revoked already. One that ends earlier keeps its own end.',
  access: may('keys.administer'),
  params: idParams,
  body: keyRotation,
  responses: {
    201: z
      .object({
        ...newApiKey.shape,
        previousExpireAt: instantOut.meta({ description: 'When the key before it ends.' }),
      })
      .meta({ id: 'RotatedApiKey' }),
  },
  errors: [409],
});
