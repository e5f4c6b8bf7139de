import { expect, it } from 'vitest';
import { rangesAround } from './ranges.js';

it('joins minutes that lie close together, with a minute more on either side', () => {
  const minute = (n: number) => n * 60_000;
  expect(rangesAround([])).toEqual([]);
  expect(rangesAround([minute(20), minute(11), minute(10), minute(13), minute(11)])).toEqual([
    { fromMs: minute(9), toMs: minute(15) },
    { fromMs: minute(19), toMs: minute(22) },
  ]);
});
