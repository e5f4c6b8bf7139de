import { describe, expect, it } from 'vitest';
import { NoTurn } from '../../../db/turns.js';
import { ApiError, conflict, notFound, unavailable } from '../errors.js';
import { problemOf, toApiError } from './errors.js';

const withCode = (code: string, message = 'x') => Object.assign(new Error(message), { code });
/** As drizzle throws it: the parameters are in the message. */
const wrapped = (cause: Error) => new Error('Failed query: insert … params: ana@example.com', { cause });

describe('what is thrown becomes', () => {
  it.each(['ECONNREFUSED', '57P01', '57P03', '08006', '08003', '53300', '28P01', '3D000', '25006'])(
    '503 with Retry-After for %s',
    (code) => {
      for (const error of [withCode(code), wrapped(withCode(code))]) {
        expect(toApiError(error)).toMatchObject({ status: 503, headers: { 'Retry-After': '5' } });
      }
    },
  );

  it.each([
    'timeout exceeded when trying to connect',
    'Connection terminated unexpectedly',
    'Connection terminated due to connection timeout',
  ])('503 for "%s"', (message) => {
    expect(toApiError(new Error(message)).status).toBe(503);
  });

  it('503 for a refused connection to each of several addresses', () => {
    const error = Object.assign(new AggregateError([withCode('ECONNREFUSED')]), { code: 'ECONNREFUSED' });
    expect(toApiError(error).status).toBe(503);
  });

  it.each([
    ['55P03', '1', /Somebody else is changing this/],
    ['57014', '5', /took too long/],
    ['25P03', '5', /took too long/],
  ])('503 with Retry-After that says why for %s', (code, retryAfter, title) => {
    const error = toApiError(wrapped(withCode(code)));
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': retryAfter } });
    expect(error.title).toMatch(title);
  });

  it('503 with Retry-After when an org has too much under way', () => {
    const error = toApiError(new NoTurn('200 wait already'));
    expect(error).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(error.title).toMatch(/too much under way/);
  });

  it('409 for a duplicate or a dangling reference, 503 for a deadlock, 400 for text that cannot be stored', () => {
    expect(toApiError(wrapped(withCode('23505'))).status).toBe(409);
    expect(toApiError(wrapped(withCode('23503'))).status).toBe(409);
    expect(toApiError(wrapped(withCode('40P01')))).toMatchObject({ status: 503, headers: { 'Retry-After': '1' } });
    expect(toApiError(wrapped(withCode('22021'))).status).toBe(400);
  });

  it('413, 415 and 400 for what the body parser says', () => {
    expect(toApiError(Object.assign(new Error(), { type: 'entity.too.large', status: 413 })).status).toBe(413);
    expect(toApiError(Object.assign(new Error(), { type: 'encoding.unsupported', status: 415 })).status).toBe(415);
    expect(toApiError(Object.assign(new Error(), { type: 'request.aborted', status: 400 })).status).toBe(400);
    expect(toApiError(new URIError('x')).status).toBe(400);
  });

  it('500 that says nothing for everything else', () => {
    for (const thrown of [new Error('secret'), withCode('42601', 'secret'), 'secret', null, undefined]) {
      const error = toApiError(thrown);
      expect(error.status).toBe(500);
      expect(JSON.stringify(problemOf(error, { traceId: 't', originalUrl: '/' }))).not.toContain('secret');
    }
  });

  it('itself when it is an answer', () => {
    const error = conflict('taken');
    expect(toApiError(error)).toBe(error);
  });
});

describe('a problem', () => {
  it('has exactly the members of the contract, and no query in its instance', () => {
    const error = new ApiError({
      status: 400,
      code: 'X',
      title: 'T',
      howToFix: ['do'],
      issues: [{ path: 'a', message: 'b' }],
    });
    expect(problemOf(error, { traceId: 'abc', originalUrl: '/api/leads?q=ana@example.com' })).toEqual({
      type: 'urn:pinggo:error:X',
      title: 'T',
      status: 400,
      instance: '/api/leads',
      error: {
        code: 'X',
        human_title: 'T',
        human_how_to_fix: ['do'],
        details: { trace_id: 'abc', issues: [{ path: 'a', message: 'b' }] },
      },
    });
  });

  it('always says how to fix it', () => {
    for (const error of [notFound('team'), unavailable(5)]) expect(error.howToFix.length).toBeGreaterThan(0);
  });
});
