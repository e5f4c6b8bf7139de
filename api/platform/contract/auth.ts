import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { PERMISSIONS } from '../../../domain/platform/access/permissions.js';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { may, PUBLIC } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idempotencyKey, problem } from '../../http/contract.js';
import { refreshToken, signedIn } from './bodies/session.js';

export const login = contract({
  operationId: 'logIn',
  method: 'post',
  path: '/api/auth/login',
  summary: 'Log in with e-mail and password',
  description:
    'Too many that fail are held up (429 with `Retry-After`): those of one account, whether there is one or not, and those from one ' +
    'address. Each further failure doubles the wait, to a longest one; whoever waits as told is let try, whatever others do meanwhile. A ' +
    'device on which the account logged in before (its cookie `pinggo_device_…`) waits only for what failed there.',
  tags: ['auth'],
  access: PUBLIC,
  body: z
    .strictObject({ email: z.string().trim().min(1).max(320), password: z.string().min(1).max(1000) })
    .meta({ example: { email: 'manager@example.com', password: 'correct horse battery staple' } }),
  responses: { 200: signedIn, 401: { schema: problem, description: 'E-mail and password do not fit' } },
  responseHeaders: { 'Set-Cookie': 'Makes the device known to the account for 180 days.' },
});

export const refresh = contract({
  operationId: 'refreshTokens',
  method: 'post',
  path: '/api/auth/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'A refresh token works once: used again, it and all its successors are revoked. Whoever sends an `Idempotency-Key` that nobody ' +
    'else can guess may ask again with both where the answer was lost, until a token of an answer was used.',
  tags: ['auth'],
  access: PUBLIC,
  headers: idempotencyKey,
  body: z.strictObject({ refreshToken }),
  responses: { 200: signedIn, 401: { schema: problem, description: 'Unknown, used, revoked or expired' } },
});

export const logout = contract({
  operationId: 'logOut',
  method: 'post',
  path: '/api/auth/logout',
  summary: 'Revoke a refresh token and its successors',
  description: 'The same answer for a token that is unknown or revoked already.',
  tags: ['auth'],
  access: PUBLIC,
  body: z.strictObject({ refreshToken }),
  responses: { 204: null },
});

export const me = contract({
  operationId: 'getMe',
  method: 'get',
  path: '/api/auth/me',
  summary: 'Who is signed in',
  tags: ['auth'],
  access: may('profile.own'),
  responses: {
    200: z
      .object({
        id,
        email: z.string(),
        name: z.string(),
        role: z.enum(ROLES),
        permissions: z.array(z.enum(PERMISSIONS)).meta({ description: 'What the person may do.' }),
        status: z.enum(USER_STATUSES),
        orgId: id.nullable().meta({ description: 'Null: an operator, who belongs to no org.' }),
        org: z.object({ id, name: z.string(), timeZone: z.string() }).nullable(),
      })
      .meta({ id: 'Me' }),
  },
});
