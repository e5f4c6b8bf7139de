import { z } from 'zod';
import { IMPORT_COLUMNS } from '../../../domain/platform/people/import.js';
import { may } from '../../http/access.js';
import { contract } from '../../http/route.js';

/** Most people in one file. */
export const MOST_PEOPLE = 10_000;
/** Most problems that an answer lists; the CSV has all of them. */
export const MOST_LISTED = 100;
const MOST_CHARACTERS = 4_000_000;

const column = z.enum(IMPORT_COLUMNS);
const count = z.int().min(0);

const file = {
  csv: z
    .string()
    .min(1, 'The file is empty.')
    .max(MOST_CHARACTERS, `The file is too long: send at most ${MOST_CHARACTERS} characters.`)
    .meta({
      description:
        'The file: a line of titles, then a person a line; separated by comma, semicolon or tab. See docs/people-import.md.',
      example: 'email,name,role,teams\nana@example.com,Ana Pop,REP,Inbound',
    }),
  columns: z
    .partialRecord(column, z.string().min(1).max(200))
    .optional()
    .meta({
      description: 'The title in the file of each column that is not recognised.',
      example: { name: 'Angajat' },
    }),
};

const outcome = z
  .object({
    rows: count.meta({ description: 'Lines with a person.' }),
    created: count,
    changed: count,
    same: count.meta({ description: 'Already as the file says.' }),
    bad: count.meta({ description: 'Lines that something is wrong with.' }),
    columns: z.array(z.object({ column, title: z.string() })).meta({ description: 'What was recognised.' }),
    unknown: z.array(z.string()).meta({ description: 'Titles that mean nothing here: their columns are left out.' }),
    problems: z
      .array(z.object({ line: count, column: column.nullable(), message: z.string() }))
      .meta({ description: `The first ${MOST_LISTED}.` }),
    problemCount: count,
    problemsCsv: z.string().nullable().meta({ description: 'All of them, as CSV; null: none.' }),
  })
  .meta({ id: 'PeopleImport' });

const common = {
  method: 'post',
  tags: ['users'],
  access: may('people.administer'),
  bodyLimit: 3 * MOST_CHARACTERS,
} as const;

export const previewImport = contract({
  operationId: 'previewPeopleImport',
  withoutKey: 'CHANGES_NOTHING',
  ...common,
  path: '/api/users/import/preview',
  summary: 'What an import of people would do, line by line; nothing is changed',
  body: z.strictObject(file).meta({ id: 'PeopleImportFile' }),
  responses: {
    200: outcome
      .extend({
        plan: z.string().meta({ description: 'To send with the import: then exactly this is done, or nothing.' }),
        examples: z
          .array(
            z.object({
              line: count,
              email: z.string(),
              name: z.string(),
              outcome: z.enum(['CREATED', 'CHANGED']),
              fields: z.array(z.string()),
            }),
          )
          .meta({ description: 'The first of those that would be made or changed.' }),
      })
      .meta({ id: 'PeopleImportPreview' }),
  },
});

export const importPeople = contract({
  operationId: 'importPeople',
  ...common,
  path: '/api/users/import',
  summary: 'Make and change people by a CSV file: all of them, or none',
  description:
    'People are known by their e-mail address. A cell that is empty changes nothing. With lines that something is wrong with it is refused (409) unless `withoutBad` says to leave them out. Who is new is invited: they get no password here.',
  body: z
    .strictObject({
      ...file,
      withoutBad: z.boolean().default(false),
      plan: z
        .string()
        .max(200)
        .optional()
        .meta({ description: 'Of the preview. What would be done differently now is not done (409).' }),
    })
    .meta({ id: 'PeopleImportRequest' }),
  responses: { 200: outcome },
  errors: [409],
});
