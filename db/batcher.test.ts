import { describe, expect, it } from 'vitest';
import { Batcher } from './batcher.js';

/** A batcher whose runs end when the test says so. */
function held(options: { size: number; inFlight: number }) {
  const runs: { items: readonly number[]; end: () => void; fail: (error: Error) => void }[] = [];
  const batcher = new Batcher<number, string>({
    ...options,
    run: (items) =>
      new Promise((resolve, reject) => {
        runs.push({ items, end: () => resolve(items.map((item) => `did ${item}`)), fail: reject });
      }),
  });
  const tick = () => new Promise((resolve) => setImmediate(resolve));
  return { batcher, runs, tick };
}

describe('Batcher', () => {
  it('takes what comes in one turn together, and then what comes meanwhile', async () => {
    const { batcher, runs, tick } = held({ size: 10, inFlight: 1 });
    const all = [batcher.do(1), Promise.resolve().then(() => batcher.do(2))];
    expect(runs).toEqual([]);
    await tick();
    expect(runs.map(({ items }) => items)).toEqual([[1, 2]]);
    all.push(batcher.do(3));
    await tick();
    all.push(batcher.do(4));
    await tick();
    expect(runs).toHaveLength(1);
    runs[0]!.end();
    await tick();
    expect(runs.map(({ items }) => items)).toEqual([
      [1, 2],
      [3, 4],
    ]);
    runs[1]!.end();
    expect(await Promise.all(all)).toEqual(['did 1', 'did 2', 'did 3', 'did 4']);
  });

  it('keeps to its size and its places', async () => {
    const { batcher, runs, tick } = held({ size: 2, inFlight: 2 });
    const all = [1, 2, 3, 4, 5].map((item) => batcher.do(item));
    await tick();
    const pairs = [
      [1, 2],
      [3, 4],
    ];
    expect(runs.map(({ items }) => items)).toEqual(pairs);
    runs[1]!.end();
    await tick();
    expect(runs.map(({ items }) => items)).toEqual([...pairs, [5]]);
    for (const run of runs) run.end();
    expect(await Promise.all(all)).toHaveLength(5);
  });

  it('fails the calls of a failed run only, and goes on', async () => {
    const { batcher, runs, tick } = held({ size: 1, inFlight: 1 });
    const [first, second] = [batcher.do(1), batcher.do(2)];
    await tick();
    runs[0]!.fail(new Error('no'));
    await expect(first).rejects.toThrow('no');
    await tick();
    runs[1]!.end();
    expect(await second).toBe('did 2');
  });
});
