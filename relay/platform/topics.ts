import type { Topic } from '../delivery/topic.js';
import { deliverAccessMail } from './deliver-access-mails.js';
import { deliverNotice, type NoticeDeps } from './deliver-notices.js';
import { deliverWebhook } from './deliver-webhooks.js';

/** What leaves the house: each notice, each mail about getting in, and each lane of a webhook by a workflow of its own, which is known by it. */
export const platformTopics = (deps: NoticeDeps): Record<'NOTIFICATION' | 'ACCESS_MAIL' | 'WEBHOOK', Topic> => ({
  NOTIFICATION: {
    groupOf: ({ subjectId }) => `notice:${subjectId}`,
    deliver: (row) => deliverNotice(deps, row),
  },
  ACCESS_MAIL: {
    groupOf: ({ subjectId }) => `access-mail:${subjectId}`,
    deliver: (row) => deliverAccessMail(deps, row),
  },
  WEBHOOK: {
    groupOf: ({ subjectId }) => `webhook:${subjectId}`,
    deliver: (row) => deliverWebhook(deps, row),
  },
});
