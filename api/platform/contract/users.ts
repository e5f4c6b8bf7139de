import { z } from 'zod';
import { ACCESS_MAIL_STATUSES, MAIL_FAULTS } from '../../../domain/platform/access/links.js';
import { PERSON_STATES } from '../../../domain/platform/people/state.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, ifMatch, instantOut, page, pageQuery } from '../../http/contract.js';
import { newUser, role, status, userChange } from './bodies/users.js';

const user = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role,
    status,
    teamIds: z.array(id),
    skills: z.array(z.string()),
    skillLevels: z.record(z.string(), z.int()).meta({ description: 'How well, 1 to 5.', example: { ro: 3 } }),
    languages: z.array(z.string()).meta({ description: 'Primary languages.' }),
    territories: z.array(z.string()).meta({ description: 'Countries, ISO 3166-1. None: everywhere.' }),
    capacity: z.int().meta({ description: 'Most open leads at a time.' }),
    calendarId: id.nullable().meta({ description: 'Null: at work at any hour.' }),
    busyUntil: instantOut.nullable().meta({ description: 'Said so when declining an offer.' }),
    backAt: instantOut.nullable().meta({ description: 'When they came back from their last absence.' }),
    invited: z.boolean().meta({ description: 'True until the person has chosen a password.' }),
    invitation: z
      .object({
        status: z.enum(ACCESS_MAIL_STATUSES).meta({
          description:
            'WAITING: its mail is still to be sent. SHOWN: no mail is set up, and who invited was shown the link. GIVEN_UP: it ' +
            'could not be sent.',
        }),
        statusAt: instantOut,
        fault: z.enum(MAIL_FAULTS).nullable().meta({ description: 'Why the last try to send it failed.' }),
        nextTryAt: instantOut.nullable(),
        expireAt: instantOut.meta({ description: 'Its link is good until then.' }),
      })
      .nullable()
      .meta({ description: 'The last one; null for who has a password, or was never invited.' }),
    createdAt: instantOut,
    revision: z.int().meta({ description: 'Counts the edits; the ETag.' }),

    state: z.enum(PERSON_STATES).meta({
      description:
        '`INVITED`: they have not chosen a password yet. `AWAY`: on time off now, or until further notice. `DEACTIVATED`: they cannot sign in.',
    }),
    openLeads: z.int().min(0),
    load: z.number().meta({ description: 'As routing counts it: weights of leads, and places kept for offers.' }),
    absence: z
      .object({ id, from: instantOut, to: instantOut })
      .nullable()
      .meta({ description: 'The time off that goes on, else the next one.' }),
    lastAdmin: z.boolean().meta({
      description: 'Nobody else of the org could administer it: to deactivate them or to change their role is refused.',
    }),
  })
  .meta({ id: 'User' });

const madeUser = user
  .extend({
    invitationLink: z.string().optional().meta({
      description:
        'Only where no mail is set up: the link of the invitation, to be handed over. It is shown this once.',
    }),
  })
  .meta({ id: 'MadeUser' });

const etag = { ETag: 'The revision, for If-Match.' };

const common = { tags: ['users'], entity: 'user' } as const;

export const listUsers = contract({
  operationId: 'listUsers',
  ...common,
  method: 'get',
  path: '/api/users',
  summary: 'People',
  access: may('people.read'),
  query: z.strictObject({
    ...pageQuery,
    q: z
      .string()
      .max(200)
      .optional()
      .meta({ description: 'Parts of name and e-mail address, in upper or lower case, with or without accents.' }),
    role: role.optional(),
    state: z.enum(PERSON_STATES).optional(),
    teamId: givenId.optional().meta({ description: 'Members of this team.' }),
    sort: z.enum(['name', 'openLeads', 'absence', 'createdAt']).optional().meta({
      description: '`absence`: whose time off begins first. Left out: in the order in which they were added.',
    }),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
  responses: { 200: page(user) },
});

export const getUser = contract({
  operationId: 'getUser',
  ...common,
  method: 'get',
  path: '/api/users/{id}',
  summary: 'One person',
  access: may('people.read'),
  params: idParams,
  responses: { 200: user },
  responseHeaders: etag,
});

export const createUser = contract({
  operationId: 'createUser',
  ...common,
  method: 'post',
  path: '/api/users',
  summary: 'Add or invite a person',
  description:
    'Without a password the person is invited by mail; where none is set up, the answer has the link to hand over.',
  access: may('people.administer'),
  body: newUser,
  responses: { 201: madeUser },
  errors: [409],
});

export const patchUser = contract({
  operationId: 'changeUser',
  ...common,
  method: 'patch',
  path: '/api/users/{id}',
  summary: 'Change, deactivate or activate a person',
  description:
    'What is not named stays. A deactivation plans the open leads of the person anew; see ' +
    'GET /api/users/{id}/time-off for how far that is. Their sessions end at once. An org keeps one active admin who can log in: ' +
    'to deactivate the last one, or to give them another role, is refused with 409.',
  access: may('people.administer'),
  params: idParams,
  headers: ifMatch,
  body: userChange,
  responses: { 200: user },
  responseHeaders: etag,
  errors: [409, 412],
});
