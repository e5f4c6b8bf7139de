import { z } from 'zod';
import { SECOND_FACTORS, SIGNED_IN_BY } from '../../../domain/platform/access/sessions.js';
import { may } from '../../http/access.js';
import { id, idParams, instantOut } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { meAnswer } from './auth.js';
import { ownProfile } from './bodies/me.js';

const common = { tags: ['me'], access: may('profile.own') } as const;

export const patchMe = contract({
  operationId: 'changeMe',
  ...common,
  method: 'patch',
  path: '/api/me',
  summary: 'Change how one is called, spoken to and told times',
  description: 'What is not named stays.',
  body: ownProfile,
  responses: { 200: meAnswer },
});

/** What an administrator may see of it, too. */
export const shownSession = z.object({
  id,
  signedInBy: z.enum(SIGNED_IN_BY).nullable().meta({ description: 'Null: nobody wrote it down.' }),
  factor: z.enum(SECOND_FACTORS).nullable().meta({ description: 'What was shown besides. Null: nothing.' }),
  browser: z.string().nullable().meta({ example: 'Chrome' }),
  system: z.string().nullable().meta({ example: 'Android' }),
  createdAt: instantOut,
  lastUsedAt: instantOut.meta({ description: 'To a quarter of an hour.' }),
  endsAt: instantOut.meta({ description: 'It does not last longer, however much it is used.' }),
});

export const ownSession = shownSession
  .extend({
    isThis: z.boolean().meta({ description: 'The one that asks.' }),
    address: z.string().nullable().meta({ description: 'Where it was used last.' }),
  })
  .meta({ id: 'OwnSession' });

export const listOwnSessions = contract({
  operationId: 'listOwnSessions',
  ...common,
  method: 'get',
  path: '/api/me/sessions',
  summary: 'Where one is signed in',
  description: 'The one that was used last first.',
  responses: { 200: z.object({ items: z.array(ownSession) }) },
});

export const endOwnSession = contract({
  operationId: 'endOwnSession',
  ...common,
  method: 'delete',
  path: '/api/me/sessions/{id}',
  summary: 'End one of one’s sessions',
  description: 'It ends at once, with its live streams. The same answer when it has ended already.',
  entity: 'session',
  params: idParams,
  responses: { 204: null },
});

export const endOtherSessions = contract({
  operationId: 'endOtherSessions',
  ...common,
  method: 'delete',
  path: '/api/me/sessions',
  summary: 'End all of one’s sessions but the one that asks',
  responses: { 200: z.object({ ended: z.int() }) },
});
