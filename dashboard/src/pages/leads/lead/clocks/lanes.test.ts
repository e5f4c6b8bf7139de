import { describe, expect, it } from 'vitest';
import { lanesOf } from './lanes';

const placesOf = (...xs: number[]) =>
  lanesOf(
    xs.map((x) => ({ x })),
    20,
  ).map(({ marks, x, lane }) => [x, lane, marks.length]);

describe('marks above a bar', () => {
  it('stand in one line where there is room', () => {
    expect(placesOf(0, 20, 40)).toEqual([
      [0, 0, 1],
      [20, 0, 1],
      [40, 0, 1],
    ]);
  });

  it('go up where they would cover each other, and down again after', () => {
    expect(placesOf(25, 10, 0)).toEqual([
      [0, 0, 1],
      [10, 1, 1],
      [25, 0, 1],
    ]);
  });

  it('are counted together where all lanes are taken', () => {
    expect(placesOf(0, 0, 0, 0, 0)).toEqual([
      [0, 0, 3],
      [0, 1, 1],
      [0, 2, 1],
    ]);
  });
});
