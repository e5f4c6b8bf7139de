import { z } from 'zod';
import { may } from '../../http/access.js';
import { idParams } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { shownSession } from './me.js';

const common = { tags: ['users'], access: may('people.administer'), entity: 'user', params: idParams } as const;

export const getSignIn = contract({
  operationId: 'getSignInOfUser',
  ...common,
  access: may('sessions.read'),
  method: 'get',
  path: '/api/users/{id}/sign-in',
  summary: 'Where a person is signed in, and by what second factors',
  description: 'Not from which address: that is shown to themselves only.',
  responses: {
    200: z
      .object({
        sessions: z.array(shownSession),
        factors: z.object({ totp: z.boolean(), passkeys: z.int(), recoveryCodesLeft: z.int() }),
      })
      .meta({ id: 'SignInOfUser' }),
  },
});

export const endSessionsOf = contract({
  operationId: 'endSessionsOfUser',
  ...common,
  method: 'delete',
  path: '/api/users/{id}/sessions',
  summary: 'End all sessions of a person',
  description: 'At once, with their live streams. They can sign in again.',
  responses: { 200: z.object({ ended: z.int() }) },
});

export const resetFactorsOf = contract({
  operationId: 'resetFactorsOfUser',
  ...common,
  method: 'delete',
  path: '/api/users/{id}/factors',
  summary: 'Reset a person’s second factor',
  description:
    'For who lost it: every factor and recovery code is taken away, and all their sessions end; they are told by mail. Whoever has their password gets in ' +
    'then, so ask them first, by another way. It asks that one showed who one is within five minutes: else 409 with the code `PROOF_NEEDED`.',
  responses: { 204: null },
  errors: [409],
});
