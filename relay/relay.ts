import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Logger } from 'pino';
import type { Database } from '../db/client.js';
import { messageOf } from '../db/errors.js';
import { OUTBOX_TOPICS, type OutboxTopic } from '../db/outbox-topics.js';
import { addDelta } from '../db/platform/queries/counters.js';
import type { DeliveryResult } from '../domain/platform/metrics/families.js';
import { added, seriesOf, type Amounts } from '../domain/platform/metrics/family.js';
import { PATIENCE, sessionLimits } from '../db/patience.js';
import {
  bringForward,
  bury,
  claimOutbox,
  giveBack,
  markDelivered,
  postpone,
  type OutboxRow,
} from '../db/platform/queries/outbox.js';
import type { Passed } from '../settlement/boundaries.js';
import { backoffMs, isPermanent } from './delivery/outcome.js';
import { parcelsOf, type Parcel, type Topic } from './delivery/topic.js';

export interface RelayDeps {
  /** As `pinggo_relay`. */
  db: Database;
  /** URL of the same, for the connection that listens. */
  listenUrl: string;
  /** Who delivers which topic; rows of another are left for the relay that knows it. */
  topics: Record<OutboxTopic, Topic>;
  /** Whether Temporal is known not to answer: then nothing is tried. */
  isAway?: () => boolean;
  /** Makes what the server must know before it is told anything, as it may come back without it; never throws. */
  whenBack?: () => Promise<void>;
  /** The trace id of a lead, where it is known. */
  traceOf?: (leadId: string) => string | undefined;
  passed?: Passed;
  /** Whether leads wait to be decided, here and now: owners and deadlines are worth more than what is only carried over. */
  isCrowded?: () => boolean;
  log: Logger;
}

interface Pace {
  /** Rows of a claim. */
  batch: number;
  /** Groups of them that are delivered side by side. */
  lanes: number;
}
const PACE: Pace = { batch: 100, lanes: 25 };
const CROWDED: Pace = { batch: 10, lanes: 2 };
/** In a crowd it rests for so many times as long as it worked: to start a workflow costs more than to begin its lead. */
const REST = 2;
const LEASE_MS = 30_000;
/** Behind NOTIFY, for what was postponed and for a notice that got lost with its connection. */
const POLL_MS = 1_000;
/** Tries of a permanent error before it becomes a dead letter: a server that is just being upgraded may mend. */
const PERMANENT_TRIES = 5;

type Outcome = 'DELIVERED' | 'FAILED' | 'UNTRIED';

const series = (result: DeliveryResult) => seriesOf('relay_deliveries_total', { result });

