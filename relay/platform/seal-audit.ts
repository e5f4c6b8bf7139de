import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import { orgsSealedSince, orgsToSeal, sealAudit } from '../../db/platform/queries/audit-seals.js';
import { tellCheckpoint } from '../../db/platform/queries/audit-checkpoints.js';
import { repeated, type Helper } from '../../settlement/repeated.js';

export interface SealDeps {
  /** As `pinggo_app`. */
  db: Database;
  /** As `pinggo_relay`: sees which orgs have something to seal. */
  relayDb: Database;
  log: Logger;
}

/** Between two looks: for so long an entry may be in no seal. */
const PAUSE_MS = 60_000;
/** While there is a backlog it is put off, for so many looks at most: what the machine owes to leads goes first. */
const MOST_PUT_OFF = 10;
const LOOK_FOR_CHECKPOINTS_MS = 3_600_000;
/** Whoever wrote nothing for two days has had the checkpoint of what was written before. */
const CHECKPOINTS_OF_LAST_MS = 2 * 86_400_000;

/**
 * Seals what there is, seal after seal and org after org in turn, so that none waits for another's backlog.
 * @param goesOn whether there is still time for it
 */
export async function sealAll({ db, relayDb, log }: SealDeps, goesOn = (): boolean => true): Promise<number> {
  let sealed = 0;
  let waiting = await orgsToSeal(relayDb);
  while (waiting.length > 0) {
    const further: string[] = [];
    for (const orgId of waiting) {
      if (!goesOn()) return sealed;
      try {
        const page = await db.inOrg(orgId, (tx) => sealAudit(tx));
        sealed += page.sealed;
        if (page.more) further.push(orgId);
      } catch (error) {
        log.warn({ err: error, orgId }, 'the audit log of an org could not be sealed');
      }
    }
    waiting = further;
  }
  return sealed;
}

/** Has each org told of a checkpoint that is due. */
export async function tellCheckpoints({ db, relayDb, log }: SealDeps, now: Date): Promise<void> {
  for (const orgId of await orgsSealedSince(relayDb, new Date(now.getTime() - CHECKPOINTS_OF_LAST_MS))) {
    try {
      await db.inOrg(orgId, (tx) => tellCheckpoint(tx));
    } catch (error) {
      log.warn({ err: error, orgId }, 'an org could not be told of a checkpoint of its audit log');
    }
  }
}

/**
 * Seals the audit logs of all orgs once a minute, in each worker: whoever comes first does an org. Nothing of it is in the transactions in
 * which things happen.
 * @param isCrowded whether leads are waiting in numbers
 */
export function startSealing(deps: SealDeps & { isCrowded: () => boolean }): Helper {
  const stopping = new AbortController();
  const { signal } = stopping;
  let lookForCheckpointsAtMs = 0;
  let putOff = 0;

  async function look(): Promise<number> {
    const mayPutOff = putOff < MOST_PUT_OFF;
    const goesOn = (): boolean => !signal.aborted && !(mayPutOff && deps.isCrowded());
    await sealAll(deps, goesOn);
    putOff = goesOn() ? 0 : putOff + 1;
    if (!goesOn() || performance.now() < lookForCheckpointsAtMs) return PAUSE_MS;
    lookForCheckpointsAtMs = performance.now() + LOOK_FOR_CHECKPOINTS_MS;
    await tellCheckpoints(deps, new Date());
    return PAUSE_MS;
  }

  const onError = (error: unknown): number => {
    deps.log.warn({ err: error }, 'no audit log could be sealed');
    return PAUSE_MS;
  };
  return repeated(look, onError, { stopping, firstAfterMs: PAUSE_MS });
}
