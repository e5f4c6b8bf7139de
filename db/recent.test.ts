import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Recent } from './recent.js';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

it('remembers for a while, and no more than it may', () => {
  const recent = new Recent({ most: 2, forMs: 1_000 });
  recent.add('a');
  vi.advanceTimersByTime(600);
  recent.add('b');
  expect([recent.has('a'), recent.has('b'), recent.has('c')]).toEqual([true, true, false]);
  vi.advanceTimersByTime(400);
  expect([recent.has('a'), recent.has('b')]).toEqual([false, true]);
  for (const text of ['c', 'd']) recent.add(text);
  expect(['b', 'c', 'd'].map((text) => recent.has(text))).toEqual([false, true, true]);
});
