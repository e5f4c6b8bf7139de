import type { Family } from './family.js';

/** What the relay did with a message: it left, it is tried again later, it became a dead letter. */
export const DELIVERY_RESULTS = ['delivered', 'postponed', 'dead'] as const;
export type DeliveryResult = (typeof DELIVERY_RESULTS)[number];

/** What a try to send an event to a webhook came to: it arrived, it is tried again later, it was given up. */
export const WEBHOOK_RESULTS = ['delivered', 'postponed', 'given_up'] as const;
export type WebhookResult = (typeof WEBHOOK_RESULTS)[number];

/** What is deleted when its time is over (docs/retention.md). */
export const RETENTION_KINDS = [
  'outbox',
  'refresh_tokens',
  'one_time_links',
  'sessions',
  'inbox_keys',
  'idempotency_keys',
  'webhook_deliveries',
  'read_notices',
  'unread_notices',
] as const;
export type RetentionKind = (typeof RETENTION_KINDS)[number];

/** What the platform counts and measures, whatever the product. docs/metrics.md says when to worry. */
export const PLATFORM_FAMILIES = [
  { name: 'outbox_depth', type: 'gauge', help: 'Messages that wait to be delivered to Temporal.' },
  { name: 'outbox_oldest_age_seconds', type: 'gauge', help: 'Age of the oldest message that waits; 0 when none does.' },
  { name: 'outbox_dead_letters', type: 'gauge', help: 'Messages that are dead letters now.' },
  { name: 'workers_seen', type: 'gauge', help: 'Workers that were seen in the last 15 seconds.' },
  {
    name: 'temporal_away_seconds',
    type: 'gauge',
    help: 'For how long Temporal has answered none of the workers; 0 while it answers.',
  },
  {
    name: 'relay_deliveries_total',
    type: 'counter',
    help: 'Messages by what became of an attempt to deliver them.',
    labels: { result: DELIVERY_RESULTS },
  },
  {
    name: 'webhook_tries_total',
    type: 'counter',
    help: 'Tries to send an event to a webhook, by what they came to.',
    labels: { result: WEBHOOK_RESULTS },
  },
  {
    name: 'webhooks_disabled_total',
    type: 'counter',
    help: 'Webhooks that were switched off because nothing arrived or their receiver was gone.',
  },
  { name: 'sweep_runs_total', type: 'counter', help: 'Sweeps that ended, well or not.' },
  { name: 'sweep_errors_total', type: 'counter', help: 'What went wrong in sweeps.' },
  {
    name: 'retention_deleted_total',
    type: 'counter',
    help: 'Rows that were deleted because their time was over, by kind.',
    labels: { kind: RETENTION_KINDS },
  },
  { name: 'retention_runs_total', type: 'counter', help: 'Runs of the job that deletes what is over, well or not.' },
  { name: 'retention_errors_total', type: 'counter', help: 'Kinds that could not be deleted in a run.' },
] as const satisfies readonly Family[];
