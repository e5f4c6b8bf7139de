import { z } from 'zod';
import { READ_LANGUAGES } from '../../../domain/platform/text/read-languages.js';
import { may, PUBLIC } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { idParams, instantOut, problem } from '../../http/contract.js';
import {
  acceptedInvitation,
  askedByEmail,
  changedPassword,
  linkBody,
  newPassword,
  usedMagicLink,
} from './bodies/links.js';
import { signedIn } from './bodies/session.js';

const refused = {
  schema: problem,
  description: 'The link is unknown, used, withdrawn, expired, or of another kind: all alike',
};

export const readLink = contract({
  operationId: 'readLink',
  method: 'post',
  path: '/api/auth/links/read',
  summary: 'What a one-time link is for',
  description: 'For its page, before somebody uses it: it is not used up by this.',
  tags: ['auth'],
  access: PUBLIC,
  body: linkBody,
  responses: {
    200: z
      .object({
        org: z.string(),
        email: z.string(),
        name: z.string(),
        language: z.enum(READ_LANGUAGES).meta({ description: "The person's own, else their organisation's." }),
        expireAt: instantOut,
      })
      .meta({ id: 'OneTimeLink' }),
    401: refused,
  },
});

export const acceptInvitation = contract({
  operationId: 'acceptInvitation',
  method: 'post',
  path: '/api/auth/invitation',
  summary: 'Take up an invitation',
  description: 'Sets name, password and language, and signs the person in. The link works once.',
  tags: ['auth'],
  access: PUBLIC,
  body: acceptedInvitation,
  responses: { 200: signedIn, 401: refused },
});

export const askForReset = contract({
  operationId: 'askForReset',
  method: 'post',
  path: '/api/auth/reset',
  summary: 'Ask for a mail with a link that sets a new password',
  description:
    'The same answer, after the same work, whether anybody has this e-mail or not. The link works once, for an hour. Who was ' +
    'invited and has no password yet gets the invitation again. 409 where no mail is set up: an administrator can hand over a link.',
  tags: ['auth'],
  access: PUBLIC,
  body: askedByEmail,
  responses: { 202: null },
  errors: [409],
});

export const setNewPassword = contract({
  operationId: 'setNewPassword',
  method: 'post',
  path: '/api/auth/new-password',
  summary: 'Set a new password by a link',
  description: 'Ends all sessions of the person, and signs them in. The link works once.',
  tags: ['auth'],
  access: PUBLIC,
  body: newPassword,
  responses: { 200: signedIn, 401: refused },
});

export const askForMagicLink = contract({
  operationId: 'askForMagicLink',
  method: 'post',
  path: '/api/auth/magic-link',
  summary: 'Ask for a mail with a link that signs in',
  description:
    'As POST /api/auth/reset. The link works once, for 15 minutes, and only in the browser that asked: it keeps a cookie. An ' +
    'e-mail that is in several organisations gets a link for each, in one mail; none for one that does not let its people in so.',
  tags: ['auth'],
  access: PUBLIC,
  body: askedByEmail,
  responses: { 202: null },
  errors: [409],
  responseHeaders: { 'Set-Cookie': 'Makes the browser known by which the link can be used.' },
});

export const useMagicLink = contract({
  operationId: 'useMagicLink',
  method: 'post',
  path: '/api/auth/magic-link/use',
  summary: 'Sign in by a link',
  description: 'In another browser than the one that asked it is refused, with a code of its own, and not used up.',
  tags: ['auth'],
  access: PUBLIC,
  body: usedMagicLink,
  responses: { 200: signedIn, 401: refused },
});

export const changePassword = contract({
  operationId: 'changePassword',
  method: 'post',
  path: '/api/auth/password',
  summary: "Change one's own password",
  description:
    'Ends all other sessions of the person, who is told by mail. Old passwords that do not fit count as log-ins that fail.',
  tags: ['auth'],
  access: may('profile.own'),
  withoutKey: 'SECRETS_OF_A_PERSON',
  body: changedPassword,
  responses: { 204: null },
  errors: [409],
});

const sent = z
  .object({
    expireAt: instantOut,
    link: z.string().nullable().meta({
      description:
        'Where no mail is set up: the link, to be handed over. It is shown this once. Null: it goes out by mail.',
    }),
  })
  .meta({ id: 'SentLink' });

const ofUser = { tags: ['users'], entity: 'user', access: may('people.administer'), params: idParams } as const;

export const inviteUser = contract({
  operationId: 'inviteUser',
  ...ofUser,
  method: 'post',
  path: '/api/users/{id}/invitation',
  summary: 'Invite a person who has no password (again)',
  description: 'Links of earlier invitations end. 409 for a person who has a password, or is inactive.',
  responses: { 200: sent },
  errors: [409],
});

export const withdrawInvitation = contract({
  operationId: 'withdrawInvitation',
  ...ofUser,
  method: 'delete',
  path: '/api/users/{id}/invitation',
  summary: 'Withdraw an invitation',
  description: 'Its link ends. The person stays, and can be invited again. 409 where there is none that is open.',
  responses: { 204: null },
  errors: [409],
});

export const sendReset = contract({
  operationId: 'sendReset',
  ...ofUser,
  method: 'post',
  path: '/api/users/{id}/password-reset',
  summary: 'Send a person a link that sets a new password',
  description:
    'Works once, for an hour; the password stays until the link is used. Who was invited and has no password yet is invited again. ' +
    '409 for a person who is inactive.',
  responses: { 200: sent },
  errors: [409],
});
