import { listTemporalViews } from '../contract/temporal-views.js';
import { route } from '../deps.js';
import { temporalViews } from '../views/temporal-views.js';

export const temporalViewRoutes = [
  route(listTemporalViews, ({ query, caller, deps }) => {
    const items = temporalViews(caller.orgId, deps.options, { ownerId: query.ownerId, now: deps.clock() });
    return { status: 200, body: { items } };
  }),
];
