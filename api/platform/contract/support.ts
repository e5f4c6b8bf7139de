import { z } from 'zod';
import {
  MOST_SUPPORT_HOURS,
  SUPPORT_ENDERS,
  SUPPORT_LEVELS,
  SUPPORT_STATES,
} from '../../../domain/platform/access/support.js';
import { may } from '../../http/access.js';
import { id, idParams, instantOut, listQuery, page } from '../../http/contract.js';
import { contract } from '../../http/route.js';
import { newSupportBody } from './bodies/support.js';

const level = z.enum(SUPPORT_LEVELS).meta({
  description:
    '`READ`: as an auditor, who changes nothing. `ACT`: as a manager besides. Neither makes keys, people, secrets or grants, nor files.',
});

const session = z
  .object({
    id,
    level,
    reason: z.string(),
    state: z.enum(SUPPORT_STATES),
    grantedBy: z.object({ id, name: z.string().nullable() }),
    grantedAt: instantOut,
    until: instantOut,
    enteredBy: z.string().nullable().meta({ description: 'The operator; null: nobody has entered.' }),
    enteredAt: instantOut.nullable(),
    endedAt: instantOut.nullable(),
    endedBy: z.enum(SUPPORT_ENDERS).nullable().meta({ description: 'Null: its time did, or it goes on.' }),
  })
  .meta({ id: 'SupportSession' });

const common = { tags: ['support'], entity: 'support session' } as const;
const grants = may('support.grant');
/** Operators only: whoever is let in has no way to another organisation. */
const operators = may('tenants.administer');

export const listSupportSessions = contract({
  operationId: 'listSupportSessions',
  ...common,
  method: 'get',
  path: '/api/support-sessions',
  summary: 'Whom the organisation let look in, and when, newest first',
  access: may('support.read'),
  query: listQuery,
  responses: { 200: page(session) },
});

export const grantSupportSession = contract({
  operationId: 'grantSupportSession',
  ...common,
  method: 'post',
  path: '/api/support-sessions',
  summary: 'Let an operator look in, for a while',
  description:
    `For at most ${MOST_SUPPORT_HOURS} hours, and one at a time. The first operator who enters is the only one. Everybody of the organisation sees who is in and until when; ` +
    'each of their requests is in the audit log. 409: somebody is let in already.',
  access: grants,
  body: newSupportBody,
  responses: { 201: session },
  errors: [409],
});

export const endSupportSession = contract({
  operationId: 'endSupportSession',
  ...common,
  method: 'post',
  path: '/api/support-sessions/{id}/end',
  summary: 'End a support session, at once',
  description: 'The next request of the operator is refused. 409: it is over already.',
  access: grants,
  params: idParams,
  responses: { 200: session },
  errors: [409],
});

const grant = z
  .object({
    id,
    tenantId: id,
    tenantName: z.string(),
    level,
    reason: z.string(),
    grantedAt: instantOut,
    until: instantOut,
    enteredBy: z.string().nullable(),
    enteredAt: instantOut.nullable(),
    isMine: z.boolean().meta({ description: 'You have entered.' }),
  })
  .meta({ id: 'SupportGrant' });

export const listSupportGrants = contract({
  operationId: 'listSupportGrants',
  ...common,
  method: 'get',
  path: '/api/support-access',
  summary: 'The organisations that let an operator look in now',
  access: operators,
  responses: { 200: z.object({ items: z.array(grant) }) },
});

export const enterSupportSession = contract({
  operationId: 'enterSupportSession',
  ...common,
  method: 'post',
  path: '/api/support-access/{id}/enter',
  summary: 'Enter an organisation that lets you in, or come back',
  description: 'The token is for that organisation only. 409: it is over, or another operator has entered.',
  access: operators,
  params: idParams,
  responses: {
    200: z
      .object({ accessToken: z.string(), expiresIn: z.int(), tenantId: id, level, until: instantOut })
      .meta({ id: 'SupportToken' }),
  },
  errors: [409],
});

export const leaveSupportSession = contract({
  operationId: 'leaveSupportSession',
  ...common,
  method: 'post',
  path: '/api/support-access/leave',
  summary: 'End the support session that you are in',
  description: 'Called with the token of the support session. 409: it is over already.',
  access: may('support.leave'),
  responses: { 204: null },
  errors: [409],
});
