import { ACCESS_MAIL_STATUSES, MAIL_FAULTS } from '../../../domain/platform/access/links.js';
import { USER_STATUSES } from '../../../domain/platform/people/user-status.js';
import { z } from 'zod';
import { ORG_ROLES } from '../../../domain/platform/access/roles.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, instantOut, label, listQuery, page } from '../../http/contract.js';
import { chosenPassword } from './bodies/password.js';
import { givenLanguages, givenSkills, givenTerritories } from './people.js';

const role = z.enum(ORG_ROLES);
const status = z.enum(USER_STATUSES);
const unique = <T>(values: T[]): boolean => new Set(values).size === values.length;

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
  })
  .meta({ id: 'User' });

const madeUser = user
  .extend({
    invitationLink: z.string().nullable().meta({
      description: 'Where no mail is set up: the link of the invitation, to be handed over. It is shown this once.',
    }),
  })
  .meta({ id: 'MadeUser' });

const capacity = z.int().min(0).max(10_000);
const teamIds = z.array(givenId).max(50).refine(unique, 'Name each team once.');

const newUser = z
  .strictObject({
    email: z.email('Give an e-mail address.').max(320),
    name: label,
    role,
    teamIds: teamIds.default([]),
    skills: givenSkills.default([]),
    languages: givenLanguages.default([]),
    territories: givenTerritories.default([]),
    capacity: capacity.default(20),
    calendarId: givenId.nullish(),
    status: status.default('ACTIVE'),
    password: chosenPassword.optional().meta({
      description: `Without one the person is invited. ${chosenPassword.meta()!.description!}`,
    }),
  })
  .meta({
    id: 'NewUser',
    example: { email: 'ana@example.com', name: 'Ana Pop', role: 'REP', teamIds: [], skills: ['ro'], capacity: 20 },
  });

const userChange = z
  .strictObject({
    name: label.optional(),
    role: role
      .optional()
      .meta({ description: 'Counts from the next call of the person on. Their open leads stay theirs.' }),
    teamIds: teamIds.optional(),
    skills: givenSkills.optional(),
    languages: givenLanguages.optional(),
    territories: givenTerritories.optional(),
    capacity: capacity.optional(),
    calendarId: givenId.nullable().optional().meta({ description: 'Null: at work at any hour.' }),
    status: status.optional().meta({
      description:
        'INACTIVE deactivates: the open leads go to others, and the person cannot log in. AWAY: no new leads until ACTIVE.',
    }),
  })
  .meta({ id: 'UserChange', example: { capacity: 15, skills: [{ skill: 'ro', level: 4 }, 'en'] } });

const common = { tags: ['users'], entity: 'user' } as const;

export const listUsers = contract({
  operationId: 'listUsers',
  ...common,
  method: 'get',
  path: '/api/users',
  summary: 'People',
  access: may('people.read'),
  query: listQuery,
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
  body: userChange,
  responses: { 200: user },
  errors: [409],
});
