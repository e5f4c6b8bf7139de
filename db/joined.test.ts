import { expect, it } from 'vitest';
import { Joined } from './joined.js';
import { NoTurn } from './turns.js';

const LIMITS = { size: 200, mostWaiting: 1_000 };

it('one run at a time for each key; what comes meanwhile goes together, keys do not wait for each other', async () => {
  const runs: [string, readonly number[]][] = [];
  const gates = new Map<string, () => void>();
  const joined = new Joined<number, number>(LIMITS, async (key, items) => {
    runs.push([key, items]);
    if (key === 'slow') await new Promise<void>((resolve) => gates.set(key, resolve));
    return items.map((item) => 10 * item);
  });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const first = joined.do('slow', 1);
  await turn();
  const others = [2, 3, 4].map((item) => joined.do('slow', item));
  expect(await joined.do('other', 5)).toBe(50);
  expect(runs).toEqual([
    ['slow', [1]],
    ['other', [5]],
  ]);
  gates.get('slow')!();
  expect(await first).toBe(10);
  await turn();
  gates.get('slow')!();
  expect(await Promise.all(others)).toEqual([20, 30, 40]);
  expect(runs.at(-1)).toEqual(['slow', [2, 3, 4]]);
});

it('a run that fails, fails for its own, and the next goes on', async () => {
  let runs = 0;
  const joined = new Joined<number, number>({ ...LIMITS, size: 1 }, (_key, items) =>
    (runs += 1) === 1 ? Promise.reject(new Error('down')) : Promise.resolve([...items]),
  );
  const both = [joined.do('a', 1), joined.do('a', 2)];
  await expect(both[0]).rejects.toThrow('down');
  expect(await both[1]).toBe(2);
});

it('refuses what comes for a key when too much waits for it, and for no other', async () => {
  const gates: (() => void)[] = [];
  const joined = new Joined<number, number>({ size: 1, mostWaiting: 2 }, async (key, items) => {
    if (key === 'slow') await new Promise<void>((resolve) => gates.push(resolve));
    return [...items];
  });
  const waiting = [joined.do('slow', 1), joined.do('slow', 2)];
  await expect(joined.do('slow', 3)).rejects.toThrow(NoTurn);
  expect(await joined.do('other', 4)).toBe(4);
  gates[0]!();
  expect(await waiting[0]).toBe(1);
  await new Promise((resolve) => setImmediate(resolve));
  gates[1]!();
  expect(await waiting[1]).toBe(2);
});
