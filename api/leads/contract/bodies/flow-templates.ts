import { z } from 'zod';
import { givenId, label } from '../../../http/fields.js';
import { key } from './flow-definition.js';

/** What a flow is called. */
export const flowNames = z.object({ name: label, key });

/** A field of the lead as conditions name it: one that senders fill in. */
const attribute = z
  .string()
  .trim()
  .regex(/^attributes\.\S{1,180}$/, 'Name a field of the form: attributes.budget, say.')
  .meta({ example: 'attributes.budget' });

const common = {
  key,
  name: label,
  language: z
    .string()
    .regex(/^[a-z]{2,3}$/, 'Give a language by its two letters.')
    .optional()
    .meta({ description: 'Of what it says to people; left out: English.', example: 'ro' }),
  teamId: givenId.meta({ description: 'Who gets its leads.' }),
  calendarId: givenId.meta({ description: 'The hours that its clocks count.' }),
};

/** What a flow is made of that somebody begins with: each template asks for what it needs. */
export const flowFromTemplate = z
  .discriminatedUnion('template', [
    z.strictObject({
      template: z.literal('WEB_FORM'),
      ...common,
      source: z.string().trim().min(1, 'Name a source.').max(100, 'Use at most 100 characters.'),
    }),
    z.strictObject({
      template: z.literal('ON_CALL'),
      ...common,
      onCall: z.array(givenId).min(1, 'Name at least one person.').max(20, 'Name at most 20 people.'),
    }),
    z.strictObject({
      template: z.literal('OFFERS_BY_SKILL'),
      ...common,
      field: attribute,
      skills: z
        .array(z.string().trim().min(1).max(64, 'Use at most 64 characters.'))
        .min(1, 'Name at least one skill.')
        .max(20, 'Name at most 20 skills.'),
    }),
    z.strictObject({
      template: z.literal('VIP_BROADCAST'),
      ...common,
      field: attribute,
      least: z.number('Give a number.').min(0, 'Give a number that is not negative.').max(1_000_000_000_000),
    }),
    z.strictObject({ template: z.literal('WEEKEND'), ...common }),
  ])
  .meta({ id: 'FlowFromTemplate' });
