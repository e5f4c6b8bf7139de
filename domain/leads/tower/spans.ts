import type { InstantMs } from '../../engine/time/instant.js';

/** A stretch of time: from, inclusive, to, exclusive. */
export interface Stretch {
  fromMs: InstantMs;
  toMs: InstantMs;
}

/** How wide the counts are that the Control Tower keeps, the widest first. They begin at multiples since 1970, UTC. */
export const SPANS = [
  { span: 'P1D', ms: 24 * 3_600_000 },
  { span: 'PT4H', ms: 4 * 3_600_000 },
  { span: 'PT1H', ms: 3_600_000 },
  { span: 'PT15M', ms: 900_000 },
] as const;

export type Span = (typeof SPANS)[number]['span'];

export const QUARTER_MS = 900_000;

export const quarterOf = (atMs: InstantMs): InstantMs => Math.floor(atMs / QUARTER_MS) * QUARTER_MS;

/** Of what is counted by owner there are no quarters: it would be most of all that is kept. */
export const OWNER_SPANS = SPANS.filter(({ span }) => span !== 'PT15M');

/** The age of a lead is known well enough where it is at least so many times as long as the count is wide. */
export const AGE_TO_WIDTH = 20;

/**
 * The kept counts within a range that tell how long ago what is counted in them began: within a twentieth, and within a
 * quarter of an hour. Together they and the two ends that `cut` leaves are the range.
 */
export function cutByAge({ fromMs, toMs }: Stretch, nowMs: InstantMs): (Stretch & { span: Span })[] {
  const kept: (Stretch & { span: Span })[] = [];
  let startMs = fromMs;
  for (const [index, { ms }] of SPANS.entries()) {
    const isNarrowest = index === SPANS.length - 1;
    const oldMs = Math.floor((nowMs - AGE_TO_WIDTH * ms) / ms) * ms;
    const endMs = isNarrowest ? toMs : Math.min(toMs, oldMs);
    if (endMs <= startMs) continue;
    kept.push(...cut({ fromMs: startMs, toMs: endMs }, SPANS.slice(index)).kept);
    startMs = endMs;
  }
  return kept;
}

/**
 * Cuts a range into as few kept counts as there can be, and what is left at its two ends, at most the narrowest span
 * each, where the rows themselves must be counted.
 * @param spans that are kept, the widest first
 */
export function cut(
  { fromMs, toMs }: Stretch,
  spans: readonly (typeof SPANS)[number][] = SPANS,
): { kept: (Stretch & { span: Span })[]; ends: Stretch[] } {
  const kept: (Stretch & { span: Span })[] = [];
  let left: Stretch[] = [{ fromMs, toMs }];
  for (const { span, ms } of spans) {
    left = left.flatMap((stretch) => {
      const inner = { fromMs: Math.ceil(stretch.fromMs / ms) * ms, toMs: Math.floor(stretch.toMs / ms) * ms };
      if (inner.fromMs >= inner.toMs) return [stretch];
      kept.push({ span, ...inner });
      return [
        { fromMs: stretch.fromMs, toMs: inner.fromMs },
        { fromMs: inner.toMs, toMs: stretch.toMs },
      ].filter((end) => end.fromMs < end.toMs);
    });
  }
  return { kept, ends: left };
}
