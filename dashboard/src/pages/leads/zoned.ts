/** What clocks of the zone show at an instant, as if it were UTC. */
function wallMs(ms: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    numberingSystem: 'latn',
    hourCycle: 'h23',
    era: 'short',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' },
  }).formatToParts(ms);
  const part = (type: string): string => parts.find((each) => each.type === type)!.value;
  const year = part('era') === 'BC' ? 1 - Number(part('year')) : Number(part('year'));
  const at = new Date(0);
  at.setUTCFullYear(year, Number(part('month')) - 1, Number(part('day')));
  at.setUTCHours(Number(part('hour')), Number(part('minute')), Number(part('second')));
  return at.getTime();
}

const DAY_MS = 86_400_000;

/**
 * The instant at which clocks of a zone show something. A time that they skip means as much later as they skip; of one
 * that they show twice, the first.
 * @param local of an `<input type="datetime-local">`: `2026-11-20T10:00`
 * @returns ISO 8601, or null for what is no time
 */
export function instantOf(local: string, timeZone: string): string | null {
  const wall = Date.parse(`${local}Z`);
  if (Number.isNaN(wall)) return null;
  const [before, after] = [wall - DAY_MS, wall + DAY_MS].map((ms) => wall - (wallMs(ms, timeZone) - ms)) as [
    number,
    number,
  ];
  const fitting = [before, after].filter((ms) => wallMs(ms, timeZone) === wall);
  return new Date(fitting.length > 0 ? Math.min(...fitting) : before).toISOString();
}

/**
 * What clocks of a zone show at an instant, to the minute, for an `<input type="datetime-local">`.
 * @returns empty for what is no instant
 */
export function localOf(iso: string, timeZone: string): string {
  const ms = Date.parse(iso);
  return Number.isNaN(ms) ? '' : new Date(wallMs(ms, timeZone)).toISOString().slice(0, 16);
}
