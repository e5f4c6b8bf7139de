import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keptOrder, steadyRows } from './steady-rows';
import {
  firstPage,
  MOST,
  nextSpan,
  PAGE,
  rowsOf,
  staleSpans,
  withPage,
  withReread,
  type LeadItem,
  type LeadPage,
  type LoadedList,
  type Span,
} from './windows';

/** A list as the API keeps it: ordered by place, with a cursor that names a place. */
class Server {
  private places = new Map<string, number>();
  private revisions = new Map<string, number>();
  private next = 0;

  constructor(count: number) {
    for (let n = 0; n < count; n++) this.add(n * 10);
  }

  add(place: number): void {
    this.put(`lead-${this.next++}`, place);
  }

  put(id: string, place: number): void {
    // No two at one place: the API's places have the id in them.
    while ([...this.places.values()].includes(place)) place += 0.001;
    this.places.set(id, place);
    this.revisions.set(id, (this.revisions.get(id) ?? 0) + 1);
  }

  remove(id: string): void {
    this.places.delete(id);
  }

  ids(): string[] {
    return [...this.places].sort(([, a], [, b]) => a - b).map(([id]) => id);
  }

  read({ after, until }: Span, limit: number): LeadPage {
    const fitting = this.ids().filter((id) => {
      const place = this.places.get(id)!;
      return (after === null || place > Number(after)) && (until === null || place <= Number(until));
    });
    const items = fitting.slice(0, limit).map((id) => ({ id, revision: this.revisions.get(id)! }) as LeadItem);
    const last = items.at(-1);
    return { items, nextCursor: fitting.length > limit && last ? String(this.places.get(last.id)) : null };
  }
}

const readFirst = (server: Server, heard: number): LoadedList =>
  firstPage(server.read({ after: null, until: null }, PAGE), heard);
const reread = (list: LoadedList, server: Server, span: Span, heard: number): LoadedList =>
  withReread(list, span, server.read(span, span.until === null ? PAGE : MOST), heard);
const more = (list: LoadedList, server: Server, heard: number): LoadedList => {
  const span = nextSpan(list);
  return span === null ? list : withPage(list, span, server.read(span, PAGE), heard);
};
const idsOf = (list: LoadedList): string[] => rowsOf(list).items.map(({ id }) => id);

/** Reads what is stale, as somebody would who sees all of it. */
function settled(list: LoadedList, server: Server, heard: number): LoadedList {
  for (let stale = [list.windows[0]!] as Span[]; stale.length > 0;) {
    for (const span of stale) list = reread(list, server, span, heard);
    stale = staleSpans(list, rowsOf(list), heard, 0, Infinity);
  }
  return list;
}

const bordersOf = ({ windows }: LoadedList): (string | null)[] => windows.flatMap(({ after, until }) => [after, until]);

function loaded(server: Server, pages: number): LoadedList {
  let list = readFirst(server, 0);
  for (let n = 1; n < pages; n++) list = more(list, server, 0);
  return list;
}

