import type { ApiOptions } from '../../api/deps.js';

/** What the APIs of tests are given: no limits, log-in as usual, and operations where everything else is. */
export const apiOptions: ApiOptions = {
  publicUrl: 'http://localhost:3000',
  temporalUiUrl: 'http://localhost:8233',
  temporalNamespace: 'default',
  bypassAuth: false,
  operationsApart: false,
  intakeQuotaPerMinute: 0,
  rateLimitPerMinute: 0,
  trustProxy: false,
  loginLimits: null,
  retention: { readNoticeDays: 90, unreadNoticeDays: 365 },
  keepDeletedTenantDays: 30,
  mailIsSetUp: true,
  signOn: { innerHosts: [], local: true },
  webhooks: { innerHosts: [], local: true },
};
