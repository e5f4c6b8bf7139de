import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import {
  findDelivery,
  holdDeliveries,
  listDeliveries,
  webhookActivity,
} from '../../../db/platform/queries/webhook-deliveries.js';
import { deliverEntry, redeliver, replayEvents } from '../../../db/platform/queries/webhook-events.js';
import {
  beginAtPresent,
  countWebhooks,
  expireWebhookSecrets,
  findWebhook,
  insertWebhook,
  insertWebhookSecret,
  listWebhooks,
  listWebhookSecrets,
  revokeWebhookSecret,
  updateWebhook,
  type WebhookChange,
  type WebhookRow,
  type WebhookSecretRow,
} from '../../../db/platform/queries/webhooks.js';
import { webhookSecretPlace } from '../../../db/platform/webhook-secrets.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import { same } from '../../../domain/platform/text/same.js';
import { PLATFORM_EVENTS, TEST_EVENT, TEST_EVENTS, TESTED } from '../../../domain/platform/vocabulary/events.js';
import { addressInLog, addressProblem } from '../../../domain/platform/webhooks/address.js';
import type { EventDefinitions } from '../../../domain/platform/events/events.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { byId, byInstantAndNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation, type ApiError } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import type { RouteDefinition } from '../../http/route.js';
import { stampOf } from '../../http/stamp.js';
import { webhookContracts } from '../contract/webhooks.js';
import { route, type PlatformDeps } from '../deps.js';
import { newWebhookSecret } from '../crypto/webhook-secret.js';
import { shownLife } from '../views/secret-life.js';
import { shownDelivery, shownDetail, shownWebhook } from '../views/webhooks.js';

const LIST = 'webhooks';
const SECRETS = 'webhook-secrets';
const DELIVERIES = 'webhook-deliveries';
/** Of one org: each event is looked at for each of them. */
const MOST_WEBHOOKS = 50;
const MOST_REPLAYED = 5_000;
/** How far the figures of a webhook go back. */
const ACTIVITY_MS = 7 * 24 * 3_600_000;

const answer = (row: WebhookRow) => ({ headers: { ETag: etagOf(row.revision) }, body: shownWebhook(row) });

const shownSecret = (now: Date) => (row: WebhookSecretRow) => shownLife(row, now);

/** @throws ApiError 400 for plain HTTP, where that is not allowed */
function checkAddress(url: string | undefined, { options }: Pick<PlatformDeps, 'options'>): void {
  if (url === undefined || addressProblem(url, options.webhooks.local) === null) return;
  throw validation([{ path: 'url', message: 'Give an address that begins with https://.' }]);
}

const isOff = (): ApiError =>
  conflict('This webhook is switched off', ['Switch it on first; the test may be sent before.']);

/** Of a webhook as the audit log holds it, which more people read. */
const inLog = (said: Partial<WebhookRow>): Partial<WebhookRow> =>
  said.url === undefined ? said : { ...said, url: addressInLog(said.url) };

/** What a change does is an entry of its own where somebody would look for it. */
function actionOf(change: WebhookChange): PlatformAction {
  if (change.offAt === undefined) return 'webhook.changed';
  return change.offAt === null ? 'webhook.enabled' : 'webhook.disabled';
}

async function checkRoom(tx: OrgTransaction): Promise<void> {
  if ((await findOrg(tx))?.demoOf) throw conflict('A demo tells nobody of its events', ['Use your own organisation.']);
  if ((await countWebhooks(tx)) >= MOST_WEBHOOKS)
    throw conflict(`There are ${MOST_WEBHOOKS} webhooks already`, ['Delete one that nobody needs any more.']);
}

