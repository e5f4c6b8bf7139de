import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NoTurn, Turns, type TurnOptions } from './turns.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** Turns whose work ends when the test says so. */
function shared(options: Partial<TurnOptions> = {}) {
  const turns = new Turns({ places: 10, greed: 1, mostWaiting: 100, waitMs: 5_000, ...options });
  const running: { orgId: string; end: () => void }[] = [];
  const refused: string[] = [];
  const tick = () => vi.advanceTimersByTimeAsync(0);
  const ask = async (orgId: string, times = 1): Promise<void> => {
    for (let n = 0; n < times; n++)
      turns
        .run(orgId, () => new Promise<void>((end) => void running.push({ orgId, end })))
        .catch((error: unknown) => {
          if (!(error instanceof NoTurn)) throw error;
          refused.push(orgId);
        });
    await tick();
  };
  const count = (orgId: string) => running.filter((one) => one.orgId === orgId).length;
  const end = async (orgId: string): Promise<void> => {
    const [one] = running.splice(
      running.findIndex((each) => each.orgId === orgId),
      1,
    );
    one!.end();
    await tick();
  };
  return { ask, count, end, refused, tick };
}

describe('Turns', () => {
  it('leaves half of the places to others, whatever one asks for', async () => {
    const { ask, count } = shared();
    await ask('a', 50);
    expect(count('a')).toBe(5);
    await ask('b');
    expect(count('b')).toBe(1);
  });

  it('still has a place for who comes fourth, when three hold on to all that they may', async () => {
    const { ask, count } = shared();
    for (const greedy of ['a', 'b', 'c']) await ask(greedy, 50);
    expect(['a', 'b', 'c'].map(count)).toEqual([5, 3, 1]);
    await ask('d');
    expect(count('d')).toBe(1);
  });

  it('lets one have more at a greater greed, and shares a single place, too', async () => {
    const many = shared({ places: 14, greed: 2 });
    await many.ask('a', 50);
    expect(many.count('a')).toBe(10);
    const one = shared({ places: 1 });
    await one.ask('a', 2);
    await one.ask('b');
    await one.end('a');
    expect([one.count('a'), one.count('b')]).toEqual([1, 0]);
  });

  it('gives what comes free to the one that has the fewest, then to who has waited longest', async () => {
    const { ask, count, end } = shared({ places: 2 });
    await ask('a', 3);
    await ask('b', 2);
    // One each; a, which has waited longer, has one in hand while b has none.
    expect([count('a'), count('b')]).toEqual([1, 1]);
    await ask('c');
    await end('b');
    expect([count('a'), count('b'), count('c')]).toEqual([1, 1, 0]);
    await end('b');
    expect([count('a'), count('b'), count('c')]).toEqual([1, 0, 1]);
  });

  it('refuses one whose line is full, and nobody else', async () => {
    const { ask, count, refused } = shared({ mostWaiting: 3 });
    await ask('a', 5 + 3);
    expect(refused).toEqual([]);
    await ask('a');
    expect(refused).toEqual(['a']);
    await ask('b');
    expect(count('b')).toBe(1);
  });

  it('refuses who has waited for too long, and goes on with the others in line', async () => {
    const { ask, count, end, refused } = shared({ places: 2, waitMs: 1_000 });
    await ask('a', 2);
    await vi.advanceTimersByTimeAsync(500);
    await ask('a');
    expect(refused).toEqual([]);
    await vi.advanceTimersByTimeAsync(500);
    expect(refused).toEqual(['a']);
    await end('a');
    expect(count('a')).toBe(1);
  });

  it('gives a place back when the work fails', async () => {
    const turns = new Turns({ places: 1, greed: 1, mostWaiting: 1, waitMs: 1 });
    for (let n = 0; n < 3; n++)
      await expect(turns.run('a', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await turns.run('a', () => Promise.resolve('yes'))).toBe('yes');
  });
});
