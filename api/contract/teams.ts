import { z } from 'zod';
import { ADMINS, MANAGERS } from '../access.js';
import { contract } from '../route.js';
import { givenId, id, idParams, instantOut, label, listQuery, page } from './common.js';

const team = z
  .object({
    id,
    name: z.string(),
    managerId: id.nullable().meta({ description: 'Who gets the alerts of its leads.' }),
    calendarId: id.nullable(),
    memberCount: z.int().meta({ description: 'Members that are not inactive.' }),
    createdAt: instantOut,
  })
  .meta({ id: 'Team' });

const common = { tags: ['teams'], entity: 'team' } as const;

export const listTeams = contract({
  ...common,
  method: 'get',
  path: '/api/teams',
  summary: 'Teams',
  access: MANAGERS,
  query: listQuery,
  responses: { 200: page(team) },
});

export const getTeam = contract({
  ...common,
  method: 'get',
  path: '/api/teams/{id}',
  summary: 'One team',
  access: MANAGERS,
  params: idParams,
  responses: { 200: team },
});

export const createTeam = contract({
  ...common,
  method: 'post',
  path: '/api/teams',
  summary: 'Add a team',
  access: ADMINS,
  body: z
    .strictObject({ name: label, managerId: givenId.nullish(), calendarId: givenId.nullish() })
    .meta({ id: 'NewTeam', example: { name: 'Inbound' } }),
  responses: { 201: team },
  errors: [409],
});
