import type { Topic } from '../delivery/topic.js';
import { deliverNotice, type NoticeDeps } from './deliver-notices.js';

/** What leaves the house: each notice by a workflow of its own, which is known by it. */
export const platformTopics = (deps: NoticeDeps): Record<'NOTIFICATION', Topic> => ({
  NOTIFICATION: {
    groupOf: ({ subjectId }) => `notice:${subjectId}`,
    deliver: (row) => deliverNotice(deps, row),
  },
});
