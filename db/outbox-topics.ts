import { LEAD_TOPICS } from './leads/topics.js';
import { PLATFORM_TOPICS } from './platform/topics.js';

/** Every topic that an outbox row can have. A new one compiles when the relay delivers it (`relay/topics.ts`). */
export const OUTBOX_TOPICS = [...PLATFORM_TOPICS, ...LEAD_TOPICS] as const;
export type OutboxTopic = (typeof OUTBOX_TOPICS)[number];
