import { absencesToReplan, calendarChangesToApply, type SubjectKey } from '../db/leads/queries/settlement/sweep.js';
import { addToCounters } from '../db/platform/queries/counters.js';
import type { Counted } from '../domain/leads/metrics/families.js';
import { recountBatch } from './changed-hours.js';
import { replanBatch } from './replan.js';
import { repeated, type Helper } from './repeated.js';
import { SetAside } from './set-aside.js';
import type { StandInDeps } from './standing-in.js';

const PAUSE_MS = 500;
const MOST = 100;

/**
 * What workflows do besides the leads' own, while Temporal is away: absences that begin have their leads planned anew, and
 * changed hours are applied. Their workflows find in the rows what is done. It does nothing while Temporal is there.
 */
export function startUnderstudy(deps: StandInDeps): Helper {
  const { relayDb, standsIn, clock, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  /** What failed or stood still. */
  const setAside = new SetAside(clock);
  const goesOn = (): boolean => standsIn() && !signal.aborted;

  /** @param batch does the next part of one. @returns how much is left */
  async function each(found: SubjectKey[], batch: (key: SubjectKey) => Promise<number>): Promise<number> {
    let done = 0;
    for (const key of found) {
      if (setAside.has(key.id)) continue;
      try {
        let left = Number.POSITIVE_INFINITY;
        for (let before = left; goesOn() && left > 0; before = left) {
          left = await batch(key);
          if (left >= before) break;
        }
        if (left === 0) done += 1;
        else setAside.add(key.id);
      } catch (error) {
        setAside.add(key.id);
        log.warn({ job: 'understudy', err: error, ...key }, 'it waits for its workflow');
      }
    }
    return done;
  }

  async function look(): Promise<void> {
    const planned = await each(await absencesToReplan(relayDb, MOST), async ({ orgId, id }) => {
      const { state, left } = await replanBatch(deps, { orgId, absenceId: id, nowMs: 0 });
      return state === 'REPLANNING' ? left : 0;
    });
    if (planned > 0) await addToCounters<Counted>(relayDb, { understudy_absences_total: planned });
    await each(await calendarChangesToApply(relayDb, MOST), async ({ orgId, id }) => {
      const { left } = await recountBatch(deps, { orgId, changeId: id, nowMs: 0 });
      return left;
    });
  }

  async function turn(): Promise<number> {
    if (goesOn()) await look();
    return PAUSE_MS;
  }

  const onError = (error: unknown): number => {
    log.warn({ job: 'understudy', err: error }, 'the understudy could not look');
    return PAUSE_MS;
  };
  return repeated(turn, onError, { stopping });
}
