import type { TemporalTarget } from '../delivery/temporal.js';
import type { Topic } from '../delivery/topic.js';
import { deliverNotices } from './deliver-notices.js';

/** What leaves the house: notices by mail, those of one org together. */
export const platformTopics = (target: TemporalTarget): Record<'NOTIFICATION', Topic> => ({
  NOTIFICATION: {
    groupOf: ({ orgId }) => `notices:${orgId}`,
    deliverTogether: (rows) => deliverNotices(target, rows),
  },
});