describe('windows of a list', () => {
  it('lie side by side, and have the whole list once all is loaded and read again, whatever happened', () => {
    const change = fc.oneof(
      fc.record({ kind: fc.constant('add' as const), place: fc.nat(6000) }),
      fc.record({ kind: fc.constant('many' as const), place: fc.nat(6000) }),
      fc.record({ kind: fc.constant('move' as const), which: fc.nat(), place: fc.nat(6000) }),
      fc.record({ kind: fc.constant('remove' as const), which: fc.nat() }),
      fc.record({ kind: fc.constant('thin' as const), which: fc.nat() }),
      fc.record({ kind: fc.constant('more' as const) }),
      fc.record({ kind: fc.constant('look' as const), from: fc.nat(600) }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 500 }), fc.array(change, { maxLength: 30 }), (count, changes) => {
        const server = new Server(count);
        let heard = 0;
        let list = readFirst(server, heard);
        for (const each of changes) {
          const ids = server.ids();
          const one = 'which' in each ? ids[each.which % Math.max(1, ids.length)] : undefined;
          if (each.kind === 'more') list = more(list, server, heard);
          else if (each.kind === 'look')
            for (const span of staleSpans(list, rowsOf(list), heard, each.from, each.from + 20))
              list = reread(list, server, span, heard);
          else {
            heard++;
            if (each.kind === 'add') server.add(each.place);
            if (each.kind === 'many') for (let n = 0; n < 150; n++) server.add(each.place + n / 1000);
            if (each.kind === 'move' && one) server.put(one, each.place);
            if (each.kind === 'remove' && one) server.remove(one);
            if (each.kind === 'thin') for (const id of ids.slice(each.which % 300).slice(0, 90)) server.remove(id);
          }
          const borders = bordersOf(list);
          expect(borders[0]).toBeNull();
          for (let n = 1; n + 1 < borders.length; n += 2) expect(borders[n]).toBe(borders[n + 1]);
          const shown = idsOf(list);
          expect(new Set(shown).size).toBe(shown.length);
        }
        // The last one, read again, may have become one of several.
        do list = settled(more(list, server, heard), server, heard);
        while (nextSpan(list));
        expect(idsOf(list)).toEqual(server.ids());
      }),
      { numRuns: 300 },
    );
  });

  it('are read again where somebody looks, and the first; the others when they come into view', () => {
    const server = new Server(1000);
    const list = loaded(server, 10);
    const places = (from: number, to: number) =>
      staleSpans(list, rowsOf(list), 1, from, to).map((span) => list.windows.indexOf(span));
    expect(places(410, 430)).toEqual([0, 4]);
    expect(places(395, 405)).toEqual([0, 3, 4]);
    expect(places(0, 20)).toEqual([0]);
    expect(staleSpans(list, rowsOf(list), 0, 0, 999)).toEqual([]);
    const read = reread(list, server, list.windows[4]!, 1);
    expect(staleSpans(read, rowsOf(read), 1, 410, 430).map((span) => read.windows.indexOf(span))).toEqual([0]);
  });

  it('become few when leads are worked off, however long that goes on', () => {
    const server = new Server(2000);
    let list = loaded(server, 20);
    for (const id of server.ids().slice(0, 1800)) server.remove(id);
    list = settled(list, server, 1);
    expect(list.windows.length).toBeLessThan(6);
    expect(idsOf(list)).toEqual(server.ids());
  });

  it('are split when more comes into one than is read at a time', () => {
    const server = new Server(300);
    let list = loaded(server, 3);
    for (let n = 0; n < 700; n++) server.add(1500 + n / 1000);
    list = reread(list, server, list.windows[1]!, 1);
    expect(list.windows.map(({ items }) => items.length)).toEqual([100, MOST, 0, 100]);
    list = settled(list, server, 1);
    expect(idsOf(list)).toEqual(server.ids());
    expect(Math.max(...list.windows.map(({ items }) => items.length))).toBeLessThanOrEqual(MOST);
  });

  it('leave out what was answered to a question of other borders', () => {
    const server = new Server(300);
    const list = loaded(server, 2);
    const span = nextSpan(list)!;
    const page = server.read(span, PAGE);
    const further = withPage(list, span, page, 0);
    expect(withPage(further, span, page, 0)).toBe(further);
    expect(withReread(list, { after: '1', until: '2' }, page, 1)).toBe(list);
  });

  it('show the latest revision of a lead that is in two of them', () => {
    const server = new Server(300);
    let list = loaded(server, 3);
    server.put('lead-250', 5);
    list = reread(list, server, list.windows[0]!, 1);
    expect(idsOf(list).filter((id) => id === 'lead-250')).toHaveLength(1);
    expect(idsOf(list).indexOf('lead-250')).toBe(1);
  });
});

describe('an order that is kept', () => {
  it('changes nothing but in place, and says what waits', () => {
    const server = new Server(150);
    const list = loaded(server, 1);
    const kept = keptOrder(list, rowsOf(list));
    expect(steadyRows(list, rowsOf(list), kept)).toMatchObject({ items: kept.items, waiting: false });
    server.put('lead-3', 9000);
    server.put('lead-7', 71);
    server.remove('lead-5');
    server.add(1);
    const now = reread(list, server, list.windows[0]!, 1);
    const { items, gone, waiting } = steadyRows(now, rowsOf(now), kept);
    expect(items.map(({ id }) => id)).toEqual(kept.items.map(({ id }) => id));
    expect([...gone].sort()).toEqual(['lead-3', 'lead-5']);
    expect(waiting).toBe(true);
    expect(items[7]!.revision).toBe(2);
    expect(steadyRows(now, rowsOf(now), null).items.map(({ id }) => id)).toEqual(idsOf(now));
  });

  it('goes on with the pages that are loaded meanwhile, each lead once', () => {
    const server = new Server(350);
    let list = loaded(server, 1);
    const kept = keptOrder(list, rowsOf(list));
    server.put('lead-3', 1500);
    server.remove('lead-50');
    list = reread(list, server, list.windows[0]!, 1);
    while (nextSpan(list)) list = more(list, server, 1);
    const { items, gone } = steadyRows(list, rowsOf(list), kept);
    expect(items.slice(0, 100)).toHaveLength(100);
    expect(items.map(({ id }) => id)).toEqual(Array.from({ length: 350 }, (_, n) => `lead-${n}`));
    expect([...gone]).toEqual(['lead-50']);
  });
});
