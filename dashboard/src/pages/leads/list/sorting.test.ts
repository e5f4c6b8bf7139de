import { describe, expect, it } from 'vitest';
import type { ListFilters } from './filters';
import { sortingOf } from './sorting';

type Query = Pick<ListFilters, 'filters' | 'sort' | 'order'>;

/** What a click on a column's header makes of the address. */
function turned(query: Query, column: string): Record<string, string | null> {
  let changes = {};
  sortingOf({ ...query, set: (given) => (changes = given) }).turn(column);
  return changes;
}
const urgency: Query = { filters: {}, sort: 'urgency', order: undefined };

describe('the headers of the list', () => {
  it('tell by what it is sorted, and which way', () => {
    const told = (query: Query) =>
      ['deadlineAt', 'score', 'receivedAt', 'name'].map((column) =>
        sortingOf({ ...query, set: () => {} }).ariaSort(column),
      );
    expect(told(urgency)).toEqual(['ascending', 'none', 'none', undefined]);
    expect(told({ filters: {}, sort: 'received', order: undefined })).toEqual([
      'none',
      'none',
      'descending',
      undefined,
    ]);
    expect(told({ filters: {}, sort: 'score', order: 'asc' })).toEqual(['none', 'ascending', 'none', undefined]);
  });

  it('sort by a column, then the other way round', () => {
    expect(turned({ filters: {}, sort: 'received', order: undefined }, 'score')).toEqual({
      sort: 'score',
      order: null,
    });
    expect(turned({ filters: {}, sort: 'score', order: undefined }, 'score')).toEqual({ sort: 'score', order: 'asc' });
    expect(turned({ filters: {}, sort: 'score', order: 'asc' }, 'score')).toEqual({ sort: 'score', order: null });
    expect(turned(urgency, 'name')).toEqual({});
  });

  it('show the same leads in another order: those that are open stay the only ones', () => {
    expect(turned(urgency, 'score')).toEqual({ sort: 'score', order: null, open: 'true' });
    expect(turned(urgency, 'deadlineAt')).toEqual({ sort: 'deadline', order: 'desc', open: 'true' });
    const back = { filters: { open: 'true' }, sort: 'deadline' as const, order: 'desc' as const };
    expect(turned(back, 'deadlineAt')).toEqual({ sort: null, order: null, open: null });
  });
});
