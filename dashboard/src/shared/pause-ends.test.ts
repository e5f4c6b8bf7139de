import { describe, expect, it } from 'vitest';
import { pauseEndsOf } from './pause-ends.js';

const ZONE = 'Europe/Bucharest';
const ends = (now: string) => Object.fromEntries(pauseEndsOf(Date.parse(now), ZONE).map(({ name, at }) => [name, at]));

describe('the usual ends of a pause', () => {
  it('are by the clocks of the zone', () => {
    // A Friday, 10:20 in Bucharest.
    expect(ends('2026-11-27T08:20:00.000Z')).toEqual({
      IN_15_MINUTES: '2026-11-27T08:35:00.000Z',
      IN_1_HOUR: '2026-11-27T09:20:00.000Z',
      AFTERNOON: '2026-11-27T13:00:00.000Z',
      TOMORROW: '2026-11-28T07:00:00.000Z',
      NEXT_MONDAY: '2026-11-30T07:00:00.000Z',
    });
  });

  it('are those of the day that it is there', () => {
    // 00:30 on Saturday in Bucharest, Friday by UTC.
    expect(ends('2026-11-27T22:30:00.000Z')).toMatchObject({
      AFTERNOON: '2026-11-28T13:00:00.000Z',
      TOMORROW: '2026-11-29T07:00:00.000Z',
    });
  });

  it('leave out an afternoon that has come, and a Monday that is tomorrow', () => {
    expect(Object.keys(ends('2026-11-29T13:00:00.000Z'))).toEqual(['IN_15_MINUTES', 'IN_1_HOUR', 'TOMORROW']);
  });

  it('are the Monday after, on a Monday', () => {
    expect(ends('2026-11-30T08:00:00.000Z').NEXT_MONDAY).toBe('2026-12-07T07:00:00.000Z');
  });

  it('keep the hour when the clocks change in between', () => {
    // The clocks go forward on 29 March 2026.
    expect(ends('2026-03-28T08:00:00.000Z').TOMORROW).toBe('2026-03-29T06:00:00.000Z');
  });
});
