/** Marks that stand together because there is no room for each. */
export interface Placed<T> {
  marks: T[];
  /** Where it stands, in pixels: its mark's own place where there is room. */
  x: number;
  /** 0 is the nearest to the bar. */
  lane: number;
}

const MOST_LANES = 3;

/**
 * Places marks above a bar so that none covers another: those that are too near go one lane up, and where all lanes are
 * taken they are counted together.
 * @param size of a mark with the room around it, in pixels
 */
export function lanesOf<T extends { x: number }>(marks: readonly T[], size: number): Placed<T>[] {
  const placed: Placed<T>[] = [];
  const last: Placed<T>[] = [];
  for (const mark of marks.toSorted((a, b) => a.x - b.x)) {
    const lane = Array.from({ length: MOST_LANES }, (_, index) => index).find(
      (index) => last[index] === undefined || mark.x - last[index].x >= size,
    );
    if (lane === undefined) {
      // The nearest of those in its way.
      last.reduce((near, each) => (each.x > near.x ? each : near)).marks.push(mark);
      continue;
    }
    const place = { marks: [mark], x: mark.x, lane };
    last[lane] = place;
    placed.push(place);
  }
  return placed;
}
