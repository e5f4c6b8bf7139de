import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { WEEKDAYS } from '../../../domain/engine/calendars/types.js';
import { PERMISSIONS } from '../../../domain/platform/access/permissions.js';
import { ROLES } from '../../../domain/platform/access/roles.js';
import { SUPPORT_LEVELS } from '../../../domain/platform/access/support.js';
import { may, PUBLIC } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { id, idempotencyKey, instantOut, problem } from '../../http/contract.js';
import { factorAnswer, passkeySignIn } from './bodies/factors.js';
import { passkeyOptions, refreshToken, session, signedIn } from './bodies/session.js';

/** Of a page of ours, which leaves the refresh token to its browser. */
const sessionHeader = {
  'x-pinggo-session': z
    .literal('cookie')
    .optional()
    .meta({
      description:
        '`cookie`: the refresh token is kept as an `HttpOnly` cookie, and is not in the answer. For pages of this address only: a request ' +
        'from anywhere else is refused with 403.',
    }),
};
export const inCookie = z.object(sessionHeader);
export const keepsSession = { 'Set-Cookie': 'The refresh token, where it is kept as a cookie.' };

export const login = contract({
  operationId: 'logIn',
  method: 'post',
  path: '/api/auth/login',
  summary: 'Log in with e-mail and password',
  description:
    'Too many that fail are held up (429 with `Retry-After`): those of one account, whether there is one or not, and those from one ' +
    'address. Each further failure doubles the wait, to a longest one; whoever waits as told is let try, whatever others do meanwhile. A ' +
    'device on which the account logged in before (its cookie `pinggo_device_…`) waits only for what failed there. Who has a second ' +
    'factor is asked for it: the answer has a `challenge` in the place of tokens.',
  tags: ['auth'],
  access: PUBLIC,
  headers: inCookie,
  body: z
    .strictObject({ email: z.string().trim().min(1).max(320), password: z.string().min(1).max(1000) })
    .meta({ example: { email: 'manager@example.com', password: 'correct horse battery staple' } }),
  responses: { 200: signedIn, 401: { schema: problem, description: 'E-mail and password do not fit' } },
  responseHeaders: {
    'Set-Cookie': 'Makes the device known to the account for 180 days; also the refresh token, where it is kept so.',
  },
});

export const answerFactor = contract({
  operationId: 'answerFactor',
  method: 'post',
  path: '/api/auth/factor',
  summary: 'Show the second factor that a sign-in asks for',
  description:
    'Within five minutes, by a code of the app, a recovery code or a passkey; it may be wrong five times. Each counts once.',
  tags: ['auth'],
  access: PUBLIC,
  headers: inCookie,
  body: factorAnswer,
  responses: { 200: session, 401: { schema: problem, description: 'The factor is wrong, or the sign-in is over' } },
  responseHeaders: keepsSession,
});

export const askPasskey = contract({
  operationId: 'askPasskey',
  method: 'post',
  path: '/api/auth/passkey/options',
  summary: 'Begin to sign in with a passkey',
  tags: ['auth'],
  access: PUBLIC,
  responses: { 200: z.object({ challenge: z.string(), options: passkeyOptions }).meta({ id: 'PasskeyAsked' }) },
});

export const signInByPasskey = contract({
  operationId: 'signInByPasskey',
  method: 'post',
  path: '/api/auth/passkey',
  summary: 'Sign in with a passkey, without e-mail and password',
  description: 'Within five minutes, once. It asks for no second factor: a passkey is unlocked by whom it belongs to.',
  tags: ['auth'],
  access: PUBLIC,
  headers: inCookie,
  body: passkeySignIn,
  responses: { 200: session, 401: { schema: problem, description: 'Not a passkey of anybody here, or too late' } },
  responseHeaders: keepsSession,
});

export const refresh = contract({
  operationId: 'refreshTokens',
  method: 'post',
  path: '/api/auth/refresh',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'A refresh token works once: used again, it and all its successors are revoked. Whoever sends an `Idempotency-Key` that nobody ' +
    'else can guess may ask again with both where the answer was lost, until a token of an answer was used. With the header ' +
    '`X-Pinggo-Session` the token is the cookie, and so is the next one; a token in the body is moved into it.',
  tags: ['auth'],
  access: PUBLIC,
  headers: idempotencyKey.extend(sessionHeader),
  body: z.strictObject({ refreshToken: refreshToken.optional() }),
  responses: { 200: session, 401: { schema: problem, description: 'Unknown, used, revoked or expired' } },
  responseHeaders: keepsSession,
});

export const logout = contract({
  operationId: 'logOut',
  method: 'post',
  path: '/api/auth/logout',
  summary: 'Revoke a refresh token and its successors',
  description: 'The same answer for a token that is unknown or revoked already.',
  tags: ['auth'],
  access: PUBLIC,
  headers: inCookie,
  body: z.strictObject({ refreshToken: refreshToken.optional() }),
  responses: { 204: null },
  responseHeaders: { 'Set-Cookie': 'Has the cookie forgotten.' },
});

export const meAnswer = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    permissions: z.array(z.enum(PERMISSIONS)).meta({ description: 'What the person may do.' }),
    status: z.enum(USER_STATUSES),
    language: z.string().nullable().meta({ description: 'BCP 47. Null: as the org.' }),
    timeZone: z.string().nullable().meta({ description: 'IANA. Null: as the org.' }),
    mustSetUpFactor: z
      .boolean()
      .meta({ description: 'The org asks for a second factor: until there is one, nothing else may be done.' }),
    orgId: id.nullable().meta({ description: 'Null: an operator, who belongs to no org.' }),
    org: z
      .object({
        id,
        name: z.string(),
        timeZone: z.string(),
        language: z.string(),
        country: z.string().nullable().meta({ description: 'ISO 3166-1.' }),
        weekStart: z.enum(WEEKDAYS),
        suspendedAt: instantOut.nullable().meta({
          description:
            'Since when the operator has it suspended: everything can be read, and nothing changed. Null: it is not.',
        }),
        support: z
          .object({
            id,
            level: z.enum(SUPPORT_LEVELS),
            reason: z.string(),
            until: instantOut,
            enteredBy: z.string().nullable(),
            enteredAt: instantOut.nullable(),
          })
          .nullable()
          .meta({ description: 'An operator may look in: how, until when, and who has entered. Null: none may.' }),
      })
      .nullable(),
    isSupport: z.boolean().meta({ description: 'An operator whom this organisation lets in: nobody of it.' }),
  })
  .meta({ id: 'Me' });

export const me = contract({
  operationId: 'getMe',
  method: 'get',
  path: '/api/auth/me',
  summary: 'Who is signed in',
  tags: ['auth'],
  access: may('profile.own', 'factors.own', 'support.leave'),
  responses: { 200: meAnswer },
});
