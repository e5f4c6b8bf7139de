import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import { Webhook } from 'standardwebhooks';
import type { Database, OrgTransaction } from '../../db/client.js';
import type { SecretBox } from '../../db/platform/secret-box.js';
import { webhookSecretPlace } from '../../db/platform/webhook-secrets.js';
import { tellAdmins } from '../../db/platform/queries/admin-notices.js';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { addDelta } from '../../db/platform/queries/counters.js';
import {
  holdDeliveries,
  settleTry,
  switchWebhookOff,
  takeDelivery,
  webhookFails,
  webhookWorks,
  type TakenDelivery,
  type TriedDelivery,
} from '../../db/platform/queries/webhook-deliveries.js';
import { activeWebhookSecrets } from '../../db/platform/queries/webhooks.js';
import { SYSTEM } from '../../domain/platform/audit/actor.js';
import type { WebhookResult } from '../../domain/platform/metrics/families.js';
import { seriesOf } from '../../domain/platform/metrics/family.js';
import type { OutgoingChannel } from '../../domain/platform/notices/channels.js';
import { repaired } from '../../domain/platform/text/clean.js';
import { TEST_EVENT, TEST_EVENTS } from '../../domain/platform/vocabulary/events.js';
import type { WebhookFault, WebhookOffReason } from '../../domain/platform/vocabulary/webhooks.js';
import { eventOf, type EventDefinitions, type EventFact } from '../../domain/platform/events/events.js';
import { webhookOffNotice } from '../../domain/platform/webhooks/notice.js';
import { offReasonOf, verdictOf } from '../../domain/platform/webhooks/outcome.js';
import { nextTryAtMs, putOffMsOf } from '../../domain/platform/webhooks/retries.js';
import { guardedPost, OutgoingFailed, type OutgoingRules, type Posted } from '../../outgoing/guarded.js';

/** Its name and arguments are in histories. */
export interface WebhookActivities {
  /** Tries to deliver the first of a lane. @returns how long to wait until there is something to do; null: nothing is left */
  tryWebhook(lane: { orgId: string; laneId: string }): Promise<{ waitMs: number } | null>;
}

export interface WebhookDeps {
  db: Database;
  /** Opens the secrets that sign; null: no key is set, and nothing can be signed. */
  secrets: SecretBox | null;
  /** Where receivers may be besides the internet. */
  rules: OutgoingRules;
  /** What orgs can subscribe to. */
  events: EventDefinitions;
  /** A lead as it is sent; null: there is none. */
  leadToSend: (tx: OrgTransaction, leadId: string) => Promise<Record<string, unknown> | null>;
  /** The channels that notices leave the house by. */
  outgoing: readonly OutgoingChannel[];
  /** Now, in epoch milliseconds. */
  clock: () => number;
  log: Logger;
}

/** Longer than a try may take (`startToCloseTimeout` of the workflow): one whose worker died is over by then. */
const LEASE_MS = 65_000;
/** From the first byte out to the last one in. */
const WITHIN_MS = 15_000;
/** What is kept of an answer. */
const LONGEST_ANSWER = 2_048;
const USER_AGENT = 'Pinggo-Webhooks/1';

/** What goes out. */
interface Request {
  url: string;
  body: string;
  headers: Record<string, string>;
}

