import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import {
  orgsWithLateWebhooks,
  orgsWithWebhookNews,
  ringLateWebhooks,
  tellWebhooks,
} from '../../db/platform/queries/webhook-events.js';
import { repeated, type Helper } from '../../settlement/repeated.js';

export interface TellDeps {
  /** As `pinggo_app`. */
  db: Database;
  /** As `pinggo_relay`: sees which orgs have something to tell. */
  relayDb: Database;
  log: Logger;
}

/** Events that are looked through in one transaction. */
const PAGE = 200;
/** Messages of webhooks that an org may have before its others. */
const MOST_WAITING = 200;
/** Between two looks. One that finds nothing costs a probe of an index for each org that has a webhook. */
const PAUSE_MS = 500;
/** A delivery is given this long before its workflow is taken for lost. */
const LATE_MS = 5 * 60_000;
const LOOK_FOR_LATE_MS = 60_000;
const MOST_LATE = 1_000;

/**
 * Tells the webhooks of each org of its next events, a page at a time, so that none waits for another's backlog.
 * @returns how many deliveries there are for it, and whether there may be further events
 */
export async function tellAllWebhooks({ db, relayDb, log }: TellDeps): Promise<{ told: number; more: boolean }> {
  const done = { told: 0, more: false };
  for (const orgId of await orgsWithWebhookNews(relayDb)) {
    try {
      const page = await db.inOrg(orgId, (tx) => tellWebhooks(tx, PAGE, MOST_WAITING));
      done.told += page.told;
      done.more ||= page.more;
    } catch (error) {
      log.warn({ err: error, orgId }, 'the events of an org could not be looked through for its webhooks');
    }
  }
  return done;
}

/**
 * Reads the events of orgs that have webhooks from the audit log, in each worker: whoever comes first does an org. Nothing of it is
 * in the transactions in which things happen.
 */
export function startTellingWebhooks(deps: TellDeps): Helper {
  const { db, relayDb, log } = deps;
  let lookForLateAtMs = 0;

  /** @returns how long to wait for the next */
  async function look(): Promise<number> {
    const { more } = await tellAllWebhooks(deps);
    if (more) return 0;
    if (performance.now() < lookForLateAtMs) return PAUSE_MS;
    lookForLateAtMs = performance.now() + LOOK_FOR_LATE_MS;
    for (const orgId of await orgsWithLateWebhooks(relayDb, LATE_MS))
      await db.inOrg(orgId, (tx) => ringLateWebhooks(tx, LATE_MS, MOST_LATE));
    return PAUSE_MS;
  }

  return repeated(look, (error) => {
    log.warn({ err: error }, 'nobody could be told of events');
    return PAUSE_MS;
  });
}
