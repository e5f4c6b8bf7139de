import type { DeliveryRow, TryRow } from '../../../db/platform/queries/webhook-deliveries.js';
import type { WebhookRow } from '../../../db/platform/queries/webhooks.js';
import { eventOf, type EventDefinitions, type EventFact } from '../../../domain/platform/events/events.js';
import { standingOf } from '../../../domain/platform/webhooks/outcome.js';
import { iso, isoOrNull } from '../../http/contract.js';

export const shownWebhook = (row: WebhookRow) => ({
  id: row.id,
  name: row.name,
  url: row.url,
  events: row.events,
  payload: row.payload,
  ordered: row.ordered,
  createdAt: iso(row.createdAt),
  standing: standingOf({ offReason: row.offReason, failingSinceMs: row.failingSince?.getTime() ?? null }),
  offAt: isoOrNull(row.offAt),
  offReason: row.offReason,
  failingSince: isoOrNull(row.failingSince),
  revision: row.revision,
});

const shownTry = ({ at, status, fault, tookMs }: NonNullable<DeliveryRow['last']>) => ({
  at: iso(at),
  status,
  fault,
  tookMs,
});

export const shownDelivery = ({ eventType, auditId: _place, last, ...row }: DeliveryRow) => ({
  id: row.id,
  type: eventType,
  eventAt: iso(row.eventAt),
  leadId: row.leadId,
  status: row.status,
  statusAt: iso(row.statusAt),
  tries: row.tries,
  nextTryAt: isoOrNull(row.nextTryAt),
  last: last && shownTry(last),
});

/** @param definitions of all events that may have been sent */
export function shownDetail(
  { url, payload }: Pick<WebhookRow, 'url' | 'payload'>,
  { row, fact, tries }: { row: DeliveryRow; fact: EventFact | null; tries: readonly TryRow[] },
  definitions: EventDefinitions,
) {
  return {
    ...shownDelivery(row),
    request: fact && {
      url,
      headers: { 'content-type': 'application/json', 'webhook-id': row.id },
      body: bodyOf(row.eventType, payload === 'FULL', fact, definitions),
    },
    attempts: tries.map((one) => ({
      ...shownTry(one),
      bytes: one.bytes,
      bodyHash: one.bodyHash,
      answer: one.answer === null ? null : { contentType: one.answerType, body: one.answer },
    })),
  };
}

function bodyOf(type: string, isFull: boolean, fact: EventFact, definitions: EventDefinitions): string {
  const event = eventOf(fact, definitions[type] ?? { summary: '', entity: '', members: {} }, type);
  return JSON.stringify(isFull && fact.leadId !== null ? { ...event, lead: { id: fact.leadId } } : event, null, 2);
}
