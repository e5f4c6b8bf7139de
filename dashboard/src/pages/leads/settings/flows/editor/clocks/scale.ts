/** Where the time of a clock is drawn: all of it from its start to beyond its deadline on one line. */
export interface Scale {
  width: number;
  /** Where the deadline is, in pixels. */
  deadlineX: number;
  /** Whether time after the deadline is drawn ever shorter the later it is. */
  isBent: boolean;
  /** The latest time that has a place. */
  lastMs: number;
  /** @param ms since the start, in the clock's own time @returns pixels; what is outside is at its end */
  x: (ms: number) => number;
  /** The other way round. */
  ms: (x: number) => number;
}

interface ScaleInput {
  targetMs: number;
  /** The last thing that happens, since the start. */
  lastMs: number;
  /** In pixels. */
  width: number;
}

/** How much of the width the time up to the deadline takes. */
const BEFORE = 0.6;
/** There is always so much of the target's time after the deadline: something can be put there. */
const LEAST_AFTER = 0.5;

/**
 * Up to the deadline time runs evenly. After it, it does as well where all that happens has room; else it is bent: it begins
 * at the same pace and is drawn ever shorter, by the logarithm. An alert ten minutes after a deadline of 15 minutes and its
 * repeats until the evening are both seen. Why so: docs/adr/0063.
 */
export function scaleOf({ targetMs, lastMs, width }: ScaleInput): Scale {
  const deadlineX = width * BEFORE;
  const pace = deadlineX / targetMs;
  const room = width - deadlineX;
  const afterMs = Math.max(lastMs - targetMs, targetMs * LEAST_AFTER);
  // So much would have room at an even pace.
  const evenMs = room / pace;
  const isBent = afterMs > evenMs;
  const bendMs = isBent ? bendOf(afterMs, evenMs) : Infinity;
  const furthestMs = targetMs + (isBent ? afterMs : evenMs);
  const x = (ms: number): number => {
    const at = Math.min(furthestMs, Math.max(0, ms));
    if (at <= targetMs || !isBent) return at * pace;
    return deadlineX + pace * bendMs * Math.log1p((at - targetMs) / bendMs);
  };
  return {
    width,
    deadlineX,
    isBent,
    lastMs: furthestMs,
    x,
    ms: (px) => {
      const at = Math.min(width, Math.max(0, px));
      if (at <= deadlineX || !isBent) return at / pace;
      return targetMs + bendMs * Math.expm1((at - deadlineX) / (pace * bendMs));
    },
  };
}

/** The time after which the line bends so that all of `afterMs` is drawn as long as `evenMs` would be. */
function bendOf(afterMs: number, evenMs: number): number {
  // What is drawn only grows with it: halve the range in which it must be.
  let [low, high] = [0, afterMs];
  for (let round = 0; round < 80; round++) {
    const middle = (low + high) / 2;
    if (middle * Math.log1p(afterMs / middle) < evenMs) low = middle;
    else high = middle;
  }
  return high;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Lengths of time that people say. */
export const ROUND_MS: readonly number[] = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 3, 5, 10, 15, 20, 30, 45].map((count) => count * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 16].map((count) => count * HOUR),
  ...[1, 2, 3, 4, 5, 7, 10, 14, 21, 30, 60, 90, 180, 365].map((count) => count * DAY),
];
/** What the line is divided by up to the deadline. */
const PARTS_MS: readonly number[] = [
  ...[1, 5, 10, 15, 30].map((count) => count * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * MINUTE),
  ...[1, 2, 4, 8, 12].map((count) => count * HOUR),
  ...[1, 2, 5, 7, 14, 30, 90].map((count) => count * DAY),
];

/** A place on the line that is named. */
export interface Tick {
  /** Since the start; `afterMs` counts from the deadline where it is after it. */
  ms: number;
  afterMs: number | null;
  x: number;
}

/** The places that get a name under the line, as many as have room. The deadline is always one of them, and the start. */
export function scaleTicks(scale: Scale, targetMs: number, roomPx: number): Tick[] {
  const part = PARTS_MS.find((each) => scale.x(each) >= roomPx) ?? targetMs;
  const ticks: Tick[] = [{ ms: 0, afterMs: null, x: 0 }];
  for (let ms = part; scale.deadlineX - scale.x(ms) >= roomPx; ms += part)
    ticks.push({ ms, afterMs: null, x: scale.x(ms) });
  ticks.push({ ms: targetMs, afterMs: 0, x: scale.deadlineX });
  for (const afterMs of ROUND_MS) {
    const ms = targetMs + afterMs;
    if (ms > scale.lastMs) break;
    const x = scale.x(ms);
    if (x - ticks.at(-1)!.x >= roomPx) ticks.push({ ms, afterMs, x });
  }
  return ticks;
}

/** What stands on the line, one row up where it would cover another. 0 is the row next to the line. */
export function rowsOf(places: readonly number[], sizePx: number): number[] {
  const ends: number[] = [];
  const rows = new Array<number>(places.length).fill(0);
  for (const index of places.map((_, at) => at).sort((a, b) => places[a]! - places[b]! || a - b)) {
    const x = places[index]!;
    let row = ends.findIndex((end) => x - end >= sizePx);
    if (row === -1) row = ends.length;
    ends[row] = x;
    rows[index] = row;
  }
  return rows;
}
