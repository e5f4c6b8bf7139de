/** How much of what happened a webhook is sent: the event, or with it the lead as it is when it is sent. */
export const WEBHOOK_PAYLOADS = ['THIN', 'FULL'] as const;
export type WebhookPayload = (typeof WEBHOOK_PAYLOADS)[number];

/** `FAILING`: its last try failed. `OFF`: a person switched it off. `DISABLED`: we did, for good reason. */
export const WEBHOOK_STANDINGS = ['ACTIVE', 'FAILING', 'OFF', 'DISABLED'] as const;
export type WebhookStanding = (typeof WEBHOOK_STANDINGS)[number];

/** Why a webhook is sent nothing: a person said so; its address answered that it is gone; nothing arrived for three days. */
export const WEBHOOK_OFF_REASONS = ['PERSON', 'GONE', 'FAILING'] as const;
export type WebhookOffReason = (typeof WEBHOOK_OFF_REASONS)[number];

/**
 * `PENDING`: it is sent, or will be. `FAILED`: given up. `HELD`: its webhook was switched off before it was sent; neither of
 * these is sent unless somebody asks for it.
 */
export const WEBHOOK_DELIVERY_STATUSES = ['PENDING', 'DELIVERED', 'FAILED', 'HELD'] as const;
export type WebhookDeliveryStatus = (typeof WEBHOOK_DELIVERY_STATUSES)[number];

/** What a try can come to besides an answer. */
export const WEBHOOK_FAULTS = [
  'NOT_HTTPS',
  'NOT_PUBLIC',
  'UNREACHABLE',
  'CERTIFICATE',
  'TIMEOUT',
  'TOO_LARGE',
  'NO_SECRET',
  'EVENT_GONE',
] as const;
export type WebhookFault = (typeof WEBHOOK_FAULTS)[number];
