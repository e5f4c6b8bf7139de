import { momentWords } from '../../engine/calendars/words.js';
import { knownZone } from '../../engine/calendars/zone.js';

const INSTANT = /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z/g;

/**
 * Our own sentences name instants as the machine writes them, since many are stored before it is known who reads them. People
 * are told them in one zone and without milliseconds.
 * @param timeZone the org's; of one that is not known the instants stay as they are
 * @returns the sentence with each instant in words, as in `until Fri 20 Nov 2026 17:50`
 */
export function withTimesIn(timeZone: string | undefined): (sentence: string) => string {
  const zone = knownZone(timeZone);
  if (zone === null) return (sentence) => sentence;
  return (sentence) =>
    sentence.replace(INSTANT, (at) => {
      const ms = Date.parse(at);
      return Number.isNaN(ms) ? at : momentWords(ms, zone);
    });
}
