import { setTimeout as delay } from 'node:timers/promises';
import { nowMs } from './http.js';
import { dueAfterMs, dueBy, type Schedule } from './schedule.js';

/**
 * Does it again and again, each time at its instant, however long those before it take.
 * @param act with its place from 0 on, and the instant at which it was to be, in epoch milliseconds
 * @param signal begins no more of them
 * @returns what each came to, in their order, once a schedule's length has passed and all are done
 */
export async function steadily<T>(
  schedule: Schedule,
  act: (n: number, dueAtMs: number) => Promise<T>,
  signal?: AbortSignal,
): Promise<T[]> {
  const firstAtMs = nowMs();
  const dueAtMs = (n: number): number => firstAtMs + dueAfterMs(schedule, n);
  const acts: Promise<T>[] = [];
  while (acts.length < schedule.count && !signal?.aborted) {
    for (const until = dueBy(schedule, nowMs() - firstAtMs); acts.length < until;) {
      const one = act(acts.length, dueAtMs(acts.length));
      // Whoever waits for all of them hears of it.
      one.catch(() => undefined);
      acts.push(one);
    }
    const waitMs = Math.max(1, dueAtMs(acts.length) - nowMs());
    await delay(waitMs, undefined, signal && { signal }).catch(() => undefined);
  }
  return Promise.all(acts);
}
