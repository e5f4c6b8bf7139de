import type { Topic } from '../delivery/topic.js';
import { deliverAccessMail } from './deliver-access-mails.js';
import { deliverNotice, type NoticeDeps } from './deliver-notices.js';

/** What leaves the house: each notice, and each mail about getting in, by a workflow of its own, which is known by it. */
export const platformTopics = (deps: NoticeDeps): Record<'NOTIFICATION' | 'ACCESS_MAIL', Topic> => ({
  NOTIFICATION: {
    groupOf: ({ subjectId }) => `notice:${subjectId}`,
    deliver: (row) => deliverNotice(deps, row),
  },
  ACCESS_MAIL: {
    groupOf: ({ subjectId }) => `access-mail:${subjectId}`,
    deliver: (row) => deliverAccessMail(deps, row),
  },
});
