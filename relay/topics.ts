import type { OutboxTopic } from '../db/outbox-topics.js';
import type { Topic } from './delivery/topic.js';
import type { LeadDeps } from './leads/deliver-lead.js';
import { leadTopics } from './leads/topics.js';
import type { NoticeDeps } from './platform/deliver-notices.js';
import { platformTopics } from './platform/topics.js';

export type TopicDeps = LeadDeps & NoticeDeps;

/** Who delivers which topic: one entry for each of `OUTBOX_TOPICS`, in the room that knows what it means. */
export const topicsOf = (deps: TopicDeps): Record<OutboxTopic, Topic> => ({
  ...platformTopics(deps),
  ...leadTopics(deps),
});
