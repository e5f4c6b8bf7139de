import { describe, expect, it } from 'vitest';
import { WEEKDAYS } from '../../engine/calendars/types.js';
import { quietHoursWords, quietUntil, type QuietHours } from './quiet-hours.js';

const NIGHTS: QuietHours = { days: [...WEEKDAYS], from: '22:00', to: '07:00', letThrough: [] };
const ZONE = 'Europe/Bucharest';
const until = (hours: QuietHours | null, now: string, kind = 'REMINDER', timeZone = ZONE): string | null => {
  const ms = quietUntil(hours, kind, { timeZone, nowMs: Date.parse(now) });
  return ms === null ? null : new Date(ms).toISOString();
};

describe('quiet hours', () => {
  it.each([
    // Winter: two hours ahead of UTC.
    ['2026-12-01T19:59:59.999Z', null],
    ['2026-12-01T20:00:00.000Z', '2026-12-02T05:00:00.000Z'],
    ['2026-12-01T23:30:00.000Z', '2026-12-02T05:00:00.000Z'],
    ['2026-12-02T04:59:59.999Z', '2026-12-02T05:00:00.000Z'],
    ['2026-12-02T05:00:00.000Z', null],
    // The nights on which clocks go forward and back: it ends when the wall clock says seven.
    ['2026-03-28T21:00:00.000Z', '2026-03-29T04:00:00.000Z'],
    ['2026-10-24T20:00:00.000Z', '2026-10-25T05:00:00.000Z'],
  ])('at %s keep a mail until %s', (now, end) => {
    expect(until(NIGHTS, now)).toBe(end);
  });

  it('go by the person’s own clock', () => {
    expect(until(NIGHTS, '2026-12-01T20:00:00.000Z', 'REMINDER', 'America/New_York')).toBeNull();
    expect(until(NIGHTS, '2026-12-02T04:00:00.000Z', 'REMINDER', 'America/New_York')).toBe('2026-12-02T12:00:00.000Z');
  });

  it('belong to the day on which they begin', () => {
    const friday: QuietHours = { ...NIGHTS, days: ['FRI'] };
    expect(until(friday, '2026-12-05T00:00:00.000Z')).toBe('2026-12-05T05:00:00.000Z');
    expect(until(friday, '2026-12-05T21:00:00.000Z')).toBeNull();
    const noon: QuietHours = { ...NIGHTS, days: ['SAT', 'SUN'], from: '12:00', to: '14:00' };
    expect(until(noon, '2026-12-05T10:30:00.000Z')).toBe('2026-12-05T12:00:00.000Z');
  });

  it('let through what somebody wants at any hour; without any, everything goes at once', () => {
    const but: QuietHours = { ...NIGHTS, letThrough: ['MANAGER_ALERT'] };
    expect(until(but, '2026-12-01T23:00:00.000Z', 'MANAGER_ALERT')).toBeNull();
    expect(until(but, '2026-12-01T23:00:00.000Z', 'REMINDER')).not.toBeNull();
    expect(until(null, '2026-12-01T23:00:00.000Z')).toBeNull();
  });

  it('are said in one line', () => {
    expect(quietHoursWords({ ...NIGHTS, days: ['FRI', 'MON'], letThrough: ['B', 'A'] })).toBe(
      'MON, FRI 22:00–07:00 but A, B',
    );
    expect(quietHoursWords(null)).toBeNull();
  });
});
