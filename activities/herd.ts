import { setTimeout as delay } from 'node:timers/promises';
import { addToCounters, countDue, dueLeads } from '../db/queries/sweep.js';
import { settleInBulk, type SweepDeps } from './sweep.js';

/** From this many leads due on about one instant, settling them together beats one transaction each. */
const HERD = 40;
const LOOK_AHEAD_MS = 1_000;
const PAUSE_MS = 500;
const BATCH = 1_000;

/**
 * The helper in a herd. All that came in overnight is due at the same minute after opening; one by one that takes
 * minutes on a small machine. It looks a second ahead; where it sees a herd it settles it in bulk on its instant, and
 * the leads' own timers find nothing left to do. Where there is none it does nothing.
 */
export function startHerdHelper(deps: SweepDeps): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function help(): Promise<void> {
    while (!signal.aborted) {
      const due = await dueLeads(deps.relayDb, 0, BATCH);
      if (due.length === 0) return;
      const { changed } = await settleInBulk(deps, due);
      await addToCounters(deps.relayDb, { 'leads_processed_total{job="herd"}': changed });
      // Nothing of it was ours: their own workflows hold them.
      if (changed === 0) return;
    }
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      try {
        if ((await countDue(deps.relayDb, LOOK_AHEAD_MS, HERD)) >= HERD) {
          // Close to the instant, without asking the clock a thousand times.
          for (let tries = 0; tries < 20 && !signal.aborted; tries += 1) {
            if ((await countDue(deps.relayDb, 0, HERD)) >= HERD) await help();
            await delay(50, undefined, { signal });
          }
          continue;
        }
      } catch (error) {
        if (!signal.aborted) deps.log.warn({ job: 'herd', err: error }, 'the herd helper could not look');
      }
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const watching = watch().catch((error: unknown) => {
    if (!signal.aborted) deps.log.error({ job: 'herd', err: error }, 'the herd helper stopped');
  });
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
