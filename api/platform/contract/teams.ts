import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';
import { givenId, id, idParams, instantOut, label, listQuery, page } from '../../http/contract.js';

const fields = {
  id,
  name: z.string(),
  managerId: id.nullable().meta({ description: 'Who gets the alerts of its leads.' }),
  calendarId: id.nullable(),
  memberCount: z.int().meta({ description: 'Members that are not inactive.' }),
  archivedAt: instantOut.nullable().meta({ description: 'Set: nobody gets leads by this team any more.' }),
  createdAt: instantOut,
};
const team = z.object(fields).meta({ id: 'Team' });

const common = { tags: ['teams'], entity: 'team' } as const;

export const listTeams = contract({
  operationId: 'listTeams',
  ...common,
  method: 'get',
  path: '/api/teams',
  summary: 'Teams',
  access: may('teams.read'),
  query: listQuery,
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
});

export const createTeam = contract({
  operationId: 'createTeam',
  ...common,
  method: 'post',
  path: '/api/teams',
  summary: 'Add a team',
  access: may('teams.administer'),
  body: z
    .strictObject({ name: label, managerId: givenId.nullish(), calendarId: givenId.nullish() })
    .meta({ id: 'NewTeam', example: { name: 'Inbound' } }),
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
  body: z
    .strictObject({
      name: label.optional(),
      managerId: givenId.nullable().optional(),
      calendarId: givenId.nullable().optional(),
      archived: z.boolean().optional(),
    })
    .meta({ id: 'TeamChange', example: { archived: true } }),
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
  errors: [409],
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
