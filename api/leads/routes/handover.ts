import { hasOtherAdmin, findUser } from '../../../db/platform/queries/users.js';
import { endsAdmin } from '../../../domain/platform/access/admins.js';
import { mayDo } from '../../http/access.js';
import { isoMs } from '../../http/contract.js';
import * as contracts from '../contract/handover.js';
import { route } from '../deps.js';
import { forecastOf, hangsOn } from '../views/handover.js';

export const handoverRoutes = [
  route(contracts.getHandover, async ({ params, query, caller, deps, missing }) => {
    const { id } = params;
    const isOwn = caller.kind === 'user' && caller.userId === id;
    if (!isOwn && !mayDo(caller, 'time_off.plan')) throw missing();
    const now = deps.clock().getTime();
    const atMs = Math.max(now, query.from === undefined ? now : Date.parse(query.from));
    const leaves = query.cause === 'DEACTIVATION';
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const user = await findUser(tx, id);
      if (!user) throw missing();
      const forecast = await forecastOf(tx, user, { atMs, leaves, replan: leaves || query.replan });
      const isLast = leaves && endsAdmin(user, { status: 'INACTIVE' }) && !(await hasOtherAdmin(tx, id));
      const refusal =
        leaves && isOwn
          ? 'You cannot deactivate yourself: ask another administrator.'
          : isLast
            ? 'This is the last active admin of the organisation: make somebody else an admin first.'
            : null;
      return {
        user: { id, name: user.name },
        at: isoMs(atMs),
        ...forecast,
        hangs: await hangsOn(tx, user),
        refusal,
      };
    });
    return { status: 200, body };
  }),
];
