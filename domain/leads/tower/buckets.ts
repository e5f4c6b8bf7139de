import type { Stretch } from './spans.js';
import { DAY_MS, type Zone } from '../../engine/calendars/zone.js';

/** What a point of a trend spans; a day is a day on the clocks of the org. */
export type Bucket = 'PT15M' | 'PT1H' | 'P1D';

export const BUCKET_MS: Record<Bucket, number> = { PT15M: DAY_MS / 96, PT1H: DAY_MS / 24, P1D: DAY_MS };

/** The buckets that a range touches: whole ones, in order. A day on which the clocks change has 23 or 25 hours. */
export function bucketsOf({ fromMs, toMs }: Stretch, bucket: Bucket, zone: Zone): Stretch[] {
  const buckets: Stretch[] = [];
  if (bucket === 'P1D') {
    for (let day = zone.dayOf(fromMs); zone.instantOf(day * DAY_MS) < toMs; day++) {
      const of = { fromMs: zone.instantOf(day * DAY_MS), toMs: zone.instantOf((day + 1) * DAY_MS) };
      // A date that a zone skipped is no day.
      if (of.fromMs < of.toMs) buckets.push(of);
    }
    return buckets;
  }
  const width = BUCKET_MS[bucket];
  for (let at = Math.floor(fromMs / width) * width; at < toMs; at += width)
    buckets.push({ fromMs: at, toMs: at + width });
  return buckets;
}
