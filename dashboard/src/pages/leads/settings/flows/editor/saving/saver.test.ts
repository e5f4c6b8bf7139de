import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../changes/json';
import { keeper, type Shelf } from './kept';
import { conflictKey } from './merge';
import { QUIET_MS, Saver, type News, type Sent, type Stored } from './saver';

const DRAFT: JsonObject = { priority: 10, match: { all: [] }, clocks: [] };

/** A server with one draft, and an editor that shows another. */
function setUp(shelf: Shelf = memory(), stored: Stored = { revision: 1, draft: DRAFT }) {
  const server = { ...stored, isThere: true, refuses: null as Error | null, sends: 0 };
  const shown: JsonObject[] = [];
  const told: News[] = [];
  const saver = new Saver(
    { revision: server.revision, draft: server.draft },
    {
      send: (draft, revision): Promise<Sent> => {
        server.sends += 1;
        if (!server.isThere) return Promise.resolve('UNREACHABLE');
        if (server.refuses) return Promise.resolve(server.refuses);
        if (revision !== server.revision) return Promise.resolve('STALE');
        server.revision += 1;
        server.draft = draft;
        return Promise.resolve({ revision: server.revision, draft });
      },
      read: () =>
        server.isThere
          ? Promise.resolve({ revision: server.revision, draft: server.draft })
          : Promise.reject(new Error('no way')),
      keeper: keeper(shelf, 'ana', 'flow'),
      show: (draft) => shown.push(draft),
      tell: (news) => told.push(news),
      now: () => Date.now(),
    },
  );
  const other = (draft: JsonObject): void => {
    server.revision += 1;
    server.draft = draft;
  };
  return { saver, server, shown, told, other, shelf };
}

function memory(): Shelf & { texts: Map<string, string> } {
  const texts = new Map<string, string>();
  return {
    texts,
    getItem: (key) => texts.get(key) ?? null,
    setItem: (key, text) => void texts.set(key, text),
    removeItem: (key) => void texts.delete(key),
  };
}

const quiet = (): Promise<unknown> => vi.advanceTimersByTimeAsync(QUIET_MS);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a draft saves itself', () => {
  it('once it is quiet, and once for many keystrokes', async () => {
    const { saver, server } = setUp();
    for (const priority of [11, 12, 13]) saver.changed({ ...DRAFT, priority });
    expect(saver.now().is).toBe('CHANGED');
    await quiet();
    expect(saver.now().is).toBe('SAVED');
    expect([server.sends, server.draft]).toEqual([1, { ...DRAFT, priority: 13 }]);
  });

  it('also while somebody goes on typing', async () => {
    const { saver, server } = setUp();
    for (let typed = 0; typed < 20; typed += 1) {
      saver.changed({ ...DRAFT, priority: 100 + typed });
      await vi.advanceTimersByTimeAsync(QUIET_MS / 2);
    }
    expect(server.sends).toBeGreaterThan(0);
  });

  it('not when it is taken back', async () => {
    const { saver, server, shelf } = setUp();
    saver.changed({ ...DRAFT, priority: 11 });
    saver.changed({ ...DRAFT });
    await quiet();
    expect([saver.now().is, server.sends, shelf.getItem('pinggo.draft.ana.flow')]).toEqual(['SAVED', 0, null]);
  });

  it('and says what the server does not take, until something else is typed', async () => {
    const { saver, server } = setUp();
    server.refuses = new Error('too large');
    saver.changed({ ...DRAFT, priority: 11 });
    await quiet();
    expect(saver.now()).toMatchObject({ is: 'REFUSED', error: { message: 'too large' } });
    server.refuses = null;
    saver.changed({ ...DRAFT, priority: 12 });
    await quiet();
    expect([saver.now().is, server.draft.priority]).toEqual(['SAVED', 12]);
  });
});

