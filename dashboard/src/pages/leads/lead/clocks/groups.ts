import type { ClockShape } from './shape';

const MOST_IN_ONE = 4;
/** Beside a clock that counts so many times as long another one's marks could not be told apart. */
const MOST_TIMES = 8;

/** Clocks that are best drawn above one axis: they run at the same time, and are of a like length. In their order. */
export function groupsOf(shapes: readonly ClockShape[]): ClockShape[][] {
  const groups: ClockShape[][] = [];
  for (const shape of shapes) {
    const fitting = groups.find(
      (group) => group.length < MOST_IN_ONE && group.every((other) => areAlike(shape, other)),
    );
    if (fitting) fitting.push(shape);
    else groups.push([shape]);
  }
  return groups;
}

function areAlike(a: ClockShape, b: ClockShape): boolean {
  const shared = Math.min(a.toMs, b.toMs) - Math.max(a.fromMs, b.fromMs);
  if (shared < 0) return false;
  return Math.max(a.targetMs, b.targetMs) <= MOST_TIMES * Math.min(a.targetMs, b.targetMs);
}
