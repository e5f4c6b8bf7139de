export interface Tick {
  ms: number;
  /** The middle of its label, moved inwards at the ends. */
  x: number;
  /** Whether its day is to be named: it is another than the one before. */
  day: boolean;
}

interface Candidate {
  ms: number;
  /** The lower, the sooner it gets its label. */
  rank: number;
}

interface TicksInput {
  candidates: readonly Candidate[];
  x: (ms: number) => number;
  width: number;
  /** The local date, to see where a day begins. */
  dayOf: (ms: number) => string;
  /** Of a label with the time alone, and of one with the date, with the room around them, in pixels. */
  timePx: number;
  dayPx: number;
}

/** The instants that get a label under an axis: as many as fit, the most important first. */
export function ticksOf({ candidates, x, width, dayOf, timePx, dayPx }: TicksInput): Tick[] {
  let chosen: Tick[] = [];
  for (const { ms } of candidates.toSorted((a, b) => a.rank - b.rank || a.ms - b.ms)) {
    if (chosen.some((tick) => tick.ms === ms)) continue;
    const next = labelled([...chosen.map((tick) => tick.ms), ms]);
    if (next) chosen = next;
  }
  return chosen;

  /** Null: they would cover each other. */
  function labelled(instants: number[]): Tick[] | null {
    const ticks: Tick[] = [];
    let end = -Infinity;
    let before: string | null = null;
    for (const ms of instants.toSorted((a, b) => a - b)) {
      const date = dayOf(ms);
      const day = date !== before;
      before = date;
      const size = day ? dayPx : timePx;
      const middle = Math.min(width - size / 2, Math.max(size / 2, x(ms)));
      if (middle - size / 2 < end) return null;
      end = middle + size / 2;
      ticks.push({ ms, x: middle, day });
    }
    return ticks;
  }
}