/** Moves outbox rows to Temporal: woken by NOTIFY, with a slow poll behind it. Several relays share the work. */
export function startRelay(deps: RelayDeps): { stop(): Promise<void> } {
  const { db, log, isAway = () => false, isCrowded = () => false } = deps;
  const traceOf = (leadId: string | null) => (leadId === null ? undefined : deps.traceOf?.(leadId));
  const stopping = new AbortController();
  let wake: () => void = () => undefined;
  let woken = false;
  /** Where the last claim left off, when more orgs waited than one claim serves. */
  let fromOrgId: string | null = null;
  /** Whether it waits for Temporal to be back. */
  let paused = false;
  /** What became of messages and is not counted yet. */
  let uncounted: Amounts = {};
  const note = (result: DeliveryResult, rows: number): void => {
    uncounted = added([uncounted, { [series(result)]: rows }]);
  };
  const ring = (): void => {
    woken = true;
    wake();
  };

  async function attempt({ row, deliver }: Parcel): Promise<Outcome> {
    if (isAway()) return 'UNTRIED';
    try {
      await deliver();
      return 'DELIVERED';
    } catch (error) {
      // Its server went away under it: that says nothing of the row.
      if (isAway()) return 'UNTRIED';
      const { topic, orgId, leadId, attempts } = row;
      const text = messageOf(error);
      if (isPermanent(error) && attempts >= PERMANENT_TRIES) {
        await bury(db, row, text);
        note('dead', 1);
        log.error({ job: 'relay', topic, orgId, leadId, traceId: traceOf(leadId), error: text }, 'dead letter');
      } else {
        await postpone(db, [row], backoffMs(attempts), text);
        note('postponed', 1);
        if (attempts === 1)
          log.warn({ job: 'relay', topic, traceId: traceOf(leadId), error: text }, 'delivery postponed');
      }
      return 'FAILED';
    }
  }

  async function deliverBatch(rows: OutboxRow<OutboxTopic>[], lanes: number): Promise<void> {
    const delivered: OutboxRow[] = [];
    const untried: OutboxRow[] = [];
    // All lanes take from the same iterator, the first group first.
    const groups = parcelsOf(rows, deps.topics).values();
    /** @returns whether what comes after it of its group may follow */
    const deliver = async (parcel: Parcel, isPutBack: boolean): Promise<boolean> => {
      try {
        const outcome = isPutBack ? 'UNTRIED' : await attempt(parcel);
        if (outcome === 'UNTRIED') return false;
        if (outcome === 'DELIVERED') {
          deps.passed?.('TOLD');
          delivered.push(parcel.row);
        }
      } catch (error) {
        // What became of it could not be written down: its lease ends, and it is tried again. The others are delivered.
        const { topic, orgId } = parcel.row;
        log.warn({ job: 'relay', topic, orgId, error: messageOf(error) }, 'a failed delivery could not be put off');
      }
      return true;
    };
    const lane = async (_: unknown, place: number): Promise<void> => {
      for (const group of groups)
        for (const [index, parcel] of group.entries()) {
          // What was claimed before a crowd came is not carried over in the middle of it.
          if (await deliver(parcel, place >= CROWDED.lanes && isCrowded())) continue;
          untried.push(...group.slice(index).map(({ row }) => row));
          break;
        }
    };
    await Promise.all(Array.from({ length: lanes }).map(lane));
    if (untried.length > 0) await giveBack(db, untried);
    if (delivered.length === 0) return;
    await markDelivered(db, delivered, added([uncounted, { [series('delivered')]: delivered.length }]));
    uncounted = {};
    deps.passed?.('MARKED');
  }

  /** Once a batch, where nothing of it was delivered; what could not be counted is counted with the next. */
  async function count(): Promise<void> {
    await addDelta(db.pool, uncounted);
    uncounted = {};
  }

  /** Claims and delivers a batch. @returns whether rows may be left that could be claimed now */
  async function turn(): Promise<boolean> {
    if (isAway()) {
      paused = true;
      return false;
    }
    if (paused) {
      await deps.whenBack?.();
      const rows = await bringForward(db);
      paused = false;
      log.info({ job: 'relay', rows }, 'the relay goes on; what was put off is tried now');
    }
    const { batch, lanes } = isCrowded() ? CROWDED : PACE;
    const claim = await claimOutbox(db, OUTBOX_TOPICS, { limit: batch, leaseMs: LEASE_MS, fromOrgId });
    fromOrgId = claim.nextOrgId;
    if (claim.rows.length > 0) {
      deps.passed?.('CLAIMED');
      await deliverBatch(claim.rows, lanes);
      await count();
    }
    return claim.rows.length > 0;
  }

  const rest = (ms: number): Promise<void> => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined);

  async function pump(): Promise<void> {
    while (!stopping.signal.aborted) {
      woken = false;
      let more = false;
      const startedAtMs = performance.now();
      try {
        more = await turn();
        if (more && isCrowded()) await rest(Math.min(POLL_MS, REST * (performance.now() - startedAtMs)));
      } catch (error) {
        log.warn({ job: 'relay', error: messageOf(error) }, 'the outbox cannot be read');
        await rest(POLL_MS);
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
      const client = new pg.Client({
        connectionString: deps.listenUrl,
        keepAlive: true,
        ...sessionLimits(PATIENCE.LISTENING),
      });
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
      await rest(POLL_MS);
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
