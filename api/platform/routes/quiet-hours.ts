import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findQuietHours, writeQuietHours, type OwnQuietHours } from '../../../db/platform/queries/quiet-hours.js';
import { quietHoursWords } from '../../../domain/platform/notices/quiet-hours.js';
import { unauthorized } from '../../http/errors.js';
import type { RouteDefinition } from '../../http/route.js';
import { stampOf } from '../../http/stamp.js';
import { quietHoursContracts } from '../contract/quiet-hours.js';
import { route, type PlatformDeps } from '../deps.js';
import { signedPerson } from '../factors/proof.js';

const gone = () => unauthorized('The person who is signed in is not there (any more)');

/** @param kinds what a person can be told */
export function quietHoursRoutes(kinds: readonly [string, ...string[]]): RouteDefinition<PlatformDeps>[] {
  const contracts = quietHoursContracts(kinds);
  // A kind that nobody is told of any more is let through no more.
  const shown = ({ quietHours, timeZone }: OwnQuietHours) => ({
    quietHours: quietHours && {
      ...quietHours,
      letThrough: quietHours.letThrough.filter((kind) => kinds.includes(kind)),
    },
    timeZone,
  });
  return [
    route(contracts.get, async ({ caller, deps }) => {
      const { userId } = signedPerson(caller);
      const own = await deps.db.readOrg(caller.orgId, (tx) => findQuietHours(tx, userId));
      if (!own) throw gone();
      return { status: 200, body: shown(own) };
    }),

    route(contracts.put, async (context) => {
      const { caller, deps, body } = context;
      const { userId } = signedPerson(caller);
      const own = await deps.db.inOrg(caller.orgId, async (tx) => {
        const was = await findQuietHours(tx, userId, true);
        if (!was) throw gone();
        const [before, after] = [quietHoursWords(was.quietHours), quietHoursWords(body.quietHours)];
        if (before === after) return was;
        await writeQuietHours(tx, userId, body.quietHours);
        await writeAudit(tx, {
          ...stampOf(context),
          action: 'user.changed',
          entity: { type: 'user', id: userId },
          before: { quietHours: before },
          after: { quietHours: after },
        });
        return { ...was, quietHours: body.quietHours };
      });
      return { status: 200, body: shown(own) };
    }),
  ];
}
