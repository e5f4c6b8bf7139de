import { durationMs } from '../../../../../../../../api/leads/contract/bodies/duration.js';
import type { Place } from './places';

/*
 * A draft may be of any shape. What of it can be read is read here; what cannot is null, and stays as it is.
 */

type Members = Record<string, unknown>;

export const isMembers = (value: unknown): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const membersOf = (value: unknown): Members => (isMembers(value) ? value : {});
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

export interface ReadClock {
  key: string | null;
  name: string | null;
  targetMs: number | null;
  isBusiness: boolean;
  atRisk: number | null;
  ladder: readonly unknown[];
}

export function readClock(value: unknown): ReadClock {
  const { key, name, target, atRisk, ladder } = membersOf(value);
  const { duration, time } = membersOf(target);
  return {
    key: textOf(key),
    name: textOf(name),
    targetMs: lengthOf(duration),
    isBusiness: time === 'BUSINESS',
    atRisk: typeof atRisk === 'number' && atRisk > 0 && atRisk < 1 ? atRisk : null,
    ladder: listOf(ladder),
  };
}

/** A target's length in milliseconds; null: it has none yet. */
export function lengthOf(duration: unknown): number | null {
  const ms = durationMs(duration);
  return ms !== null && ms > 0 ? ms : null;
}

/** As the API has it. */
const MOST_REPEATS = 100;
/** A year as a share of minutes: beyond it there is no place on any line. */
const MOST_SHARE = 1_000_000;

export interface ReadStep {
  key: string | null;
  action: string | null;
  /** Null: it does not say when, or not readably. */
  place: Place | null;
  everyMs: number | null;
  times: number;
}

export function readStep(value: unknown): ReadStep {
  const { key, action, at, repeat } = membersOf(value);
  const { every, times } = membersOf(repeat);
  return {
    key: textOf(key),
    action: textOf(action),
    place: placeOf(at),
    everyMs: lengthOf(every),
    times: typeof times === 'number' && Number.isInteger(times) && times > 0 && times <= MOST_REPEATS ? times : 0,
  };
}

function placeOf(at: unknown): Place | null {
  const { share, offset } = membersOf(at);
  if (typeof share === 'number') return share > 0 && share <= MOST_SHARE ? { share } : null;
  const offsetMs = durationMs(offset);
  return offsetMs === null ? null : { offsetMs };
}

/** A place as a step has it. */
export const atOf = (place: Place): { share: number } | { offset: string } =>
  'share' in place ? { share: place.share } : { offset: isoOf(place.offsetMs) };

const UNITS = [
  [86_400_000, 'D'],
  [3_600_000, 'H'],
  [60_000, 'M'],
  [1_000, 'S'],
] as const;

/** ISO 8601 in one unit, the largest that fits: `PT90M`, `-P1D`. Parts of a second are left out. */
export function isoOf(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1_000) * 1_000;
  const [size, unit] = (seconds === 0 ? undefined : UNITS.find(([each]) => seconds % each === 0)) ?? UNITS[3];
  return `${ms < 0 && seconds > 0 ? '-' : ''}P${unit === 'D' ? '' : 'T'}${seconds / size}${unit}`;
}

/** A key made of a name: `First contact` → `first_contact`; one that is taken gets a number. */
export function keyFrom(name: string, taken: readonly unknown[], otherwise: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 48);
  const key = plain === '' ? otherwise : plain;
  if (!taken.includes(key)) return key;
  for (let n = 2; ; n++) if (!taken.includes(`${key}_${n}`)) return `${key}_${n}`;
}

/** The keys of a list's items. */
export const keysOf = (list: unknown): unknown[] => listOf(list).map((item) => membersOf(item)['key']);
