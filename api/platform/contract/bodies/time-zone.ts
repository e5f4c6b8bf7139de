export const ZONE = 'Give a time zone as IANA names it, such as Europe/Bucharest.';

/** By what the machine knows; the API asks the time zones that Pinggo ships, too. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '' && !/^[+-]/.test(name);
  } catch {
    return false;
  }
}
