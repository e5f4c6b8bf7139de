import { getOpenApi } from '../contract/health.js';
import { openApiDocument, type OpenApiDocument } from '../openapi.js';
import { route, type RouteDefinition } from '../route.js';
import { apiKeyRoutes } from './api-keys.js';
import { auditRoutes } from './audit.js';
import { authRoutes } from './auth.js';
import { bulkAssignRoutes } from './bulk-assign.js';
import { calendarRoutes } from './calendars.js';
import { controlTowerRoutes } from './control-tower.js';
import { endpointRoutes } from './endpoints.js';
import { flowHistoryRoutes } from './flow-history.js';
import { flowPreviewRoutes } from './flow-preview.js';
import { flowRoutes } from './flows.js';
import { healthRoutes } from './health.js';
import { intakeRoutes } from './intake.js';
import { leadRoutes } from './leads.js';
import { liveEventRoutes } from './live-events.js';
import { notificationRoutes } from './notifications.js';
import { offerRoutes } from './offers.js';
import { searchRoutes } from './search.js';
import { teamRoutes } from './teams.js';
import { temporalViewRoutes } from './temporal-views.js';
import { timeOffRoutes } from './time-off.js';
import { userRoutes } from './users.js';
import { workItemRoutes } from './work-items.js';

let document: OpenApiDocument | undefined;

/** Every route there is. Add a resource's routes here: what is not listed is neither mounted nor documented. */
export const routes: readonly RouteDefinition[] = [
  ...healthRoutes,
  // Made at the first request: building it costs a tenth of a second, which a start should not.
  route(getOpenApi, () => ({
    status: 200,
    body: (document ??= openApiDocument(routes.map(({ contract }) => contract))) as never,
  })),
  ...authRoutes,
  ...intakeRoutes,
  ...leadRoutes,
  ...bulkAssignRoutes,
  ...offerRoutes,
  ...controlTowerRoutes,
  ...temporalViewRoutes,
  ...searchRoutes,
  ...liveEventRoutes,
  ...flowRoutes,
  ...flowHistoryRoutes,
  ...flowPreviewRoutes,
  ...calendarRoutes,
  ...teamRoutes,
  ...userRoutes,
  ...timeOffRoutes,
  ...endpointRoutes,
  ...apiKeyRoutes,
  ...auditRoutes,
  ...workItemRoutes,
  ...notificationRoutes,
];
