import moment from 'moment-timezone';
import type { InstantMs } from '../time/instant.js';
import { yearlyRule, type YearlyChange } from './yearly-rule.js';

/**
 * The IANA data that comes with the product: what a process computes does not depend on the Node or Postgres that it
 * runs on. It is only read here; the arithmetic is `Zone`'s (docs/adr/0037-zones-as-shipped.md).
 */
export const ZONES_VERSION: string = moment.tz.dataVersion;

/** The day on which IANA released the data; it is renewed with the package, and a test says so. */
const RELEASED = { version: '2026f', onMs: Date.UTC(2026, 9, 27) };

const YEAR_MS = 366 * 86_400_000;

/** When the shipped data, or that of another version, was released: at the latest, where just its year is known. */
export function zonesReleasedAt(version = ZONES_VERSION): InstantMs {
  return version === RELEASED.version ? RELEASED.onMs : Date.UTC(Number(version.slice(0, 4)), 11, 31);
}

/** Whether data of this version is older than a year: some country will have changed its clocks since. */
export const zonesAreOld = (nowMs: InstantMs, version = ZONES_VERSION): boolean =>
  nowMs - zonesReleasedAt(version) > YEAR_MS;

/** For logs and operators. */
export const ZONES_ARE_OLD = 'the time zones are older than a year: renew them (docs/runbooks/time-zones.md)';

/** A zone as its data has it. */
export interface ZoneData {
  id: string;
  /** Ascending: the instants at which the offset changes. */
  changesAtMs: readonly InstantMs[];
  /** Milliseconds ahead of UTC before the first change, from the first on, and so forth: one more than changes. */
  offsetsMs: readonly number[];
  /** How it goes on after the last change, each year alike; empty: it stays as it is then. */
  yearly: readonly YearlyChange[];
}

/** @returns null when there is no zone of this name, in whatever case. */
export function zoneDataOf(name: string): ZoneData | null {
  const zone = moment.tz.zone(name);
  // The package takes `Europe_Bucharest` for Europe/Bucharest.
  if (!zone || zone.name.toLowerCase() !== name.toLowerCase()) return null;
  // Its offsets are minutes behind UTC; local mean times have odd seconds.
  const offsetsMs = zone.offsets.map((minutes) => 0 - Math.round(minutes * 60) * 1_000);
  const changesAtMs = zone.untils.slice(0, -1);
  return { id: zone.name, changesAtMs, offsetsMs, yearly: yearlyRule(changesAtMs, offsetsMs) };
}
