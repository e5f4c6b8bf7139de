import type { Members } from '../../platform/events/events.js';

/** A lead as a webhook with full payloads is sent it: as it is when it is sent, with what reaches the person. */
export const SENT_LEAD = {
  id: 'id',
  status: 'word',
  outcome: 'word?',
  source: 'word',
  externalId: 'text?',
  name: 'text?',
  email: 'text?',
  phone: 'text?',
  country: 'word?',
  language: 'word?',
  message: 'text?',
  tags: 'words',
  score: 'number?',
  qualified: 'flag?',
  flowId: 'id?',
  flowVersion: 'number?',
  ownerId: 'id?',
  teamId: 'id?',
  duplicateOfId: 'id?',
  receivedAt: 'instant',
  assignedAt: 'instant?',
  contactedAt: 'instant?',
  closedAt: 'instant?',
  deadlineAt: 'instant?',
  breach: 'word',
} as const satisfies Members;

/** Each of its clocks, of the newest cycle. */
export const SENT_CLOCK = {
  key: 'word',
  cycle: 'number',
  status: 'word',
  startedAt: 'instant',
  atRiskAt: 'instant?',
  deadlineAt: 'instant?',
  breachedAt: 'instant?',
  metAt: 'instant?',
} as const satisfies Members;
