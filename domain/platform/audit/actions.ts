/** What the platform's entries of the audit log can tell of. What is new is added here first: nothing else can be written. */
export const PLATFORM_ACTIONS = [
  'work_item.created',
  'work_item.resolved',
  'work_item.requeued',
  'user.created',
  'user.changed',
  'absence.planned',
  'absence.ended',
  'absence.cancelled',
  'team.created',
  'team.changed',
  'calendar.created',
  'api_key.created',
  'api_key.rotated',
  'api_key.revoked',
  'auth.refresh_token_reused',
  'auth.logged_in',
  'auth.login_failed',
  'auth.login_held',
  'list.exported',
] as const;
export type PlatformAction = (typeof PLATFORM_ACTIONS)[number];
