import type { EventDefinitions } from '../events/events.js';

/** How the audit log stands, once a day. */
export const CHECKPOINT = 'audit.checkpoint';

/** What the platform has to tell, whatever the product. */
export const PLATFORM_EVENTS = {
  [CHECKPOINT]: {
    summary:
      'How the audit log stands, once a day: the number and the hash of its newest seal, and how many entries are sealed. Whoever keeps it can ' +
      'show later that nothing of what was sealed has been changed (`pinggo verify audit --checkpoint`).',
    entity: 'audit',
    members: { sequence: 'number', hash: 'word', entries: 'number', sealedAt: 'instant' },
  },
  'work_item.created': {
    summary: 'Something waits for a person, because the machine could not do it.',
    entity: 'work_item',
    members: { kind: 'word' },
  },
  'work_item.resolved': {
    summary: 'Something that waited for a person was done, or its cause is gone.',
    entity: 'work_item',
    members: { kind: 'word' },
  },
} as const satisfies EventDefinitions;

/** Sent when somebody asks for it, to a webhook that may or may not have subscribed to anything. */
export const TEST_EVENT = 'webhook.test';
/** The entry of the audit log that it tells of. */
export const TESTED = 'webhook.tested';
export const TEST_EVENTS = {
  [TEST_EVENT]: {
    summary: 'Somebody tries the webhook. Never subscribed to: it comes by itself.',
    entity: 'webhook',
    members: {},
  },
} as const satisfies EventDefinitions;
