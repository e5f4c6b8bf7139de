import type { InstantMs } from '../time/instant.js';
import type { Zone } from './zone.js';

/**
 * The instant of a time as people write it: `2026-12-24T10:00` by the clocks of the zone, or an instant with `Z` or an offset.
 * @returns `skipped`: the clocks never show it, and it is as far past their change; null: there is no such date.
 */
export function wallTime(text: string, zone: Zone): { atMs: InstantMs; skipped: boolean } | null {
  const [, wall, offset] = /^(.*?)(Z|[+-]\d\d:\d\d)?$/.exec(text) as unknown as [string, string, string | undefined];
  const wallMs = Date.parse(`${wall}Z`);
  // `Date.parse` rolls 30 February over to March.
  if (Number.isNaN(wallMs) || new Date(wallMs).toISOString().slice(0, 10) !== wall.slice(0, 10)) return null;
  if (offset !== undefined) {
    const atMs = Date.parse(text);
    return Number.isNaN(atMs) ? null : { atMs, skipped: false };
  }
  const atMs = zone.instantOf(wallMs);
  return { atMs, skipped: atMs + zone.offsetAt(atMs) !== wallMs };
}