describe('without a way to the server', () => {
  it('it is kept, and sent when the way is back', async () => {
    const { saver, server, shelf } = setUp();
    server.isThere = false;
    saver.changed({ ...DRAFT, priority: 11 });
    await quiet();
    expect(saver.now().is).toBe('KEPT');
    expect(shelf.getItem('pinggo.draft.ana.flow')).toContain('"priority":11');
    saver.changed({ ...DRAFT, priority: 12 });
    server.isThere = true;
    saver.again();
    await vi.advanceTimersByTimeAsync(0);
    expect([saver.now().is, server.draft.priority, shelf.getItem('pinggo.draft.ana.flow')]).toEqual([
      'SAVED',
      12,
      null,
    ]);
  });

  it('and the page closed, it is there again the next time, over what others made meanwhile', async () => {
    const shelf = memory();
    const first = setUp(shelf);
    first.server.isThere = false;
    first.saver.changed({ ...DRAFT, priority: 11 });
    first.saver.end();
    const { saver, server, shown, told } = setUp(shelf, { revision: 2, draft: { ...DRAFT, match: { any: [] } } });
    saver.begin();
    expect(shown).toEqual([{ ...DRAFT, priority: 11, match: { any: [] } }]);
    expect(told).toMatchObject([{ is: 'RESTORED' }]);
    await quiet();
    expect([server.revision, server.draft]).toEqual([3, shown[0]]);
  });

  it('nothing is restored that is stored already, or cannot be read', () => {
    const shelf = memory();
    shelf.setItem('pinggo.draft.ana.flow', '{"base":3}');
    const one = setUp(shelf);
    one.saver.begin();
    shelf.setItem('pinggo.draft.ana.flow', JSON.stringify({ base: {}, draft: DRAFT, keptAtMs: 1 }));
    const two = setUp(shelf);
    two.saver.begin();
    expect([one.told, two.told, shelf.texts.size]).toEqual([[], [], 0]);
  });
});

describe('two editors', () => {
  it('what the other saved is shown where nothing was typed', () => {
    const { saver, shown, told } = setUp();
    saver.heard({ revision: 2, draft: { ...DRAFT, priority: 20 } });
    expect(shown).toEqual([{ ...DRAFT, priority: 20 }]);
    expect([told[0]!.is, saver.now().is, saver.revision()]).toEqual(['TAKEN', 'SAVED', 2]);
  });

  it('what is apart comes together by itself, and both is saved', async () => {
    const { saver, server, told, other } = setUp();
    other({ ...DRAFT, priority: 20 });
    saver.changed({ ...DRAFT, match: { any: [] } });
    await quiet();
    await vi.advanceTimersByTimeAsync(1);
    expect(server.draft).toEqual({ ...DRAFT, priority: 20, match: { any: [] } });
    expect([told[0]!.is, saver.now().is]).toEqual(['MERGED', 'SAVED']);
  });

  it('what is to be published is saved first, over what the other saved', async () => {
    const { saver, server, other } = setUp();
    other({ ...DRAFT, priority: 20 });
    saver.changed({ ...DRAFT, match: { any: [] } });
    expect(await saver.flush()).toBe(true);
    expect(server).toMatchObject({ revision: 3, draft: { priority: 20, match: { any: [] } } });
  });

  it('what both changed waits for a choice, also over what is typed meanwhile', async () => {
    const { saver, server, other } = setUp();
    other({ ...DRAFT, priority: 20 });
    saver.changed({ ...DRAFT, priority: 30 });
    await quiet();
    const state = saver.now();
    expect(state).toMatchObject({
      is: 'CONFLICT',
      conflicts: [{ path: ['priority'], base: 10, mine: 30, theirs: 20 }],
    });
    saver.changed({ ...DRAFT, priority: 30, match: { any: [] } });
    expect(await saver.flush()).toBe(false);
    expect(server.revision).toBe(2);
    saver.decide(new Map([[conflictKey({ path: ['priority'] }), 'THEIRS']]));
    await vi.advanceTimersByTimeAsync(1);
    expect(server.draft).toEqual({ ...DRAFT, priority: 20, match: { any: [] } });
    // What was given up is not gone.
    expect(saver.lost().map(({ draft }) => draft['priority'])).toContain(30);
  });

  it('what is read while a request is under way is looked at after it', async () => {
    const { saver, shown } = setUp();
    saver.changed({ ...DRAFT, match: { any: [] } });
    vi.advanceTimersByTime(QUIET_MS);
    saver.heard({ revision: 3, draft: { ...DRAFT, match: { any: [] }, priority: 20 } });
    await vi.advanceTimersByTimeAsync(1);
    expect([shown.at(-1), saver.revision()]).toEqual([{ ...DRAFT, match: { any: [] }, priority: 20 }, 3]);
  });

  it.each([
    ['theirs', (saver: Saver) => saver.takeTheirs(), 20],
    ['mine', (saver: Saver) => saver.keepMine(), 30],
  ])('%s can be taken as a whole', async (_, choose, priority) => {
    const { saver, server, other } = setUp();
    other({ ...DRAFT, priority: 20 });
    saver.changed({ ...DRAFT, priority: 30 });
    await quiet();
    choose(saver);
    await vi.advanceTimersByTimeAsync(1);
    expect([server.draft['priority'], saver.now().is, saver.lost().length]).toEqual([priority, 'SAVED', 1]);
  });

  it('a choice is not needed any more when mine is what they have', async () => {
    const { saver, other } = setUp();
    other({ ...DRAFT, priority: 20 });
    saver.changed({ ...DRAFT, priority: 30 });
    await quiet();
    saver.changed({ ...DRAFT, priority: 20 });
    expect(saver.now().is).toBe('SAVED');
  });
});
