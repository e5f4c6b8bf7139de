import { z } from 'zod';
import { givenId } from './fields.js';

export { givenId, id, label } from './fields.js';

/** Path parameters of a route on one thing. */
export const idParams = z.object({ id: givenId });

/** An instant in an answer: RFC 3339 UTC. Make it with `iso`. */
export const instantOut = z.iso.datetime({ precision: 3 }).meta({ example: '2026-11-20T10:00:00.000Z' });

export const iso = (at: Date): string => at.toISOString();
export const isoOrNull = (at: Date | null): string | null => (at === null ? null : at.toISOString());
/** The same of epoch milliseconds, as the domain has them. */
export const isoMs = (ms: number): string => iso(new Date(ms));
export const isoMsOrNull = (ms: number | null): string | null => (ms === null ? null : isoMs(ms));

/**
 * `Idempotency-Key`. The pipeline sees to it for whatever changes something (`takesKey`); a route that has it among its own headers
 * knows it again by its own transaction.
 */
export const idempotencyKey = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7E]{1,255}$/, 'Use 1 to 255 printable characters without spaces.')
    .optional()
    .meta({ description: 'Sent again with the same body: the same answer, and nothing is done twice.' }),
});

/** Names by the ids that an answer has. */
export const namesById = z.record(z.string(), z.string());

export const MAX_PAGE = 200;

/** `limit` and `cursor` of every list; spread into a strict object with the list's filters. */
export const pageQuery = {
  limit: z
    .string()
    .regex(/^\d{1,9}$/, 'Give a whole number.')
    .transform(Number)
    .pipe(z.number().min(1, 'Ask for at least 1.').max(MAX_PAGE, `Ask for at most ${MAX_PAGE}.`))
    .default(50)
    .meta({
      override: ({ jsonSchema }: { jsonSchema: Record<string, unknown> }) => {
        // In a query it is text that looks like a number; the document says what it means.
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: 'integer', minimum: 1, maximum: MAX_PAGE, default: 50 });
      },
    }),
  cursor: z.string().min(1).max(2000).optional().meta({ description: 'The `nextCursor` of the page before.' }),
};

/** `until` of a list of which pages are read again; spread beside `pageQuery`. */
export const untilQuery = {
  until: z
    .string()
    .min(1)
    .max(2000)
    .optional()
    .meta({
      description:
        'A `nextCursor` of this list: what comes after its place is left out. With the `cursor` that a page was asked for, ' +
        'it reads that very stretch of the list as it is now.',
    }),
};

export const listQuery = z.strictObject(pageQuery);

/** `format` of a list that can be taken along as CSV; spread beside `pageQuery`, and say `csv: true`. */
export const csvQuery = {
  format: z
    .enum(['json', 'csv'])
    .default('json')
    .meta({
      description:
        '`csv`: everything that the filters let through, from `cursor` on, as RFC 4180 in UTF-8 with a header row; `limit` ' +
        'does not count. A cell that a spreadsheet would take for a formula begins with an apostrophe.',
    }),
};

/** The same of a list that can be taken along as lines of JSON, too; say `ndjson: true` as well. */
export const takenQuery = {
  format: z
    .enum(['json', 'csv', 'ndjson'])
    .default('json')
    .meta({
      description:
        '`csv` and `ndjson`: everything that the filters let through, from `cursor` on, as it was when it was asked for, and sent as it is read; ' +
        '`limit` does not count. `csv` as RFC 4180 in UTF-8 with a header row; a cell that a spreadsheet would take for a formula begins with an ' +
        'apostrophe. `ndjson`: an item of the list on each line. A connection that ends before the answer does has not given all of it.',
    }),
};

/** The answer of every list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().meta({ description: 'Null: this is the last page.' }),
  });

/** Header `If-Match` of a change. */
export const ifMatch = z.object({
  'if-match': z.string().max(200).optional().meta({ description: 'The ETag that was read.', example: '"3"' }),
});

/** One thing that is wrong with what was sent. */
export const issue = z.object({ path: z.string(), message: z.string() });

/** RFC 9457 with one extension member: every answer other than 2xx. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    instance: z.string(),
    error: z.object({
      code: z.string(),
      human_title: z.string(),
      human_how_to_fix: z.array(z.string()),
      details: z.looseObject({
        trace_id: z.string(),
        issues: z.array(issue),
      }),
    }),
  })
  .meta({
    id: 'Problem',
    example: {
      type: 'urn:pinggo:error:VALIDATION_FAILED',
      title: 'The request is not valid',
      status: 400,
      instance: '/api/teams',
      error: {
        code: 'VALIDATION_FAILED',
        human_title: 'The request is not valid',
        human_how_to_fix: ['Correct the fields that details.issues names, and send the request again.'],
        details: {
          trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
          issues: [{ path: 'name', message: 'Give a name.' }],
        },
      },
    },
  });
