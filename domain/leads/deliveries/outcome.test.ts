import { describe, expect, it } from 'vitest';
import { detailOf, refusalOf, standingOf } from './outcome.js';

describe('what a refusal was for', () => {
  it.each([
    [401, 'UNAUTHORIZED', 'NOT_SIGNED'],
    [400, 'VALIDATION_FAILED', 'NOT_VALID'],
    [400, 'MALFORMED_REQUEST', 'NOT_VALID'],
    [403, 'SOURCE_SWITCHED_OFF', 'SWITCHED_OFF'],
    [410, 'SOURCE_DELETED', 'DELETED'],
    [404, 'NOT_FOUND', 'UNKNOWN_LEAD'],
    [413, 'BODY_TOO_LARGE', 'TOO_LARGE'],
    [415, 'UNSUPPORTED_MEDIA_TYPE', 'NOT_JSON'],
    [422, 'UNPROCESSABLE', 'OTHER_BODY'],
    [429, 'OVER_QUOTA', 'OVER_QUOTA'],
    [503, 'UNAVAILABLE', 'FAILED'],
    [500, 'INTERNAL', 'FAILED'],
  ])('%i %s is %s', (status, code, outcome) => expect(refusalOf(status, code)).toBe(outcome));
});

describe('how an endpoint does', () => {
  it.each([
    ['DELETED', { switchedOff: true, deleted: true, lastGoodAtMs: 1, lastBadAtMs: null }],
    ['SWITCHED_OFF', { switchedOff: true, deleted: false, lastGoodAtMs: 1, lastBadAtMs: 2 }],
    ['SILENT', { switchedOff: false, deleted: false, lastGoodAtMs: null, lastBadAtMs: null }],
    ['FAILING', { switchedOff: false, deleted: false, lastGoodAtMs: null, lastBadAtMs: 1 }],
    ['FAILING', { switchedOff: false, deleted: false, lastGoodAtMs: 1, lastBadAtMs: 2 }],
    ['WELL', { switchedOff: false, deleted: false, lastGoodAtMs: 2, lastBadAtMs: 1 }],
    ['WELL', { switchedOff: false, deleted: false, lastGoodAtMs: 1, lastBadAtMs: null }],
  ] as const)('is %s', (standing, told) => expect(standingOf(told)).toBe(standing));
});

describe('why it was refused', () => {
  it('names the issues, few of them and short', () => {
    expect(detailOf('The request is not valid', [])).toBe('The request is not valid');
    const issues = ['a', 'b', 'c', 'd'].map((path) => ({ path, message: 'Wrong.' }));
    expect(detailOf('x', issues)).toBe('a: Wrong. · b: Wrong. · c: Wrong. · and 1 more');
    expect(detailOf('x', [{ path: '', message: 'y'.repeat(900) }])).toHaveLength(301);
  });
});
