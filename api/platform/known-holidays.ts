import type { HolidaysTypes } from 'date-holidays';

/** A holiday as a country has it. */
interface KnownHoliday {
  date: string;
  name: string;
  type: HolidaysTypes.HolidayType;
  /** It begins or ends in the middle of the day. */
  partOfDay: boolean;
}

interface Named {
  code: string;
  name: string;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of a holiday of a calendar. */
const LONGEST_NAME = 200;

/** The data of all countries: some megabytes, read when somebody first asks. */
const holidaysOf = async () => (await import('date-holidays')).default;

const named = (found: Record<string, string> | undefined): Named[] =>
  Object.entries(found ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name));

/** Countries by ISO 3166-1 whose holidays are known, in the person's language where it has words. */
export async function knownCountries(language: string): Promise<Named[]> {
  const Holidays = await holidaysOf();
  const words = countryWords(language);
  const codes = Object.entries(new Holidays().getCountries(language));
  return named(Object.fromEntries(codes.map(([code, name]) => [code, words(code) ?? name])));
}

/** `Intl` knows countries in more languages than the data. */
function countryWords(language: string): (code: string) => string | undefined {
  try {
    const names = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
    return (code) => names.of(code);
  } catch {
    return () => undefined;
  }
}

/** The country's regions with holidays of their own: `BY`, and `BY.A` within it. Null: no holidays are known of the country. */
export async function regionsOf(country: string, language: string): Promise<Named[] | null> {
  const data = new (await holidaysOf())();
  if (!(country in data.getCountries())) return null;
  return named(data.getStates(country, language)).flatMap((state) => [
    state,
    ...named(data.getRegions(country, state.code, language)).map(({ code, name }) => ({
      code: `${state.code}.${code}`,
      name: `${state.name}: ${name}`,
    })),
  ]);
}

/** @param region as `regionsOf` names it */
export async function holidaysIn(
  place: { country: string; region: string | undefined },
  year: number,
  language: string,
): Promise<KnownHoliday[]> {
  const Holidays = await holidaysOf();
  const [state, region] = place.region?.split('.') ?? [];
  const data = new Holidays({ country: place.country, ...(state && { state }), ...(region && { region }) });
  const found = data.getHolidays(year, language).flatMap((holiday): KnownHoliday[] => {
    const { date, start, end, type } = holiday;
    // The data counts in the zone of the country, and writes its wall clock first.
    const [day, time] = [date.slice(0, 10), date.slice(11, 19)];
    const lastsMs = end.getTime() - start.getTime();
    // A day on which the clocks change is an hour shorter or longer.
    const days = Math.max(1, Math.round(lastsMs / DAY_MS));
    const partOfDay = time !== '00:00:00' || lastsMs < DAY_MS - HOUR_MS;
    return Array.from({ length: days }, (_, index) => ({
      date: new Date(Date.parse(`${day}T00:00:00Z`) + index * DAY_MS).toISOString().slice(0, 10),
      name: holiday.name.slice(0, LONGEST_NAME),
      type,
      partOfDay,
    }));
  });
  return found
    .filter(({ date }) => date.startsWith(String(year)))
    .sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0));
}
