/** What the platform sends to Temporal. Each product names its own; `db/outbox-topics.ts` has them all. */
export const PLATFORM_TOPICS = [
  'NOTIFICATION',
  'ABSENCE_PLANNED',
  'ABSENCE_BEGINS',
  'CALENDAR_CHANGED',
  'ACCESS_MAIL',
  'WEBHOOK',
] as const;
export type PlatformTopic = (typeof PLATFORM_TOPICS)[number];
