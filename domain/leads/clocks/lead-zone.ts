import type { InstantMs } from '../../engine/time/instant.js';
import { DAY_MS, zoneOf } from '../../engine/calendars/zone.js';

/** What `Intl.Locale` knows of a region, under its newer and its older name. */
type RegionLocale = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] };

const LONGEST_NAME = 64;
const MONTHS = 13;

/** The IANA zones of a country (ISO 3166-1, two letters); none for a code that nobody has. */
function zonesOfCountry(country: string): string[] {
  if (!/^[A-Z]{2}$/i.test(country)) return [];
  const locale = new Intl.Locale(`und-${country}`) as RegionLocale;
  return (locale.getTimeZones ? locale.getTimeZones() : locale.timeZones) ?? [];
}

/** Whether two zones show the same time on their walls through the year after an instant. */
function sameTime(one: string, other: string, fromMs: InstantMs): boolean {
  const [a, b] = [zoneOf(one), zoneOf(other)];
  return Array.from({ length: MONTHS }, (_, month) => fromMs + month * 30 * DAY_MS).every(
    (ms) => a.offsetAt(ms) === b.offsetAt(ms),
  );
}

function nameOf(zone: unknown): string | null {
  if (typeof zone !== 'string' || zone.length > LONGEST_NAME) return null;
  try {
    return zoneOf(zone).id;
  } catch {
    return null;
  }
}

/**
 * The zone in which a lead lives: what its attribute `timeZone` says, else that of its country, where all of the
 * country has one time.
 * @param atMs from when on it matters
 * @returns the IANA name; null: it is not known.
 */
export function zoneOfLead(
  lead: { attributes: Record<string, unknown>; country: string | null },
  atMs: InstantMs,
): string | null {
  const named = nameOf(lead.attributes['timeZone']);
  if (named !== null || lead.country === null) return named;
  const [first, ...others] = zonesOfCountry(lead.country).flatMap((zone) => nameOf(zone) ?? []);
  return first !== undefined && others.every((other) => sameTime(first, other, atMs)) ? first : null;
}
