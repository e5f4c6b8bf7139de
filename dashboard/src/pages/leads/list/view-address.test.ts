import { describe, expect, it } from 'vitest';
import { columnsFrom, columnsText, shownColumns, STANDARD } from './column-ids';
import { addressWith, isChanged, listSaid, saidBy, toSave, type SavedView } from './view-address';

const view = (change: Partial<SavedView> = {}): SavedView =>
  ({
    id: 'v',
    filters: { status: 'UNROUTED', q: 'pop' },
    sort: 'score',
    order: null,
    columns: null,
    ...change,
  }) as SavedView;
const at = (text: string): URLSearchParams => new URLSearchParams(text);

describe('the address of a list', () => {
  it('is its own where there is no view', () => {
    expect(listSaid(at('status=ASSIGNED&status=OFFERED&q=&sort=received'), null)).toEqual({
      status: 'ASSIGNED,OFFERED',
      sort: 'received',
    });
    expect(addressWith(at('q=ana&view=none'), null, { q: null, status: 'UNROUTED' }).toString()).toBe(
      'view=none&status=UNROUTED',
    );
  });

  it('shows its view, and what it says beside it', () => {
    expect(listSaid(at('view=v'), view())).toEqual({ status: 'UNROUTED', q: 'pop', sort: 'score' });
    expect(listSaid(at('view=v&q=&status=ASSIGNED'), view())).toEqual({ status: 'ASSIGNED', sort: 'score' });
    expect(isChanged(at('view=v'), view())).toBe(false);
    expect(isChanged(at('view=v&q='), view())).toBe(true);
    expect(isChanged(at('view=v&q=pop'), view())).toBe(false);
  });

  it('says no more than what differs from the view', () => {
    const changed = addressWith(at('view=v'), view(), { q: null, source: 'web' });
    expect(changed.toString()).toBe('view=v&q=&source=web');
    expect(addressWith(changed, view(), { q: 'pop', source: '' }).toString()).toBe('view=v');
    // The usual order, against a view that has another.
    expect(listSaid(addressWith(at('view=v'), view(), { sort: null }), view())).not.toHaveProperty('sort');
  });

  it('is saved with what a newer version has put into the view', () => {
    const newer = view({ filters: { status: 'UNROUTED', tomorrow: 'yes' } });
    expect(saidBy(newer)).toEqual({ status: 'UNROUTED', sort: 'score' });
    expect(toSave({ source: 'web' }, newer)).toEqual({
      filters: { tomorrow: 'yes', source: 'web' },
      sort: null,
      order: null,
    });
  });
});

describe('columns', () => {
  it('are the usual ones until somebody chooses, and the lead is always among them', () => {
    expect(shownColumns(null)).toEqual(STANDARD);
    expect(shownColumns(['score', 'from.tomorrow', 'attributes.budget', 'attributes.'])).toEqual([
      'name',
      'score',
      'attributes.budget',
    ]);
    expect(shownColumns(['score', 'name'])).toEqual(['score', 'name']);
    const many = Array.from({ length: 25 }, (_, index) => `attributes.a${index}`);
    expect(shownColumns(['name', ...many])).toHaveLength(21);
  });

  it('stand in the address, whatever attributes are called', () => {
    const ids = ['name', 'attributes.a,b', 'attributes.100%', 'attributes.цена'];
    expect(columnsFrom(columnsText(ids))).toEqual(ids);
    expect(columnsFrom('name,%E0%A4%A,name')).toEqual(['name', '%E0%A4%A']);
  });
});
