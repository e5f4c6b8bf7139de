import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../db/client.js';
import { bury, claimOutbox, markDelivered, postpone, type OutboxRow } from '../db/platform/queries/outbox.js';
import { deliverAbsence } from './leads/deliver-absence.js';
import { deliverNotifications, deliverToLead, type DeliverDeps } from './deliver.js';
import { backoffMs, isPermanent, messageOf } from './outcome.js';

export interface RelayDeps extends DeliverDeps {
  /** As `pinggo_relay`. */
  db: Database;
  /** URL of the same, for the connection that listens. */
  listenUrl: string;
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
  const ring = (): void => {
    woken = true;
    wake();
  };

  async function attempt(rows: OutboxRow[], deliver: () => Promise<void>): Promise<OutboxRow[]> {
    try {
      await deliver();
      return rows;
    } catch (error) {
      const { attempts } = rows[0]!;
      const text = messageOf(error);
      if (isPermanent(error) && attempts >= PERMANENT_TRIES) {
        for (const row of rows) await bury(db, row, text);
        log.error(
          { job: 'relay', topic: rows[0]!.topic, orgId: rows[0]!.orgId, leadId: rows[0]!.leadId, error: text },
          'dead letter',
        );
      } else {
        await postpone(db, rows, backoffMs(attempts), text);
        if (attempts === 1) log.warn({ job: 'relay', topic: rows[0]!.topic, error: text }, 'delivery postponed');
      }
      return [];
    }
  }

  async function deliverBatch(rows: OutboxRow[]): Promise<void> {
    // Rows of one lead go in their order, leads side by side; notices of one org go together.
    const groups = new Map<string, OutboxRow[]>();
    for (const row of rows) {
      const key = row.topic === 'NOTIFICATION' ? `n:${row.orgId}` : `l:${row.leadId ?? row.subjectId}`;
      groups.set(key, [...(groups.get(key) ?? []), row]);
    }
    const work = [...groups.values()];
    const delivered: OutboxRow[] = [];
    const lane = async (): Promise<void> => {
      for (let group = work.pop(); group; group = work.pop()) {
        const rowsOf = group;
        if (rowsOf[0]!.topic === 'NOTIFICATION') {
          delivered.push(...(await attempt(rowsOf, () => deliverNotifications(deps, rowsOf))));
          continue;
        }
        for (const row of rowsOf) {
          const deliver = row.topic === 'ABSENCE_PLANNED' ? deliverAbsence : deliverToLead;
          delivered.push(...(await attempt([row], () => deliver(deps, row))));
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, lane));
    if (delivered.length > 0) await markDelivered(db, delivered);
  }

  async function pump(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false;
      let claimed = 0;
      try {
        const rows = await claimOutbox(db, BATCH, LEASE_MS);
        claimed = rows.length;
        if (claimed > 0) await deliverBatch(rows);
      } catch (error) {
        log.warn({ job: 'relay', error: messageOf(error) }, 'the outbox cannot be read');
        await delay(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
      }
      if (claimed > 0 || woken || stopping.signal.aborted) continue;
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
