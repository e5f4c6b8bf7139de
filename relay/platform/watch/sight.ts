/** What a process has seen of Temporal. */
export interface Sight {
  /** Whether the last probes were answered, how many of them in a row, and when the first of these was asked. */
  answers: boolean;
  inARow: number;
  runSinceMs: number;
  /** Since when Temporal does not answer; null: it never failed to. Once it is back, since when it did not. */
  awaySinceMs: number | null;
  /** When it was back; null while it is away. */
  backAtMs: number | null;
}

/** One question and what came of it; instants as epoch milliseconds. */
export interface Probe {
  askedAtMs: number;
  endedAtMs: number;
  answered: boolean;
}

/** One slow answer is no outage, and one answer is no return. */
const IN_A_ROW = 3;
/** A server that is gone refuses at once: three refusals within a blink would be a restart's. */
const FOR_MS = 800;
/**
 * Workers that lost their server ask again after up to 10 s, and only then do timers lead to settlements again: nobody is
 * late meanwhile.
 */
const GRACE_MS = 15_000;

/** Nothing was seen yet: it is taken to be there, as it is nearly always. */
export const NOTHING_SEEN: Sight = { answers: true, inARow: 0, runSinceMs: 0, awaySinceMs: null, backAtMs: null };

export const isAway = ({ awaySinceMs, backAtMs }: Sight): boolean => awaySinceMs !== null && backAtMs === null;

/** Whether the understudy is to do Temporal's part: while it is away, and until those who wait for it can be back, too. */
export const standsIn = (sight: Sight, nowMs: number): boolean =>
  isAway(sight) || (sight.backAtMs !== null && nowMs < sight.backAtMs + GRACE_MS);

/**
 * What is seen after one more probe. It takes several in a row and some time, both ways, to change one's mind.
 */
export function seen(before: Sight, { askedAtMs, endedAtMs, answered }: Probe): Sight {
  const goesOn = before.inARow > 0 && before.answers === answered;
  const inARow = goesOn ? before.inARow + 1 : 1;
  const runSinceMs = goesOn ? before.runSinceMs : askedAtMs;
  const now = { ...before, answers: answered, inARow, runSinceMs };
  if (answered !== isAway(before) || inARow < IN_A_ROW || endedAtMs - runSinceMs < FOR_MS) return now;
  return answered ? { ...now, backAtMs: endedAtMs } : { ...now, awaySinceMs: runSinceMs, backAtMs: null };
}
