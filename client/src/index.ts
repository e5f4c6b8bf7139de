export { createPinggo, type Pinggo, type PinggoOptions } from './client.js';
export { PinggoError, type Problem } from './errors.js';
export type { Item, ListPath } from './pages.js';
export type { RetryOptions } from './retries.js';
export { signDelivery, verifyWebhook, WebhookRefused, type PinggoEvent, type SignedDelivery } from './webhooks.js';
export type { components, operations, paths, webhooks } from './schema.js';
