import { listAssignees } from '../../../db/leads/queries/assignees.js';
import { rolesWith } from '../../../domain/platform/access/grants.js';
import * as contracts from '../contract/assignees.js';
import { route } from '../deps.js';
import { assigneesOf, withAvailability } from '../views/assignees.js';

export const assigneeRoutes = [
  route(contracts.listAssignees, async ({ caller, deps }) => {
    const now = deps.clock();
    const roles = rolesWith(['leads.write']);
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listAssignees(tx, { roles }, now));
    return { status: 200, body: { items: assigneesOf(withAvailability(rows, now.getTime())) } };
  }),
];
