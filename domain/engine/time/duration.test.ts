import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill/implementation';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['PT15M', 900_000],
    ['PT1S', 1_000],
    ['PT0S', 0],
    ['-PT0S', 0],
    ['-PT10M', -600_000],
    ['PT0.25S', 250],
    ['PT0,5S', 500],
    ['PT1.500000S', 1_500],
    ['PT1H30M', 5_400_000],
    ['P1DT2H', 93_600_000],
    ['P2W', 1_209_600_000],
    ['P1W1DT1H1M1.001S', 694_861_001],
    ['PT90M', 5_400_000],
  ])('%s is %d ms', (iso, ms) => {
    expect(parseDuration(iso)).toBe(ms);
  });

  it.each([
    '',
    'P',
    'PT',
    'P1DT',
    'T5M',
    '15M',
    'PT5',
    'PT-5M',
    '+PT5M',
    'pt5m',
    'PT1.5M',
    'PT5M ',
    'PT5M\n',
    '5 minutes',
    'PT1M1H',
  ])('refuses %j and says how to fix it', (iso) => {
    expect(() => parseDuration(iso)).toThrow(RangeError);
    expect(() => parseDuration(iso)).toThrow('PT15M');
  });

  it.each(['P1Y', 'P1M', 'P1Y2M3D', 'P6M1D'])('refuses years and months: %s', (iso) => {
    expect(() => parseDuration(iso)).toThrow(/years or months.*P30D/);
  });

  it('refuses what milliseconds cannot hold', () => {
    expect(() => parseDuration('PT0.0001S')).toThrow('finer than a millisecond');
    expect(() => parseDuration('P99999999999999999D')).toThrow('too long');
  });

  it('agrees with Temporal.Duration', () => {
    const part = fc.nat(5_000);
    fc.assert(
      fc.property(part, part, part, part, fc.nat(999_999), fc.boolean(), (weeks, days, hours, minutes, ms, minus) => {
        const iso = `${minus ? '-' : ''}P${weeks}W${days}DT${hours}H${minutes}M${(ms / 1000).toFixed(3)}S`;
        expect(parseDuration(iso)).toBe(
          Temporal.Duration.from(iso).total({ unit: 'milliseconds', relativeTo: '2026-01-01' }) + 0,
        );
      }),
      { numRuns: 200 },
    );
  });
});

describe('formatDuration', () => {
  it.each([
    [900_000, '15 min'],
    [5_400_000, '1 h 30 min'],
    [172_800_000, '2 d'],
    [1_000, '1 s'],
    [250, '250 ms'],
    [1_500, '1 s 500 ms'],
    [0, '0 s'],
    [-300_000, '-5 min'],
    [90_061_001, '1 d 1 h 1 min 1 s 1 ms'],
  ])('%d ms is %s', (ms, words) => {
    expect(formatDuration(ms)).toBe(words);
  });

  it('keeps days out of business time', () => {
    expect(formatDuration(172_800_000, 'h')).toBe('48 h');
  });
});
