import { z } from 'zod';
import { ADMINS, MANAGERS } from '../access.js';
import { contract } from '../route.js';
import { givenId, id, idParams, instantOut, label, listQuery, page } from './common.js';

const role = z.enum(['REP', 'MANAGER', 'ADMIN']);
const status = z.enum(['ACTIVE', 'AWAY', 'INACTIVE']);
const skill = z.string().trim().min(1).max(64);
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
    capacity: z.int().meta({ description: 'Most open leads at a time.' }),
    calendarId: id.nullable().meta({ description: 'Null: at work at any hour.' }),
    invited: z.boolean().meta({ description: 'True until the person has chosen a password.' }),
    createdAt: instantOut,
  })
  .meta({ id: 'User' });

const newUser = z
  .strictObject({
    email: z.email('Give an e-mail address.').max(320),
    name: label,
    role,
    teamIds: z.array(givenId).max(50).refine(unique, 'Name each team once.').default([]),
    skills: z.array(skill).max(50).refine(unique, 'Name each skill once.').default([]),
    capacity: z.int().min(0).max(10_000).default(20),
    calendarId: givenId.nullish(),
    status: status.default('ACTIVE'),
    password: z
      .string()
      .min(10, 'Use at least 10 characters.')
      .max(200, 'Use at most 200 characters.')
      .optional()
      .meta({ description: 'Without one it is an invitation.' }),
  })
  .meta({
    id: 'NewUser',
    example: { email: 'ana@example.com', name: 'Ana Pop', role: 'REP', teamIds: [], skills: ['ro'], capacity: 20 },
  });

const common = { tags: ['users'], entity: 'user' } as const;

export const listUsers = contract({
  ...common,
  method: 'get',
  path: '/api/users',
  summary: 'People',
  access: MANAGERS,
  query: listQuery,
  responses: { 200: page(user) },
});

export const getUser = contract({
  ...common,
  method: 'get',
  path: '/api/users/{id}',
  summary: 'One person',
  access: MANAGERS,
  params: idParams,
  responses: { 200: user },
});

export const createUser = contract({
  ...common,
  method: 'post',
  path: '/api/users',
  summary: 'Add or invite a person',
  access: ADMINS,
  body: newUser,
  responses: { 201: user },
  errors: [409],
});
