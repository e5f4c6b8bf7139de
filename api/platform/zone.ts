import { knownZone } from '../../domain/engine/calendars/zone.js';
import { validation } from '../http/errors.js';

/**
 * The canonical name of a time zone.
 * @throws ApiError 400 where the zones that Pinggo ships, by which it counts, have none of this name
 */
export function zoneNamed(path: string, timeZone: string): string {
  const zone = knownZone(timeZone);
  if (zone !== null) return zone.id;
  throw validation([{ path, message: 'Give a time zone as IANA names it, such as Europe/Bucharest.' }]);
}
