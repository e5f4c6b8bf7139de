import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, ifMatch, instantOut, page, pageQuery } from '../../http/contract.js';
import { newTeam, teamChange } from './bodies/teams.js';

const fields = {
  id,
  name: z.string(),
  managerId: id.nullable().meta({ description: 'Who gets the alerts of its leads.' }),
  calendarId: id.nullable(),
  onCall: z
    .array(id)
    .meta({ description: 'Who gets the alerts in the manager’s place while they are away, in this order.' }),
  fallbackTeamId: id.nullable().meta({
    description: 'Who is asked when nobody of the team, and of the overflow of the rule, can take a lead.',
  }),
  memberCount: z.int().meta({ description: 'Members that are not inactive.' }),
  archivedAt: instantOut.nullable().meta({ description: 'Set: nobody gets leads by this team any more.' }),
  createdAt: instantOut,
  revision: z.int().meta({ description: 'Counts the edits; the ETag.' }),
};
const team = z.object(fields).meta({ id: 'Team' });

const etag = { ETag: 'The revision, for If-Match.' };

const common = { tags: ['teams'], entity: 'team' } as const;

export const listTeams = contract({
  operationId: 'listTeams',
  ...common,
  method: 'get',
  path: '/api/teams',
  summary: 'Teams',
  access: may('teams.read'),
  query: z.strictObject({
    ...pageQuery,
    q: z.string().max(200).optional().meta({ description: 'Parts of the name, with or without accents.' }),
    archived: z
      .enum(['true', 'false'])
      .transform((text) => text === 'true')
      .optional()
      .meta({
        override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
          delete jsonSchema.enum;
          Object.assign(jsonSchema, { type: 'boolean' });
        },
      }),
    sort: z
      .enum(['name', 'members'])
      .optional()
      .meta({ description: 'Left out: in the order in which they were made.' }),
    order: z.enum(['asc', 'desc']).default('asc'),
  }),
  responses: { 200: page(team) },
});

export const getTeam = contract({
  operationId: 'getTeam',
  ...common,
  method: 'get',
  path: '/api/teams/{id}',
  summary: 'One team',
  access: may('teams.read'),
  params: idParams,
  responses: { 200: team },
  responseHeaders: etag,
});

export const createTeam = contract({
  operationId: 'createTeam',
  ...common,
  method: 'post',
  path: '/api/teams',
  summary: 'Add a team',
  access: may('teams.administer'),
  body: newTeam,
  responses: { 201: team },
  errors: [409],
});

export const patchTeam = contract({
  operationId: 'changeTeam',
  ...common,
  method: 'patch',
  path: '/api/teams/{id}',
  summary: 'Change or archive a team',
  description: 'What is not named stays. Flows that route to an archived team go on without it.',
  access: may('teams.administer'),
  params: idParams,
  headers: ifMatch,
  body: teamChange,
  responses: {
    200: z
      .object({
        ...fields,
        warnings: z.array(z.object({ path: z.string(), message: z.string() })).meta({
          description: 'Active flows that route to a team that is archived, each with the place in its definition.',
        }),
      })
      .meta({ id: 'ChangedTeam' }),
  },
  responseHeaders: etag,
  errors: [409, 412],
});

export const teamUses = contract({
  operationId: 'getTeamUses',
  ...common,
  method: 'get',
  path: '/api/teams/{id}/uses',
  summary: 'Where a team is used: what follows when it is archived',
  access: may('teams.read'),
  params: idParams,
  responses: {
    200: z.object({
      flows: z.array(z.object({ path: z.string(), message: z.string() })).meta({
        description: 'Active flows that route to it, each with the place in its definition.',
      }),
      fallbackOf: z.array(z.object({ id, name: z.string() })).meta({ description: 'Teams whose fallback it is.' }),
    }),
  },
});

const member = { entity: 'team', tags: ['teams'], params: z.object({ id: givenId, userId: givenId }) } as const;

export const addTeamMember = contract({
  operationId: 'addTeamMember',
  ...member,
  method: 'put',
  path: '/api/teams/{id}/members/{userId}',
  summary: 'Put a person into a team',
  description: 'Who is in it already stays in it.',
  access: may('teams.administer'),
  responses: { 204: null },
  errors: [409],
});

export const removeTeamMember = contract({
  operationId: 'removeTeamMember',
  ...member,
  method: 'delete',
  path: '/api/teams/{id}/members/{userId}',
  summary: 'Take a person out of a team',
  description: 'Leads that they have stay theirs.',
  access: may('teams.administer'),
  responses: { 204: null },
});

const minutes = z.number().min(0);

const uncovered = z.object({
  from: instantOut,
  to: instantOut,
  why: z.string().meta({ example: 'Ana Pop: time off until 2027-01-04T06:00:00.000Z; Dan Rusu: not at work' }),
});

export const teamCoverage = contract({
  operationId: 'getTeamCoverage',
  ...common,
  method: 'get',
  path: '/api/teams/{id}/coverage',
  summary: 'Forecast: business hours in which nobody of the team is at work',
  description:
    "The hours of the team's calendar, less those in which at least one active member is at work: in the own calendar " +
    '(none: at any hour) and not on time off. From this minute to the end of the last of the days, in the zone of the calendar.',
  access: may('teams.read'),
  params: idParams,
  query: z.strictObject({
    days: z
      .string()
      .regex(/^\d{1,3}$/, 'Give a whole number.')
      .transform(Number)
      .pipe(z.number().min(1, 'Ask for at least 1.').max(92, 'Ask for at most 92.'))
      .default(14)
      .meta({
        override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
          delete jsonSchema.pattern;
          Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: 92, default: 14 });
        },
      }),
  }),
  responses: {
    200: z
      .object({
        teamId: id,
        timeZone: z.string(),
        from: instantOut,
        to: instantOut,
        businessHours: z.number().min(0),
        uncoveredHours: z.number().min(0),
        hours: z
          .array(z.object({ from: instantOut, to: instantOut }))
          .meta({ description: 'When somebody should be at work; each within one local day.' }),
        days: z.array(
          z.object({
            date: z.iso.date(),
            businessMinutes: minutes,
            uncoveredMinutes: minutes,
            uncovered: z.array(uncovered),
          }),
        ),
      })
      .meta({ id: 'Coverage' }),
  },
  errors: [409],
});
