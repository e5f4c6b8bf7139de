import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { zoneOf } from '../../engine/calendars/zone.js';
import { bucketsOf, type Bucket } from './buckets.js';

const beginnings = (timeZone: string, from: string, to: string, bucket: Bucket = 'P1D'): string[] =>
  bucketsOf({ fromMs: Date.parse(from), toMs: Date.parse(to) }, bucket, zoneOf(timeZone)).map(({ fromMs }) =>
    new Date(fromMs).toISOString().slice(0, 16),
  );

describe('the buckets of a trend', () => {
  it('are days on the clocks of the org, also where they change, and where the law has changed', () => {
    expect(beginnings('Europe/Bucharest', '2026-03-28T12:00Z', '2026-03-30T12:00Z')).toEqual([
      '2026-03-27T22:00',
      '2026-03-28T22:00',
      '2026-03-29T21:00',
    ]);
    // Since 2026 the clocks of Vancouver do not go back any more.
    expect(beginnings('America/Vancouver', '2026-11-20T12:00Z', '2026-11-21T12:00Z')).toEqual([
      '2026-11-20T07:00',
      '2026-11-21T07:00',
    ]);
    // 30 December 2011 did not happen there.
    expect(beginnings('Pacific/Apia', '2011-12-29T12:00Z', '2011-12-31T12:00Z')).toEqual([
      '2011-12-29T10:00',
      '2011-12-30T10:00',
      '2011-12-31T10:00',
    ]);
  });

  it('are quarters and hours of UTC', () => {
    expect(beginnings('Asia/Kolkata', '2026-11-20T15:50Z', '2026-11-20T16:01Z', 'PT15M')).toEqual([
      '2026-11-20T15:45',
      '2026-11-20T16:00',
    ]);
    expect(beginnings('Asia/Kolkata', '2026-11-20T15:00Z', '2026-11-20T16:00Z', 'PT1H')).toEqual(['2026-11-20T15:00']);
  });

  it('touch each other and hold the whole range, whatever it is', () => {
    const zone = fc.constantFrom('Africa/Cairo', 'America/Havana', 'Pacific/Apia', 'Australia/Lord_Howe', 'UTC');
    const from = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2050, 0) });
    const span = fc.integer({ min: 1, max: 20 * 86_400_000 });
    fc.assert(
      fc.property(zone, from, span, fc.constantFrom<Bucket>('P1D', 'PT1H', 'PT15M'), (name, fromMs, ms, bucket) => {
        const buckets = bucketsOf({ fromMs, toMs: fromMs + ms }, bucket, zoneOf(name));
        expect(buckets[0]!.fromMs).toBeLessThanOrEqual(fromMs);
        expect(buckets[0]!.toMs).toBeGreaterThan(fromMs);
        expect(buckets.at(-1)!.fromMs).toBeLessThan(fromMs + ms);
        expect(buckets.at(-1)!.toMs).toBeGreaterThanOrEqual(fromMs + ms);
        for (const [index, { fromMs: at }] of buckets.slice(1).entries()) expect(at).toBe(buckets[index]!.toMs);
      }),
    );
  });
});
