/** What is asked of an organisation to know whether all is well with it, in the order of a lead's way. */
export const DIAGNOSTIC_CHECKS = [
  'SIGN_IN',
  'MAIL',
  'WEBHOOKS',
  'SOURCES',
  'FLOWS',
  'TEAMS',
  'OUTBOX',
  'DEAD_LETTERS',
  'WORKFLOWS',
  'COUNTS',
  'CLOCKS',
] as const;
export type DiagnosticCheck = (typeof DIAGNOSTIC_CHECKS)[number];

/** `WARN`: somebody should look. `FAIL`: leads, or people, are the worse for it. `NOT_RUN`: nobody knows, and the others stand. */
export const DIAGNOSTIC_STATUSES = ['OK', 'WARN', 'FAIL', 'NOT_RUN'] as const;
export type DiagnosticStatus = (typeof DIAGNOSTIC_STATUSES)[number];

/** What is wrong. Of several things that are wrong in one check, the worst is told; the next is when that is mended. */
export const DIAGNOSTIC_FAULTS = [
  'NO_ADMIN',
  'PROVIDER_FAILS',
  'LOG_INS_HELD',
  'MAIL_NOT_SET_UP',
  'MAIL_REFUSED',
  'WEBHOOK_SWITCHED_OFF',
  'WEBHOOK_FAILING',
  'BAD_SIGNATURE',
  'DELIVERIES_REFUSED',
  'NO_FLOW',
  'LEADS_WITHOUT_FLOW',
  'FLOW_TAKES_NOTHING',
  'TEAM_EMPTY',
  'NOBODY_AT_WORK',
  'MESSAGES_WAIT',
  'LEFT_DEAD',
  'NO_WORKFLOW',
  'NOT_LOOKED_AFTER',
  'COUNTS_DRIFTED',
  'ZONES_CHANGED',
  'TOOK_TOO_LONG',
  'TEMPORAL_AWAY',
  'COULD_NOT_ASK',
] as const;
export type DiagnosticFault = (typeof DIAGNOSTIC_FAULTS)[number];

/** What one click does about it. Everything else is mended on a page. */
export const DIAGNOSTIC_REMEDIES = [
  'SEND_TEST_MAIL',
  'BRING_FORWARD',
  'REQUEUE',
  'START_WORKFLOWS',
  'RECOUNT',
  'RECOUNT_CLOCKS',
] as const;
export type DiagnosticRemedy = (typeof DIAGNOSTIC_REMEDIES)[number];

/** The pages on which the rest is mended, by their names in `PAGES`; those of one thing have its id. */
export const REMEDY_PAGES = ['people', 'signOn', 'webhook', 'source', 'flows', 'flow', 'team'] as const;
export type RemedyPage = (typeof REMEDY_PAGES)[number];
