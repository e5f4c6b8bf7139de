import { parseDuration } from '../../domain/engine/time/duration.js';

/** What the command line's values must be. Each throws a RangeError that says so. */
export function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new RangeError('Give a number above 0.');
  return value;
}

export function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw new RangeError('Give a whole number above 0.');
  return Number(text);
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) throw new RangeError('Give a number from 0 to 1.');
  return value;
}

/** An ISO 8601 duration in milliseconds. */
export function positiveDuration(text: string): number {
  const ms = parseDuration(text);
  if (ms <= 0) throw new RangeError('Give a duration that is longer than zero.');
  return ms;
}
