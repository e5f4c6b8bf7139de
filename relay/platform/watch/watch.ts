import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { messageOf } from '../../../db/errors.js';
import { isAway, NOTHING_SEEN, seen, standsIn, type Sight } from './sight.js';

/** What others may ask of Temporal. */
export interface TemporalWatch {
  /** Whether it does not answer. */
  isAway: () => boolean;
  /** Whether the understudy is to do its part. */
  standsIn: () => boolean;
  /** Settles the first time that it is away; never, if it never is. */
  whenAway: Promise<void>;
  stop(): Promise<void>;
}

interface WatchDeps {
  /** Whether it answers within so long; never throws. */
  ask: (deadlineMs: number) => Promise<boolean>;
  /** Tells the other processes what is seen; called every few seconds, and at each change. */
  tell: (sight: Sight) => Promise<void>;
  log: Logger;
}

const EVERY_MS = 400;
const DEADLINE_MS = 2_000;
/** Noticed so much later than the deadline, a failure says something of this busy process and nothing of Temporal. */
const OWN_DELAY_MS = 250;
const TELL_EVERY_MS = 5_000;

/** Asks Temporal every moment whether it is there, by a clock and a connection of its own. */
export function watchTemporal({ ask, tell, log }: WatchDeps): TemporalWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  let sight = NOTHING_SEEN;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  let telling: Promise<void> | null = null;
  let noteAway: () => void = () => undefined;
  const whenAway = new Promise<void>((resolve) => (noteAway = resolve));

  /** Beside the probes: Postgres may be away, too. */
  function tellOthers(): void {
    if (telling !== null) return;
    toldAtMs = performance.now();
    telling = tell(sight)
      .catch((error: unknown) => log.debug({ job: 'watch', error: messageOf(error) }, 'the others could not be told'))
      .finally(() => (telling = null));
  }

  async function look(): Promise<void> {
    const [askedAtMs, from] = [Date.now(), performance.now()];
    const answered = await ask(DEADLINE_MS);
    if (signal.aborted || (!answered && performance.now() - from > DEADLINE_MS + OWN_DELAY_MS)) return;
    const before = sight;
    sight = seen(before, { askedAtMs, endedAtMs: Date.now(), answered });
    if (isAway(sight) === isAway(before)) return;
    toldAtMs = Number.NEGATIVE_INFINITY;
    if (isAway(sight)) {
      log.warn({ job: 'watch' }, 'Temporal does not answer: its understudy keeps the deadlines');
      noteAway();
    } else {
      const awayMs = sight.backAtMs! - sight.awaySinceMs!;
      log.info({ job: 'watch', awayMs }, 'Temporal answers again');
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await look();
      if (performance.now() - toldAtMs > TELL_EVERY_MS) tellOthers();
      await delay(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const watching = watch();
  return {
    isAway: () => isAway(sight),
    standsIn: () => standsIn(sight, Date.now()),
    whenAway,
    async stop() {
      stopping.abort();
      await watching;
      await telling;
    },
  };
}
