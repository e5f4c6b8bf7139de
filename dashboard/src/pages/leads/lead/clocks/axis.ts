export interface Span {
  fromMs: number;
  toMs: number;
}

/** A part of the axis in which time runs evenly. */
export interface Stretch extends Span {
  /** Whether any clock counted in it. */
  counted: boolean;
  x0: number;
  x1: number;
  /** Drawn shorter than its time would be. */
  compressed: boolean;
}

export interface Axis {
  stretches: Stretch[];
  width: number;
  /** @returns where an instant is, in pixels; what is outside is at its end */
  x: (ms: number) => number;
}

interface AxisInput extends Span {
  /** What any clock counted, in any order; may overlap. */
  counted: readonly Span[];
  /** Instants where idle time is to be cut, each part being compressed by itself: where something happened, or the reason changes. */
  cuts: readonly number[];
  /** In pixels. */
  width: number;
}

/** Room at both ends of an axis for marks, which stand on their instants. */
export const INSET_PX = 12;

/** Counted time is never narrower, so that minutes beside days are seen. */
const LEAST_PX = 8;
/** Idle time is never wider, and all of it takes no more than this share. */
const MOST_IDLE_PX = 76;
const MOST_IDLE_SHARE = 0.45;

/**
 * Places time on a line: counted time in proportion, so that bars can be compared; idle time (nights, pauses, what comes
 * after the deadline) in proportion where it is short, and compressed where it is long.
 */
export function axisOf({ fromMs, toMs, counted, cuts, width }: AxisInput): Axis {
  const range = { fromMs, toMs: Math.max(toMs, fromMs + 1) };
  const stretches = stretchesOf(range, union(counted, range), cuts);
  const widths = widthsOf(stretches, width);
  const scale = Math.max(...stretches.map(({ fromMs, toMs }, index) => widths[index]! / (toMs - fromMs)));
  let x = 0;
  const placed = stretches.map((stretch, index): Stretch => {
    const x0 = x;
    x += widths[index]!;
    const compressed = !stretch.counted && widths[index]! / (stretch.toMs - stretch.fromMs) < scale * 0.99;
    return { ...stretch, x0, x1: x, compressed };
  });
  return { stretches: placed, width, x: (ms) => xOf(placed, ms) };
}

function xOf(stretches: readonly Stretch[], ms: number): number {
  const stretch = stretches.find(({ toMs }) => ms <= toMs) ?? stretches.at(-1)!;
  const share = (ms - stretch.fromMs) / (stretch.toMs - stretch.fromMs);
  return stretch.x0 + (stretch.x1 - stretch.x0) * Math.min(1, Math.max(0, share));
}

/** Merged and in order, clipped to the range. */
function union(spans: readonly Span[], range: Span): Span[] {
  const merged: Span[] = [];
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const fromMs = Math.max(span.fromMs, range.fromMs);
    const toMs = Math.min(span.toMs, range.toMs);
    if (fromMs >= toMs) continue;
    const last = merged.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else merged.push({ fromMs, toMs });
  }
  return merged;
}

type Bare = Omit<Stretch, 'x0' | 'x1' | 'compressed'>;

function stretchesOf(range: Span, counted: readonly Span[], cuts: readonly number[]): Bare[] {
  const stretches: Bare[] = [];
  const idle = (fromMs: number, toMs: number): void => {
    const inside = cuts.filter((cut) => cut > fromMs && cut < toMs);
    const edges = [fromMs, ...new Set(inside.toSorted((a, b) => a - b)), toMs];
    for (let index = 1; index < edges.length; index++)
      if (edges[index - 1]! < edges[index]!)
        stretches.push({ fromMs: edges[index - 1]!, toMs: edges[index]!, counted: false });
  };
  let at = range.fromMs;
  for (const span of counted) {
    idle(at, span.fromMs);
    stretches.push({ ...span, counted: true });
    at = span.toMs;
  }
  idle(at, range.toMs);
  return stretches;
}

/** Finds the scale at which all of it, with its bounds, is as wide as there is room. */
function widthsOf(stretches: readonly Bare[], width: number): number[] {
  const counted = stretches.filter((stretch) => stretch.counted).length;
  const idle = stretches.length - counted;
  const least = counted === 0 ? 0 : Math.min(LEAST_PX, width / 2 / counted);
  const most = counted === 0 ? Infinity : Math.min(MOST_IDLE_PX, (width * MOST_IDLE_SHARE) / Math.max(1, idle));
  const at = (scale: number): number[] =>
    stretches.map(({ fromMs, toMs, counted }) => {
      const even = (toMs - fromMs) * scale;
      return counted ? Math.max(least, even) : Math.min(most, even);
    });
  const sum = (widths: number[]): number => widths.reduce((total, each) => total + each, 0);
  // The sum only grows with the scale: halve the range in which it must be.
  let low = 0;
  let high = width / Math.min(...stretches.map(({ fromMs, toMs }) => toMs - fromMs));
  for (let round = 0; round < 60; round++) {
    const middle = (low + high) / 2;
    if (sum(at(middle)) < width) low = middle;
    else high = middle;
  }
  const widths = at(high);
  const exact = width / sum(widths);
  return widths.map((each) => each * exact);
}