export function webhookActivities(deps: WebhookDeps): WebhookActivities {
  const { db, secrets, rules, events, leadToSend, clock, log } = deps;
  const definitions: EventDefinitions = { ...events, ...TEST_EVENTS };

  async function bodyOf(tx: OrgTransaction, delivery: TakenDelivery, fact: EventFact): Promise<string> {
    const event = eventOf(fact, definitions[delivery.eventType] ?? UNKNOWN, delivery.eventType);
    if (delivery.payload === 'THIN') return JSON.stringify(event);
    return JSON.stringify({ ...event, lead: fact.leadId === null ? null : await leadToSend(tx, fact.leadId) });
  }

  /** Each active secret signs, the newest first. */
  async function request(tx: OrgTransaction, delivery: TakenDelivery): Promise<Request | WebhookFault> {
    if (delivery.fact === null) return 'EVENT_GONE';
    const sealed = await activeWebhookSecrets(tx, delivery.webhookId, new Date(clock()));
    const place = webhookSecretPlace(tx.orgId, delivery.webhookId);
    const plain = sealed.map((one) => (secrets ?? noKey()).decrypt(one, place));
    if (plain.length === 0) return 'NO_SECRET';
    const body = await bodyOf(tx, delivery, delivery.fact);
    const at = new Date(clock());
    const signature = plain.map((one) => new Webhook(one).sign(delivery.id, at, body)).join(' ');
    return {
      url: delivery.url,
      body,
      headers: {
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
        'user-agent': USER_AGENT,
        'webhook-id': delivery.id,
        'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
        'webhook-signature': signature,
      },
    };
  }

  async function send(sent: Request | WebhookFault): Promise<{ tried: TriedDelivery; putOffMs: number | null }> {
    const at = new Date(clock());
    const body = typeof sent === 'string' ? '' : sent.body;
    const answered: Posted | WebhookFault = typeof sent === 'string' ? sent : await post(sent);
    const posted = typeof answered === 'string' ? null : answered;
    return {
      tried: {
        at,
        tookMs: Math.max(0, clock() - at.getTime()),
        bytes: Buffer.byteLength(body),
        bodyHash: createHash('sha256').update(body).digest('hex'),
        status: posted?.status ?? null,
        fault: typeof answered === 'string' ? answered : null,
        answerType: posted?.contentType?.slice(0, 200) ?? null,
        answer: posted === null ? null : repaired(posted.body),
      },
      putOffMs: posted === null ? null : putOffMsOf(posted.retryAfter, clock()),
    };
  }

  async function post({ url, body, headers }: Request): Promise<Posted | WebhookFault> {
    try {
      return await guardedPost(rules, url, { body, headers, withinMs: WITHIN_MS, longestBody: LONGEST_ANSWER });
    } catch (error) {
      if (error instanceof OutgoingFailed) return error.fault;
      throw error;
    }
  }

  /** Writes down what became of it. @returns how long the lane waits */
  async function settle(
    tx: OrgTransaction,
    delivery: TakenDelivery,
    { tried, putOffMs }: { tried: TriedDelivery; putOffMs: number | null },
  ): Promise<{ waitMs: number }> {
    const verdict = verdictOf(tried.status);
    const isTest = delivery.eventType === TEST_EVENT;
    if (verdict === 'TAKEN') {
      await settleTry(tx, delivery.id, tried, { status: 'DELIVERED', nextTryAt: null });
      await count(tx, 'delivered');
      await webhookWorks(tx, delivery.webhookId);
      return { waitMs: 0 };
    }
    const nowMs = clock();
    const isHopeless = isTest || verdict === 'GONE' || tried.fault === 'EVENT_GONE';
    const nextMs = isHopeless ? null : nextTryAtMs(delivery.tries, nowMs, { spread: spreadOf(delivery.id), putOffMs });
    const nextTryAt = nextMs === null ? null : new Date(nextMs);
    await settleTry(tx, delivery.id, tried, { status: nextMs === null ? 'FAILED' : 'PENDING', nextTryAt });
    await count(tx, nextMs === null ? 'given_up' : 'postponed');
    // What is wrong with one event says nothing about its webhook.
    if (!isTest && tried.fault !== 'EVENT_GONE') {
      const failingSince = await webhookFails(tx, delivery.webhookId, delivery.takenAt);
      const reason = offReasonOf({
        verdict,
        isLast: nextMs === null,
        firstTriedAtMs: delivery.firstTriedAt.getTime(),
        failingSinceMs: failingSince.getTime(),
      });
      if (reason !== null) await switchOff(tx, delivery.webhookId, reason, new Date(nowMs));
    }
    return { waitMs: nextMs === null ? 0 : nextMs - nowMs };
  }

  async function switchOff(tx: OrgTransaction, id: string, reason: WebhookOffReason, at: Date): Promise<void> {
    const name = await switchWebhookOff(tx, id, reason, at);
    if (name === null) return;
    await holdDeliveries(tx, id);
    await addDelta(tx.client, { webhooks_disabled_total: 1 });
    await writeAudit(tx, {
      actor: SYSTEM,
      action: 'webhook.disabled',
      entity: { type: 'webhook', id },
      after: { name, reason },
      traceId: null,
      at,
    });
    await tellAdmins(tx, {
      kind: 'WEBHOOK_DISABLED',
      cause: `webhook-disabled:${id}:${at.getTime()}`,
      ...webhookOffNotice(name, reason),
      outgoing: deps.outgoing,
      at,
    });
    log.warn({ orgId: tx.orgId, webhookId: id, reason }, 'webhook switched off');
  }

  return {
    async tryWebhook({ orgId, laneId }) {
      const taken = await db.inOrg(orgId, async (tx) => {
        const taken = await takeDelivery(tx, laneId, { leaseMs: LEASE_MS, testType: TEST_EVENT });
        if (taken === null || 'waitMs' in taken) return taken;
        return { ...taken, sent: await request(tx, taken.delivery) };
      });
      if (taken === null || 'waitMs' in taken) return taken;
      const { delivery } = taken;
      const came = await send(taken.sent);
      const next = await db.inOrg(orgId, (tx) => settle(tx, delivery, came));
      const { status, fault } = came.tried;
      log.info({ orgId, webhookId: delivery.webhookId, deliveryId: delivery.id, status, fault }, 'webhook tried');
      return next;
    },
  };
}

const count = (tx: OrgTransaction, result: WebhookResult): Promise<void> =>
  addDelta(tx.client, { [seriesOf('webhook_tries_total', { result })]: 1 });

/** Of a version that knew more events. */
const UNKNOWN = { summary: '', entity: '', members: {} } as const;

/** The same for a delivery whenever it is asked: 0 to 1. */
const spreadOf = (id: string): number => Number.parseInt(id.slice(0, 8), 16) / 0xffff_ffff;

function noKey(): never {
  throw new Error('webhooks cannot be signed: set PINGGO_SECRETS_KEY for the worker, as for the API');
}
