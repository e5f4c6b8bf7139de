import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../db/client.js';
import { OUTBOX_TOPICS, type OutboxTopic } from '../db/outbox-topics.js';
import { bury, claimOutbox, markDelivered, postpone, type OutboxRow } from '../db/platform/queries/outbox.js';
import { backoffMs, isPermanent, messageOf } from './delivery/outcome.js';
import { parcelsOf, type Parcel, type Topic } from './delivery/topic.js';

export interface RelayDeps {
  /** As `pinggo_relay`. */
  db: Database;
  /** URL of the same, for the connection that listens. */
  listenUrl: string;
  /** Who delivers which topic; rows of another are left for the relay that knows it. */
  topics: Record<OutboxTopic, Topic>;
  log: Logger;
}

const BATCH = 100;
const CONCURRENCY = 25;
const LEASE_MS = 30_000;
/** Behind NOTIFY, for what was postponed and for a notice that got lost with its connection. */
const POLL_MS = 1_000;
/** Tries of a permanent error before it becomes a dead letter: a server that is just being upgraded may mend. */
const PERMANENT_TRIES = 5;

/** Moves outbox rows to Temporal: woken by NOTIFY, with a slow poll behind it. Several relays share the work. */
export function startRelay(deps: RelayDeps): { stop(): Promise<void> } {
  const { db, log } = deps;
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let woken = false;
  /** Where the last claim left off, when more orgs waited than one claim serves. */
  let fromOrgId: string | null = null;
  const ring = (): void => {
    woken = true;
    wake();
  };

  async function attempt({ rows, deliver, alone }: Parcel): Promise<OutboxRow[]> {
    try {
      await deliver();
      return rows;
    } catch (error) {
      if (isPermanent(error) && rows.length > 1) {
        const delivered: OutboxRow[] = [];
        for (const parcel of alone()) delivered.push(...(await attempt(parcel)));
        return delivered;
      }
      const { topic, orgId, leadId, attempts } = rows[0]!;
      const text = messageOf(error);
      if (isPermanent(error) && attempts >= PERMANENT_TRIES) {
        for (const row of rows) await bury(db, row, text);
        log.error({ job: 'relay', topic, orgId, leadId, error: text }, 'dead letter');
      } else {
        await postpone(db, rows, backoffMs(attempts), text);
        if (attempts === 1) log.warn({ job: 'relay', topic, error: text }, 'delivery postponed');
      }
      return [];
    }
  }

  async function deliverBatch(rows: OutboxRow<OutboxTopic>[]): Promise<void> {
    const delivered: OutboxRow[] = [];
    // All lanes take from the same iterator, the first group first.
    const groups = parcelsOf(rows, deps.topics).values();
    const lane = async (): Promise<void> => {
      for (const group of groups)
        for (const parcel of group)
          try {
            delivered.push(...(await attempt(parcel)));
          } catch (error) {
            // What became of it could not be written down: its lease ends, and it is tried again. The others are delivered.
            const { topic, orgId } = parcel.rows[0]!;
            log.warn({ job: 'relay', topic, orgId, error: messageOf(error) }, 'a failed delivery could not be put off');
          }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
    if (delivered.length > 0) await markDelivered(db, delivered);
  }

  /** Claims and delivers a batch. @returns whether rows may be left that could be claimed now */
  async function turn(): Promise<boolean> {
    const claim = await claimOutbox(db, OUTBOX_TOPICS, { limit: BATCH, leaseMs: LEASE_MS, fromOrgId });
    fromOrgId = claim.nextOrgId;
    if (claim.rows.length > 0) await deliverBatch(claim.rows);
    return claim.rows.length > 0;
  }

  async function pump(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false;
      let more = false;
      try {
        more = await turn();
      } catch (error) {
        log.warn({ job: 'relay', error: messageOf(error) }, 'the outbox cannot be read');
        await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
      if (more || woken || stopping.signal.aborted) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MS);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }

  async function listen(): Promise<void> {
    while (!stopping.signal.aborted) {
      const client = new pg.Client({ connectionString: deps.listenUrl, keepAlive: true });
      try {
        await client.connect();
        client.on('notification', ring);
        await client.query('LISTEN pinggo_outbox');
        ring();
        await new Promise<void>((resolve) => {
          client.on('error', () => resolve());
          client.on('end', () => resolve());
          stopping.signal.addEventListener('abort', () => resolve(), { once: true });
        });
      } catch (error) {
        log.warn({ job: 'relay', error: messageOf(error) }, 'cannot listen; the poll goes on');
      } finally {
        await client.end().catch(() => undefined);
      }
      await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  }

  const running = Promise.all([pump(), listen()]);
  return {
    async stop() {
      stopping.abort();
      wake();
      await running;
    },
  };
}
