import { NOTICE_KINDS } from '../domain/leads/vocabulary/notices.js';
import { PLATFORM_NOTICE_KINDS } from '../domain/platform/vocabulary/notices.js';
import { PLATFORM_EVENTS, TEST_EVENTS } from '../domain/platform/vocabulary/events.js';
import { eventRequests } from './platform/contract/events.js';
import { getOpenApi } from './platform/contract/health.js';
import { openApiDocument, type OpenApiDocument } from './http/openapi.js';
import type { AppDeps } from './deps.js';
import { routeFor, type RouteDefinition } from './http/route.js';
import { apiKeyRoutes } from './platform/routes/api-keys.js';
import { leadsProduct } from './leads/product.js';
import { auditRoutes } from './platform/routes/audit.js';
import { auditSealRoutes } from './platform/routes/audit-seals.js';
import { authRoutes } from './platform/routes/auth.js';
import { assigneeRoutes } from './leads/routes/assignees.js';
import { bulkRoutes } from './leads/routes/bulk.js';
import { bulkAssignRoutes } from './leads/routes/bulk-assign.js';
import { calendarRoutes } from './platform/routes/calendars.js';
import { calendarUseRoutes } from './leads/routes/calendar-uses.js';
import { controlTowerRoutes } from './leads/routes/control-tower.js';
import { deadLetterRoutes } from './leads/routes/dead-letters.js';
import { deadLetterQueueRoutes } from './platform/routes/dead-letter-queue.js';
import { diagnosticsRoutes } from './leads/routes/diagnostics.js';
import { demoOrgRoutes } from './leads/routes/demo-org.js';
import { endpointRoutes } from './leads/routes/endpoints.js';
import { factorRoutes } from './platform/routes/factors.js';
import { firstHourRoutes } from './leads/routes/first-hour.js';
import { flowHistoryRoutes } from './leads/routes/flow-history.js';
import { flowLifeRoutes } from './leads/routes/flow-life.js';
import { flowOutlookRoutes } from './leads/routes/flow-outlook.js';
import { flowPreviewRoutes } from './leads/routes/flow-preview.js';
import { flowTrialRoutes } from './leads/routes/flow-trial.js';
import { flowRoutes } from './leads/routes/flows.js';
import { holidayRoutes } from './platform/routes/holidays.js';
import { healthRoutes } from './platform/routes/health.js';
import { handoverRoutes } from './leads/routes/handover.js';
import { intakeRoutes } from './leads/routes/intake.js';
import { leadCheckRoutes } from './leads/routes/lead-check.js';
import { leadNoteRoutes } from './leads/routes/lead-notes.js';
import { leadFieldRoutes } from './leads/routes/lead-fields.js';
import { leadRoutes } from './leads/routes/leads.js';
import { leadValueRoutes } from './leads/routes/lead-values.js';
import { leadViewRoutes } from './leads/routes/lead-views.js';
import { linkRoutes } from './platform/routes/links.js';
import { liveEventRoutes } from './platform/routes/live-events.js';
import { meRoutes } from './platform/routes/me.js';
import { noticeRoutes } from './platform/routes/notices.js';
import { approvalRoutes } from './leads/routes/approvals.js';
import { mergeRoutes } from './leads/routes/merges.js';
import { offerRoutes } from './leads/routes/offers.js';
import { organisationRoutes } from './platform/routes/organisation.js';
import { quietHoursRoutes } from './platform/routes/quiet-hours.js';
import { searchRoutes } from './leads/routes/search.js';
import { setupRoutes } from './platform/routes/setup.js';
import { signOnRoutes } from './platform/routes/sign-on.js';
import { signInOfPersonRoutes } from './platform/routes/sign-in-of-person.js';
import { peopleImportRoutes } from './platform/routes/people-import.js';
import { supportRoutes } from './platform/routes/support.js';
import { teamRoutes } from './platform/routes/teams.js';
import { tenantRoutes } from './leads/routes/tenants.js';
import { temporalViewRoutes } from './leads/routes/temporal-views.js';
import { timeOffRoutes } from './platform/routes/time-off.js';
import { TAGS } from './tags.js';
import { userRoutes } from './platform/routes/users.js';
import { webhookRoutes } from './platform/routes/webhooks.js';
import { workingsRoutes } from './leads/routes/workings.js';
import { workItemRoutes } from './platform/routes/work-items.js';

/** Those for whoever operates this. */
export const operationsRoutes = (): readonly RouteDefinition<AppDeps>[] =>
  routes.filter(({ contract }) => contract.tags.includes('operations'));

let document: OpenApiDocument | undefined;

/** The OpenAPI document of all routes. */
export const apiDocument = (): OpenApiDocument =>
  openApiDocument(
    routes.map(({ contract }) => contract),
    TAGS,
    eventRequests({ ...leadsProduct.events.definitions, ...PLATFORM_EVENTS, ...TEST_EVENTS }, leadsProduct.events.lead),
  );

/** Every route there is. Add a resource's routes here: what is not listed is neither mounted nor documented. */
export const routes: readonly RouteDefinition<AppDeps>[] = [
  ...healthRoutes(leadsProduct.metrics),
  // Made at the first request: building it costs a tenth of a second, which a start should not.
  routeFor<AppDeps>()(getOpenApi, () => ({
    status: 200,
    body: (document ??= apiDocument()) as never,
  })),
  ...authRoutes,
  ...setupRoutes(leadsProduct.newOrg),
  ...organisationRoutes,
  ...firstHourRoutes,
  ...demoOrgRoutes,
  ...tenantRoutes,
  ...supportRoutes,
  ...linkRoutes,
  ...signOnRoutes,
  ...meRoutes,
  ...quietHoursRoutes([...NOTICE_KINDS, ...PLATFORM_NOTICE_KINDS]),
  ...factorRoutes,
  ...intakeRoutes,
  ...leadRoutes,
  ...leadCheckRoutes,
  ...workingsRoutes,
  ...diagnosticsRoutes,
  ...leadNoteRoutes,
  ...mergeRoutes,
  ...assigneeRoutes,
  ...bulkAssignRoutes,
  ...bulkRoutes,
  ...leadValueRoutes,
  ...leadViewRoutes,
  ...handoverRoutes,
  ...approvalRoutes,
  ...offerRoutes,
  ...controlTowerRoutes,
  ...temporalViewRoutes,
  ...searchRoutes,
  ...liveEventRoutes,
  ...flowRoutes,
  ...flowHistoryRoutes,
  ...flowLifeRoutes,
  ...flowPreviewRoutes,
  ...leadFieldRoutes,
  ...flowTrialRoutes,
  ...flowOutlookRoutes,
  ...calendarRoutes(leadsProduct.calendars),
  ...holidayRoutes,
  ...calendarUseRoutes,
  ...teamRoutes(leadsProduct.teams),
  ...signInOfPersonRoutes,
  ...userRoutes(leadsProduct.people),
  ...peopleImportRoutes,
  ...timeOffRoutes,
  ...endpointRoutes,
  ...deadLetterRoutes,
  ...deadLetterQueueRoutes(leadsProduct),
  ...apiKeyRoutes,
  ...webhookRoutes(leadsProduct.events.definitions),
  ...auditRoutes(leadsProduct.audit),
  ...auditSealRoutes,
  ...workItemRoutes(leadsProduct.workItems),
  ...noticeRoutes([...NOTICE_KINDS, ...PLATFORM_NOTICE_KINDS]),
];
