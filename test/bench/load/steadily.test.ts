import { describe, expect, it } from 'vitest';
import { steadily } from './steadily.js';

const quick = { perSecond: 1_000, count: 5 };

describe('what is done by the clock', () => {
  it('is done as often as asked, each told its place and its instant', async () => {
    const done = await steadily(quick, (n, dueAtMs) => Promise.resolve({ n, dueAtMs }));
    expect(done.map(({ n }) => n)).toEqual([0, 1, 2, 3, 4]);
    expect(done.map(({ dueAtMs }) => Math.round(dueAtMs - done[0]!.dueAtMs))).toEqual([0, 1, 2, 3, 4]);
  });

  it('does not wait for those before it', async () => {
    let free = (): void => undefined;
    const freed = new Promise<void>((resolve) => (free = resolve));
    const act = (n: number): Promise<void> => (n === 4 ? Promise.resolve(free()) : freed);
    await expect(steadily(quick, act)).resolves.toHaveLength(5);
  });

  it('begins no more once it is told to stop, and waits for those under way', async () => {
    const stopping = new AbortController();
    const done = await steadily(
      { ...quick, count: Infinity },
      (n) => {
        if (n === 2) stopping.abort();
        return Promise.resolve(n);
      },
      stopping.signal,
    );
    expect(done.slice(0, 3)).toEqual([0, 1, 2]);
    expect(done.length).toBeLessThan(1_000);
  });

  it('fails with what failed, when all were begun', async () => {
    let begun = 0;
    const act = (n: number) => ((begun += 1), n === 0 ? Promise.reject(new Error('refused')) : Promise.resolve());
    await expect(steadily(quick, act)).rejects.toThrow('refused');
    expect(begun).toBe(5);
  });
});
