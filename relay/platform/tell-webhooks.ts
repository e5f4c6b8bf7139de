import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import {
  orgsWithLateWebhooks,
  orgsWithWebhookNews,
  ringLateWebhooks,
  tellWebhooks,
} from '../../db/platform/queries/webhook-events.js';

export interface TellDeps {
  /** As `pinggo_app`. */
  db: Database;
  /** As `pinggo_relay`: sees which orgs have something to tell. */
  relayDb: Database;
  log: Logger;
}

/** Events that are looked through in one transaction. */
const PAGE = 500;
/** Between two looks. One that finds nothing costs a probe of an index for each org that has a webhook. */
const PAUSE_MS = 500;
/** A delivery is given this long before its workflow is taken for lost. */
const LATE_MS = 5 * 60_000;
const LOOK_FOR_LATE_MS = 60_000;
const MOST_LATE = 1_000;

/** Tells the webhooks of all orgs what happened since it was last done. @returns how many deliveries there are for it */
export async function tellAllWebhooks({ db, relayDb, log }: TellDeps): Promise<number> {
  let told = 0;
  for (const orgId of await orgsWithWebhookNews(relayDb)) {
    try {
      for (let more = true; more;) {
        const page = await db.inOrg(orgId, (tx) => tellWebhooks(tx, PAGE));
        told += page.told;
        more = page.more;
      }
    } catch (error) {
      log.warn({ err: error, orgId }, 'the events of an org could not be looked through for its webhooks');
    }
  }
  return told;
}

/**
 * Reads the events of orgs that have webhooks from the audit log, in each worker: whoever comes first does an org. Nothing of it is
 * in the transactions in which things happen.
 */
export function startTellingWebhooks(deps: TellDeps): { stop(): Promise<void> } {
  const { db, relayDb, log } = deps;
  const stopping = new AbortController();
  const { signal } = stopping;
  let lookForLateAtMs = 0;

  async function look(): Promise<void> {
    await tellAllWebhooks(deps);
    if (performance.now() < lookForLateAtMs) return;
    lookForLateAtMs = performance.now() + LOOK_FOR_LATE_MS;
    for (const orgId of await orgsWithLateWebhooks(relayDb, LATE_MS))
      await db.inOrg(orgId, (tx) => ringLateWebhooks(tx, LATE_MS, MOST_LATE));
  }

  async function watch(): Promise<void> {
    while (!signal.aborted) {
      await look().catch((error: unknown) => log.warn({ err: error }, 'nobody could be told of events'));
      await delay(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  const watching = watch();
  return {
    async stop() {
      stopping.abort();
      await watching;
    },
  };
}
