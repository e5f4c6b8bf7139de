/** What a person can be told of a lead. */
export const NOTICE_KINDS = [
  'ASSIGNED',
  'OFFERED',
  'APPROVAL',
  'REMINDER',
  'REASSIGNED',
  'MANAGER_ALERT',
  'TEAM_ALERT',
  'UNROUTED',
  'SAME_PERSON',
  'PAUSE_OVER',
] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];