/** @param product what there is to subscribe to besides the platform's own events */
export function webhookRoutes(product: EventDefinitions): RouteDefinition<PlatformDeps>[] {
  const subscribed: EventDefinitions = { ...product, ...PLATFORM_EVENTS };
  const known: EventDefinitions = { ...subscribed, ...TEST_EVENTS };
  const contracts = webhookContracts(Object.keys(subscribed) as [string, ...string[]]);

  return [
    route(contracts.listWebhooks, async ({ query, caller, deps }) => {
      const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
      const { rows, told } = await deps.db.readOrg(caller.orgId, async (tx) => {
        const rows = await listWebhooks(tx, { limit: query.limit + 1, after });
        return { rows, told: await activityOf(tx, rows, deps.clock()) };
      });
      const item = (row: WebhookRow) => ({ ...shownWebhook(row), activity: told(row) });
      return { status: 200, body: toPage(LIST, rows, query.limit, item, (row) => [row.id]) };
    }),

    route(contracts.createWebhook, async (context) => {
      const stamp = stampOf(context);
      const wishes = context.body;
      checkAddress(wishes.url, context.deps);
      const secret = newWebhookSecret();
      const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        await checkRoom(tx);
        const made = await insertWebhook(tx, { ...wishes, id: uuidv7(), now: stamp.at });
        const ciphertext = context.deps.secrets.encrypt(secret, webhookSecretPlace(tx.orgId, made.id));
        await insertWebhookSecret(tx, { webhookId: made.id, ciphertext, now: stamp.at });
        const entity = { type: 'webhook', id: made.id };
        await writeAudit(tx, { ...stamp, action: 'webhook.created', entity, after: inLog(wishes) });
        return made;
      });
      const headers = { Location: `/api/webhooks/${row.id}`, ETag: etagOf(row.revision) };
      return { status: 201, headers, body: { ...shownWebhook(row), secret } };
    }),

    route(contracts.getWebhook, async ({ params, caller, deps, missing }) => {
      const { row, told } = await deps.db.readOrg(caller.orgId, async (tx) => {
        const row = await findWebhook(tx, params.id);
        if (!row) throw missing();
        return { row, told: await activityOf(tx, [row], deps.clock()) };
      });
      const { headers, body } = answer(row);
      return { status: 200, headers, body: { ...body, activity: told(row) } };
    }),

    route(contracts.changeWebhook, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      const { enabled, ...wishes } = context.body;
      checkAddress(wishes.url, context.deps);
      const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        if (!found) throw context.missing();
        checkIfMatch(context.headers['if-match'], found.revision);
        const change = Object.fromEntries(
          Object.entries(wishes).filter(([, value]) => value !== undefined),
        ) as WebhookChange;
        if (enabled === true && found.offAt !== null) {
          await beginAtPresent(tx);
          Object.assign(change, { offAt: null, offReason: null, failingSince: null, activeFrom: stamp.at });
        }
        if (enabled === false && found.offAt === null) Object.assign(change, { offAt: stamp.at, offReason: 'PERSON' });
        const before = Object.fromEntries(Object.keys(change).map((key) => [key, found[key as keyof WebhookChange]]));
        if (same(before, change)) return found;
        const changed = await updateWebhook(tx, id, change);
        if (changed.offAt !== null && found.offAt === null) await holdDeliveries(tx, id);
        await writeAudit(tx, {
          ...stamp,
          action: actionOf(change),
          entity: { type: 'webhook', id },
          before: inLog({ name: found.name, ...before }),
          after: inLog({ name: changed.name, ...change }),
        });
        return changed;
      });
      return { status: 200, ...answer(row) };
    }),

    route(contracts.deleteWebhook, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        if (!found) throw context.missing();
        checkIfMatch(context.headers['if-match'], found.revision);
        await updateWebhook(tx, id, { deletedAt: stamp.at });
        await holdDeliveries(tx, id);
        const { name, url, events } = found;
        const entity = { type: 'webhook', id };
        await writeAudit(tx, { ...stamp, action: 'webhook.deleted', entity, before: inLog({ name, url, events }) });
      });
      return { status: 204 };
    }),

    route(contracts.listSecrets, async ({ params, query, caller, deps, missing }) => {
      const after = decodeCursor(SECRETS, byId, query.cursor)?.[0] ?? null;
      const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
        if (!(await findWebhook(tx, params.id))) throw missing();
        return listWebhookSecrets(tx, params.id, { limit: query.limit + 1, after });
      });
      const item = shownSecret(deps.clock());
      return { status: 200, body: toPage(SECRETS, rows, query.limit, item, (row) => [row.id]) };
    }),

    route(contracts.rotateSecret, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      const secret = newWebhookSecret();
      const { secretId, previous } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        if (!found) throw context.missing();
        const end = new Date(stamp.at.getTime() + context.body.overlap);
        const previous = await expireWebhookSecrets(tx, id, end, stamp.at);
        const ciphertext = context.deps.secrets.encrypt(secret, webhookSecretPlace(tx.orgId, id));
        const secretId = await insertWebhookSecret(tx, { webhookId: id, ciphertext, now: stamp.at });
        await writeAudit(tx, {
          ...stamp,
          action: 'webhook.secret_rotated',
          entity: { type: 'webhook', id },
          after: { name: found.name, secretId, previousExpireAt: isoOrNull(previous) },
        });
        return { secretId, previous };
      });
      return { status: 201, body: { id: secretId, secret, previousExpireAt: isoOrNull(previous) } };
    }),

    route(contracts.revokeSecret, async (context) => {
      const stamp = stampOf(context);
      const { id, secretId } = context.params;
      await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        const revoked = found && (await revokeWebhookSecret(tx, id, secretId, stamp.at));
        if (!found || revoked === null) throw context.missing();
        if (!revoked) return;
        await writeAudit(tx, {
          ...stamp,
          action: 'webhook.secret_revoked',
          entity: { type: 'webhook', id },
          after: { name: found.name, secretId },
        });
      });
      return { status: 204 };
    }),

    route(contracts.testWebhook, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      const deliveryId = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        if (!found) throw context.missing();
        const entity = { type: 'webhook', id };
        await writeAudit(tx, { ...stamp, action: TESTED, entity, after: { name: found.name } });
        return deliverEntry(tx, id, { action: TESTED, eventType: TEST_EVENT });
      });
      return { status: 202, body: { deliveryId } };
    }),

    route(contracts.replayWebhook, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      const { from, to, delivered } = context.body;
      const { replayed, more } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const found = await findWebhook(tx, id, true);
        if (!found) throw context.missing();
        if (found.offAt !== null) throw isOff();
        const range = { from: new Date(from), to: new Date(to) };
        const done = await replayEvents(tx, { ...range, webhookId: id, delivered, limit: MOST_REPLAYED });
        await writeAudit(tx, {
          ...stamp,
          action: 'webhook.replayed',
          entity: { type: 'webhook', id },
          after: { name: found.name, from, to, delivered, deliveries: done.replayed },
        });
        return done;
      });
      return { status: 202, body: { deliveries: replayed, more } };
    }),

    route(contracts.listDeliveries, async ({ params, query, caller, deps, missing }) => {
      const at = decodeCursor(DELIVERIES, byInstantAndNumber, query.cursor);
      const before = at === null ? null : { at: new Date(at[0]), auditId: at[1] };
      const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
        if (!(await findWebhook(tx, params.id))) throw missing();
        return listDeliveries(tx, params.id, query, { limit: query.limit + 1, before });
      });
      const keys = (row: (typeof rows)[number]) => [iso(row.eventAt), row.auditId];
      return { status: 200, body: toPage(DELIVERIES, rows, query.limit, shownDelivery, keys) };
    }),

    route(contracts.getDelivery, async ({ params, caller, deps, missing }) => {
      const body = await deps.db.readOrg(caller.orgId, async (tx) => {
        const webhook = await findWebhook(tx, params.id);
        const found = webhook && (await findDelivery(tx, params.id, params.deliveryId));
        if (!webhook || !found) throw missing();
        return shownDetail(webhook, found, known);
      });
      return { status: 200, body };
    }),

    route(contracts.redeliver, async (context) => {
      const stamp = stampOf(context);
      const { id, deliveryId } = context.params;
      const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        const webhook = await findWebhook(tx, id, true);
        const found = webhook && (await findDelivery(tx, id, deliveryId));
        if (!webhook || !found) throw context.missing();
        if (webhook.offAt !== null && found.row.eventType !== TEST_EVENT) throw isOff();
        await redeliver(tx, id, deliveryId);
        await writeAudit(tx, {
          ...stamp,
          action: 'webhook.redelivered',
          entity: { type: 'webhook', id },
          after: { name: webhook.name, deliveryId },
        });
        return (await findDelivery(tx, id, deliveryId))!.row;
      });
      return { status: 202, body: shownDelivery(row) };
    }),
  ];
}

/** What became lately of what webhooks were told. */
async function activityOf(tx: OrgTransaction, rows: readonly WebhookRow[], now: Date) {
  const since = new Date(now.getTime() - ACTIVITY_MS);
  const told = await webhookActivity(
    tx,
    rows.map(({ id }) => id),
    since,
  );
  return ({ id }: Pick<WebhookRow, 'id'>) => {
    const { lastDeliveredAt = null, delivered = 0, failed = 0, waiting = 0 } = told.get(id) ?? {};
    return { lastDeliveredAt: isoOrNull(lastDeliveredAt), delivered, failed, waiting };
  };
}
