import { writeAudit } from '../../../db/platform/queries/audit.js';
import { changeProfile, findPerson } from '../../../db/platform/queries/auth.js';
import { askAgain } from '../../../db/platform/queries/quiet-hours.js';
import { openSupport } from '../../../db/platform/queries/support.js';
import { endSessions, findSession, listSessions } from '../../../db/platform/queries/sessions.js';
import { knownZone } from '../../../domain/engine/calendars/zone.js';
import { unauthorized, validation } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/me.js';
import { route } from '../deps.js';
import { signedPerson } from '../factors/proof.js';
import { whoIs } from '../rights.js';
import { meOf } from '../views/me.js';
import { ownSessionOf } from '../views/sessions.js';

export const meRoutes = [
  route(contracts.patchMe, async (context) => {
    const { caller, deps, body } = context;
    const { userId } = signedPerson(caller);
    if (body.timeZone && knownZone(body.timeZone) === null)
      throw validation([{ path: 'timeZone', message: 'There is no such time zone here: choose another.' }]);
    const stamp = stampOf(context);
    const change = {
      ...(body.name !== undefined && { name: body.name }),
      ...(body.language !== undefined && { language: body.language }),
      ...(body.timeZone !== undefined && { timeZone: body.timeZone }),
    };
    const person = await deps.db.inOrg(caller.orgId, async (tx) => {
      const was = await changeProfile(tx, userId, change);
      const changed = (['name', 'language', 'timeZone'] as const).filter(
        (key) => change[key] !== undefined && change[key] !== was?.[key],
      );
      // Their clock is another: so are their quiet hours.
      if (changed.includes('timeZone')) await askAgain(tx, userId);
      if (was && changed.length > 0)
        await writeAudit(tx, {
          ...stamp,
          action: 'user.changed',
          entity: { type: 'user', id: userId },
          before: Object.fromEntries(changed.map((key) => [key, was[key]])),
          after: Object.fromEntries(changed.map((key) => [key, change[key]])),
        });
      return { found: await findPerson(tx, userId), support: await openSupport(tx, stamp.at) };
    });
    if (!person.found) throw unauthorized('The person who is signed in is not there (any more)');
    deps.rights.changed(whoIs(caller.orgId, userId));
    return { status: 200, body: meOf(person.found, caller, person.support) };
  }),

  route(contracts.listOwnSessions, async ({ caller, deps }) => {
    const { userId, sessionId } = signedPerson(caller);
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listSessions(tx, userId, deps.clock()));
    return { status: 200, body: { items: rows.map((row) => ownSessionOf(row, sessionId)) } };
  }),

  route(contracts.endOwnSession, async (context) => {
    const { caller, deps, params } = context;
    const { userId } = signedPerson(caller);
    const stamp = stampOf(context);
    await deps.db.inOrg(caller.orgId, async (tx) => {
      if (!(await findSession(tx, userId, params.id))) throw context.missing();
      const [ended] = await endSessions(tx, userId, { only: params.id }, 'REVOKED', stamp.at);
      if (ended === undefined) return;
      await writeAudit(tx, {
        ...stamp,
        action: 'session.ended',
        entity: { type: 'session', id: ended },
        after: { userId },
      });
    });
    deps.rights.changed(whoIs(caller.orgId, userId));
    return { status: 204 };
  }),

  route(contracts.endOtherSessions, async (context) => {
    const { caller, deps } = context;
    const { userId, sessionId } = signedPerson(caller);
    const stamp = stampOf(context);
    const ended = await deps.db.inOrg(caller.orgId, async (tx) => {
      const which = sessionId === null ? 'ALL' : { but: sessionId };
      const ids = await endSessions(tx, userId, which, 'REVOKED', stamp.at);
      await writeAudit(tx, {
        ...stamp,
        action: 'session.all_ended',
        entity: { type: 'user', id: userId },
        after: { userId, others: sessionId !== null, sessions: ids.length },
      });
      return ids.length;
    });
    deps.rights.changed(whoIs(caller.orgId, userId));
    return { status: 200, body: { ended } };
  }),
];
