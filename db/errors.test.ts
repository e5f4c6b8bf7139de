import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { describeError, messageOf } from './errors.js';
import { openLog } from './log.js';

const PERSON = 'ana@example.com';
const pgError = (code: string, message: string, more = {}) => Object.assign(new Error(message), { code, ...more });
const duplicate = pgError('23505', 'duplicate key value violates unique constraint "users_email"', {
  detail: `Key (email)=(${PERSON}) already exists.`,
  where: `SQL statement "INSERT … VALUES ('${PERSON}')"`,
});
const byDrizzle = new Error(`Failed query: insert into users values ($1)\nparams: ${PERSON},Ana`, { cause: duplicate });

/** Whatever any of them may hold of a row, and what must be left of it. */
const ERRORS: [error: Error, says: string][] = [
  [duplicate, 'duplicate key value violates unique constraint "users_email"'],
  [byDrizzle, 'duplicate key value violates unique constraint "users_email"'],
  [new Error(`Failed query: select\nparams: Ana`), 'Failed query'],
  [pgError('22P02', 'invalid input syntax for type integer: "Ana"'), 'invalid input syntax for type integer: "…"'],
  [pgError('22003', 'value "Ana\\" Pop" is out of range'), 'value "…" is out of range'],
  [
    new SyntaxError('Unexpected token A in JSON at position 0: "Ana Pop'),
    'Unexpected token A in JSON at position 0: "…"',
  ],
  [new Error(`all recipients were rejected: 550 <${PERSON}> unknown`), 'all recipients were rejected: 550 <…> unknown'],
  [new Error('cannot connect to postgres://pinggo:Ana@db:5432/x'), 'cannot connect to …'],
  [
    new AggregateError([pgError('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1')], ''),
    'connect ECONNREFUSED 127.0.0.1:1',
  ],
];

describe('an error', () => {
  it.each(ERRORS)('%# has neither parameters nor contents of rows', (error, says) => {
    expect(messageOf(error)).toBe(says);
    const told = JSON.stringify(describeError(error));
    expect(told).toContain(JSON.stringify(says).slice(1, -1));
    expect(told).not.toMatch(/ana/i);
  });

  it('says what it is, and where it was called', () => {
    const { type, code, stack } = describeError(byDrizzle);
    expect({ type, code }).toEqual({ type: 'Error', code: '23505' });
    expect(stack).toContain('errors.test.ts');
    expect(messageOf(new Error('the mail', { cause: new Error('no route') }))).toBe('the mail: no route');
  });

  it('is safe in a log under whichever name', () => {
    const lines: string[] = [];
    const log = openLog(
      'test',
      'trace',
      new Writable({ write: (chunk, _, done) => (lines.push(String(chunk)), done()) }),
    );
    for (const [error] of ERRORS) {
      log.warn({ err: error }, 'it broke');
      log.child({ job: 'x' }).error({ error, failure: error }, 'it broke');
    }
    expect(lines).toHaveLength(2 * ERRORS.length);
    for (const line of lines) expect(line).not.toMatch(/\bana\b/i);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 40, process: 'test', err: { code: '23505' } });
  });
});
