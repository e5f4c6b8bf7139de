import { z } from 'zod';
import { givenId, label } from '../../../http/fields.js';

const onCall = z
  .array(givenId)
  .max(20, 'Name at most 20 people.')
  .refine((ids) => new Set(ids).size === ids.length, 'Name each person once.')
  .meta({ description: 'Who is told in the manager’s place while they are away, in this order.' });

const fallbackTeamId = givenId.nullable().meta({
  description:
    'Who is asked when nobody of the team, and of the overflow of the rule, can take a lead. Its own fallback is not.',
});

export const newTeam = z
  .strictObject({
    name: label,
    managerId: givenId.nullish(),
    calendarId: givenId.nullish(),
    onCall: onCall.default([]),
    fallbackTeamId: fallbackTeamId.optional(),
  })
  .meta({ id: 'NewTeam', example: { name: 'Inbound' } });

export const teamChange = z
  .strictObject({
    name: label.optional(),
    managerId: givenId.nullable().optional(),
    calendarId: givenId.nullable().optional(),
    onCall: onCall.optional(),
    fallbackTeamId: fallbackTeamId.optional(),
    archived: z.boolean().optional(),
  })
  .meta({ id: 'TeamChange', example: { archived: true } });
