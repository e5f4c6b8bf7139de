import { z } from 'zod';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';

const language = z
  .string()
  .regex(/^[a-z]{2,3}$/i, 'Give a language as two letters: en, ro, ru.')
  .default('en')
  .meta({ description: 'Names in this language where there are any, else in one of the country or English.' });

const common = { tags: ['calendars'], access: may('calendars.read') } as const;
const named = z.object({ code: z.string(), name: z.string() });

export const listHolidayCountries = contract({
  operationId: 'listHolidayCountries',
  ...common,
  method: 'get',
  path: '/api/holidays/countries',
  summary: 'Countries whose holidays are known',
  query: z.strictObject({ language }),
  responses: { 200: z.object({ items: z.array(named) }) },
});

export const listHolidays = contract({
  operationId: 'listHolidays',
  ...common,
  method: 'get',
  path: '/api/holidays',
  summary: 'Holidays of a country, or one of its regions, in a year',
  description: 'To be put into a calendar, which keeps its own. From the data of `date-holidays`.',
  query: z.strictObject({
    country: z.string().regex(/^[A-Z]{2}$/i, 'Give a country as two letters, by ISO 3166-1.'),
    region: z
      .string()
      .regex(/^[\w-]{1,20}(\.[\w-]{1,20})?$/, 'Give a region as `regions` names it.')
      .optional(),
    year: z
      .string()
      .regex(/^20\d\d$/, 'Give a year, 2000 to 2099.')
      .transform(Number)
      .meta({
        override: ({ jsonSchema }: { jsonSchema: object }) => void Object.assign(jsonSchema, { type: 'integer' }),
      }),
    language,
  }),
  responses: {
    200: z
      .object({
        regions: z.array(named).meta({ description: 'Of the country: those that have holidays of their own.' }),
        holidays: z.array(
          z.object({
            date: z.iso.date(),
            name: z.string(),
            type: z.enum(['public', 'bank', 'optional', 'school', 'observance']),
            partOfDay: z.boolean().meta({ description: 'It begins or ends in the middle of the day.' }),
          }),
        ),
      })
      .meta({ id: 'Holidays' }),
  },
});
