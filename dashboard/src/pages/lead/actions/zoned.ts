/**
 * @param local what a `datetime-local` field holds: `2026-11-20T17:50`
 * @param timeZone IANA
 * @returns the instant at which clocks of the zone show it, ISO 8601; of two, the earlier; null when it is none
 */
export function zonedInstant(local: string, timeZone: string): string | null {
  const asUtcMs = Date.parse(`${local}Z`);
  if (Number.isNaN(asUtcMs)) return null;
  // The offsets a day before and after are all that the zone can have in between.
  const offsets = [offsetAt(asUtcMs - DAY_MS, timeZone), offsetAt(asUtcMs + DAY_MS, timeZone)];
  const fitting = offsets.map((offset) => asUtcMs - offset).filter((ms) => ms + offsetAt(ms, timeZone) === asUtcMs);
  // In the hour that clocks skip in spring nothing fits: as if they had not been changed yet.
  return new Date(fitting.length > 0 ? Math.min(...fitting) : asUtcMs - offsets[0]!).toISOString();
}

const DAY_MS = 86_400_000;

function offsetAt(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(ms);
  const part = (type: string): number => Number(parts.find((one) => one.type === type)!.value);
  const shown = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return shown - Math.floor(ms / 1000) * 1000;
}
