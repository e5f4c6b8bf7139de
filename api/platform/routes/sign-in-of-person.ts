import { askForMail } from '../../../db/platform/queries/access-mails.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { deleteFactors, lockFactors, ownFactors } from '../../../db/platform/queries/factors.js';
import { endSessions, listSessions } from '../../../db/platform/queries/sessions.js';
import { findUser } from '../../../db/platform/queries/users.js';
import { conflict } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/sign-in-of-person.js';
import { route } from '../deps.js';
import { demandProof, signedPerson } from '../factors/proof.js';
import { whoIs } from '../rights.js';
import { sessionOf } from '../views/sessions.js';

export const signInOfPersonRoutes = [
  route(contracts.getSignIn, async ({ caller, deps, params, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findUser(tx, params.id))) throw missing();
      const { totp, passkeys, recoveryCodes } = await ownFactors(tx, params.id);
      const sessions = await listSessions(tx, params.id, deps.clock());
      return { sessions: sessions.map(sessionOf), factors: { totp, passkeys, recoveryCodesLeft: recoveryCodes } };
    });
    return { status: 200, body };
  }),

  route(contracts.endSessionsOf, async (context) => {
    const { caller, deps, params } = context;
    const stamp = stampOf(context);
    const ended = await deps.db.inOrg(caller.orgId, async (tx) => {
      if (!(await findUser(tx, params.id))) throw context.missing();
      const ids = await endSessions(tx, params.id, 'ALL', 'REVOKED_BY_ADMIN', stamp.at);
      await writeAudit(tx, {
        ...stamp,
        action: 'session.all_ended',
        entity: { type: 'user', id: params.id },
        after: { userId: params.id, others: false, sessions: ids.length },
      });
      return ids.length;
    });
    deps.rights.changed(whoIs(caller.orgId, params.id));
    return { status: 200, body: { ended } };
  }),

  route(contracts.resetFactorsOf, async (context) => {
    const { caller, deps, params } = context;
    const signed = signedPerson(caller);
    const stamp = stampOf(context);
    await deps.db.inOrg(caller.orgId, async (tx) => {
      if (!(await findUser(tx, params.id))) throw context.missing();
      if (params.id === signed.userId)
        throw conflict('These are your own', ['Take them away on your own page, or ask another administrator.']);
      // Else a session that somebody left open would do to get into anybody's account whose password is known.
      await demandProof(tx, signed, stamp.at);
      await lockFactors(tx, params.id);
      const factors = await deleteFactors(tx, params.id);
      await endSessions(tx, params.id, 'ALL', 'REVOKED_BY_ADMIN', stamp.at);
      await writeAudit(tx, {
        ...stamp,
        action: 'factor.reset',
        entity: { type: 'user', id: params.id },
        after: { userId: params.id, factors },
      });
      if (deps.options.mailIsSetUp)
        await askForMail(tx, {
          kind: 'FACTOR_RESET',
          to: { userId: params.id },
          askedBy: signed.userId,
          now: stamp.at,
        });
    });
    deps.rights.changed(whoIs(caller.orgId, params.id));
    return { status: 204 };
  }),
];
