/**
 * What the clocks of a time zone show at an instant, as a `datetime-local` field writes it.
 * @param instant ISO 8601
 * @returns `2026-11-20T17:50`; empty for what is no instant
 */
export function wallClockOf(instant: string, timeZone: string): string {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return '';
  // Swedish writes dates as ISO 8601 does.
  return new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone })
    .format(at)
    .replace(' ', 'T');
}

/**
 * The instant at which the clocks of a time zone show this; in the hour that they skip, as far after its beginning; in the
 * hour that they show twice, one of both.
 * @param wallClock `2026-11-20T17:50`
 * @returns ISO 8601, UTC
 */
export function instantOf(wallClock: string, timeZone: string): string {
  const asUtcMs = Date.parse(`${wallClock}Z`);
  const offsetAt = (ms: number): number => Date.parse(`${wallClockOf(new Date(ms).toISOString(), timeZone)}Z`) - ms;
  // The first guess is off by at most a change of the clocks that lies between.
  const guessMs = asUtcMs - offsetAt(asUtcMs);
  return new Date(asUtcMs - offsetAt(guessMs)).toISOString();
}
