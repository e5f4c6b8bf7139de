import { describe, expect, it } from 'vitest';
import { skipOf } from './closed';

const ZONE = 'Europe/Bucharest';
/** Standard time of the zone: UTC+2. */
const closed = (from: string, to: string, why = 'closed', zone = ZONE) =>
  skipOf(why, { fromMs: Date.parse(`${from}+02:00`), toMs: Date.parse(`${to}+02:00`) }, zone);

describe('why time was skipped', () => {
  it.each([
    ['an evening to the next morning', '2026-11-19T18:00', '2026-11-20T09:00', 'NIGHT'],
    ['the part of a night before a holiday', '2026-11-30T18:00', '2026-12-01T00:00', 'NIGHT'],
    ['the part of a night after a holiday', '2026-12-02T00:00', '2026-12-02T09:00', 'NIGHT'],
    ['a lunch break', '2026-11-19T13:00', '2026-11-19T14:00', 'CLOSED'],
    ['Friday evening to Monday morning', '2026-11-20T18:00', '2026-11-23T09:00', 'WEEKEND'],
    ['Saturday noon to Monday morning', '2026-11-21T13:00', '2026-11-23T09:00', 'WEEKEND'],
    ['a closed Wednesday', '2026-11-17T18:00', '2026-11-19T09:00', 'CLOSED'],
    ['a weekend and a Monday', '2026-11-20T18:00', '2026-11-24T09:00', 'CLOSED'],
  ])('is told of %s', (_what, from, to, kind) => {
    expect(closed(from, to)).toEqual({ kind });
  });

  it('goes by the days of the calendar’s zone', () => {
    // In Auckland it is a Thursday's day, from nine to three.
    expect(closed('2026-11-18T22:00', '2026-11-19T04:00', 'closed', 'Pacific/Auckland')).toEqual({ kind: 'CLOSED' });
    expect(closed('2026-11-18T22:00', '2026-11-19T04:00')).toEqual({ kind: 'NIGHT' });
  });

  it('is a weekend also where the clocks change in it', () => {
    expect(closed('2026-10-23T17:00', '2026-10-26T09:00')).toEqual({ kind: 'WEEKEND' });
  });

  it('keeps the receipt’s own words', () => {
    expect(closed('2026-12-01T00:00', '2026-12-02T00:00', 'holiday: National Day')).toEqual({
      kind: 'HOLIDAY',
      name: 'National Day',
    });
    expect(closed('2026-12-01T00:00', '2026-12-02T00:00', 'paused')).toEqual({ kind: 'PAUSED' });
    expect(closed('2026-12-24T13:00', '2026-12-25T00:00', 'special hours')).toEqual({ kind: 'SPECIAL' });
    expect(closed('2026-12-24T13:00', '2026-12-25T00:00', 'strike')).toEqual({ kind: 'OTHER', name: 'strike' });
  });
});
