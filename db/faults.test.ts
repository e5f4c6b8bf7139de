import { describe, expect, it } from 'vitest';
import { faultOf, faultWords } from './faults.js';
import { RaceLost } from './races.js';

const coded = (code: string, more: object = {}) => Object.assign(new Error('said'), { code, ...more });

describe('the kind of a failure', () => {
  it.each([
    ['refused', coded('ECONNREFUSED')],
    ['refused on both addresses of a name', new AggregateError([coded('ECONNREFUSED')])],
    ['a name that is not found', coded('EAI_AGAIN')],
    ['no answer', new Error('timeout exceeded when trying to connect')],
    ['cut off', new Error('Connection terminated unexpectedly')],
    ['cut off before', new Error('Client has encountered a connection error and is not queryable')],
    ['wrapped by drizzle', new Error('Failed query', { cause: coded('ECONNRESET') })],
    ['starting', coded('57P03')],
    ['shut down', coded('57P01')],
    ['too many clients', coded('53300')],
    ['disk full', coded('53100')],
    ['a standby', coded('25006')],
    ['not migrated yet', coded('42703')],
  ])('%s is an outage', (_, error) => expect(faultOf(error)).toBe('OUTAGE'));

  it.each([
    ['a deadlock', coded('40P01')],
    ['a lock that is not to be had', coded('55P03')],
    ['a statement that took too long', coded('57014')],
    ['a race', new RaceLost('a proof')],
  ])('%s is contention', (_, error) => expect(faultOf(error)).toBe('CONTENTION'));

  it.each([
    ['a unique key', coded('23505')],
    ['a check', new Error('Failed query', { cause: coded('23514') })],
    ['a trigger that raises', coded('P0001')],
    ['text that is no JSON', coded('22P02')],
    ['a bug', new TypeError('steps.map is not a function')],
    ['a rule of ours', new Error('flow f has no version 2')],
  ])('%s is permanent', (_, error) => expect(faultOf(error)).toBe('PERMANENT'));

  it('is told without what a row holds', () => {
    const error = coded('23505', { constraint: 'escalations_pkey', detail: 'Key (email)=(ana@example.com) exists' });
    expect(faultWords(new Error('Failed query: ana@example.com', { cause: error }))).toBe(
      'Postgres 23505, escalations_pkey',
    );
    expect(faultWords(new TypeError('ana@example.com is not iterable'))).toBe('TypeError');
  });
});
