import { describe, expect, it } from 'vitest';
import { goneOf } from './gone.js';

const there = {
  people: new Map([
    ['ana', { name: 'Ana', left: false }],
    ['bob', { name: 'Bob', left: true }],
  ]),
  teams: new Map([
    ['sales', { name: 'Sales', archived: false }],
    ['north', { name: 'North', archived: true }],
  ]),
  flows: new Map([['web', { name: 'Web' }]]),
  sources: new Map([
    ['fair', { deleted: true }],
    ['web', { deleted: false }],
  ]),
};

describe('what a view names', () => {
  it('is there, or nobody, or a source that came by hand', () => {
    const filters = {
      ownerId: 'ana',
      breachedOwnerId: 'nobody',
      teamId: 'sales',
      flowId: 'web',
      source: 'manual',
      q: 'x',
    };
    expect(goneOf(filters, there)).toEqual([]);
    expect(goneOf({ source: 'web' }, there)).toEqual([]);
  });

  it('is told by name where it is gone', () => {
    const filters = { ownerId: 'bob', breachedOwnerId: 'zoe', teamId: 'north', flowId: 'old', source: 'fair' };
    expect(goneOf(filters, there)).toEqual([
      { filter: 'ownerId', name: 'Bob', why: 'LEFT' },
      { filter: 'breachedOwnerId', name: null, why: 'UNKNOWN' },
      { filter: 'teamId', name: 'North', why: 'ARCHIVED' },
      { filter: 'flowId', name: null, why: 'UNKNOWN' },
      { filter: 'source', name: 'fair', why: 'DELETED' },
    ]);
  });
});
