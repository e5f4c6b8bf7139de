import { v7 as newId } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { asOrg } from '../../../db/platform/queries/as-org.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import {
  endSupport,
  enterSupport,
  findSupport,
  grantSupport,
  listSupport,
  supportGrants,
  type SupportSession,
} from '../../../db/platform/queries/support.js';
import { users } from '../../../db/platform/schema/users.js';
import { supportEndsAt, supportState } from '../../../domain/platform/access/support.js';
import type { Caller } from '../../http/access.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, forbidden } from '../../http/errors.js';
import { stampOf, type Stamp } from '../../http/stamp.js';
import * as contracts from '../contract/support.js';
import { ACCESS_TOKEN_SECONDS } from '../crypto/tokens.js';
import { route } from '../deps.js';
import { whoIs } from '../rights.js';

const LIST = 'support-sessions';

const isOver = () => conflict('This support session is over', ['An admin of the organisation can grant another.']);

const personOf = (caller: Caller): Extract<Caller, { kind: 'user' }> => {
  if (caller.kind !== 'user') throw forbidden();
  return caller;
};

function sessionView(row: SupportSession, names: ReadonlyMap<string, string>, now: Date) {
  const { id, level, reason, grantedBy, grantedAt, endsAt, operatorName, enteredAt, endedAt, endedByType } = row;
  return {
    id,
    level,
    reason,
    state: supportState(row, now),
    grantedBy: { id: grantedBy, name: names.get(grantedBy) ?? null },
    grantedAt: iso(grantedAt),
    until: iso(endsAt),
    enteredBy: operatorName,
    enteredAt: isoOrNull(enteredAt),
    endedAt: isoOrNull(endedAt),
    endedBy: endedByType,
  };
}

async function oneView(tx: OrgTransaction, id: string, now: Date) {
  const row = (await findSupport(tx, id))!;
  return sessionView(row, await namesOf(tx, [row.grantedBy], [users]), now);
}

const entityOf = (id: string) => ({ type: 'support_session', id });

/** Whoever runs the installation has a log of their own. */
async function tellOperators(
  tx: OrgTransaction,
  stamp: Stamp,
  action: 'support.entered' | 'support.ended',
  after: object,
) {
  const entity = { type: 'organisation', id: tx.orgId };
  await asOrg(tx, PLATFORM_ORG, (there) => writeAudit(there, { ...stamp, action, entity, after }));
}

export const supportRoutes = [
  route(contracts.listSupportSessions, async ({ query, caller, deps }) => {
    const { limit } = query;
    const ended = decodeCursor(LIST, byInstantAndId, query.cursor);
    const before = ended && { at: ended[0], id: ended[1] };
    const { rows, names } = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = await listSupport(tx, { limit: limit + 1, before });
      const granted = rows.map(({ grantedBy }) => grantedBy);
      return { rows, names: await namesOf(tx, granted, [users]) };
    });
    const shown = (row: SupportSession) => sessionView(row, names, deps.clock());
    return { status: 200, body: toPage(LIST, rows, limit, shown, ({ grantedAt, id }) => [iso(grantedAt), id]) };
  }),

  route(contracts.grantSupportSession, async (context) => {
    const { body, caller, deps } = context;
    const { userId } = personOf(caller);
    const stamp = stampOf(context);
    const { level, hours, reason } = body;
    const [id, endsAt] = [newId(), supportEndsAt(stamp.at, hours)];
    const answer = await deps.db.inOrg(caller.orgId, async (tx) => {
      const grant = { id, level, reason, grantedBy: userId, grantedAt: stamp.at, endsAt };
      if (!(await grantSupport(tx, grant)))
        throw conflict('An operator is let in already', ['End that support session first.']);
      const after = { level, until: iso(endsAt), reason };
      await writeAudit(tx, { ...stamp, action: 'support.granted', entity: entityOf(id), after });
      return oneView(tx, id, stamp.at);
    });
    return { status: 201, body: answer };
  }),

  route(contracts.endSupportSession, async (context) => {
    const { params, caller, deps, missing } = context;
    const { userId } = personOf(caller);
    const stamp = stampOf(context);
    const answer = await deps.db.inOrg(caller.orgId, async (tx) => {
      if ((await findSupport(tx, params.id)) === null) throw missing();
      if (!(await endSupport(tx, params.id, { at: stamp.at, type: 'ADMIN', by: userId }))) throw isOver();
      await writeAudit(tx, { ...stamp, action: 'support.ended', entity: entityOf(params.id) });
      return oneView(tx, params.id, stamp.at);
    });
    deps.rights.changed(whoIs(caller.orgId, params.id));
    return { status: 200, body: answer };
  }),

  route(contracts.listSupportGrants, async ({ caller, deps }) => {
    const { userId } = personOf(caller);
    const grants = await deps.db.readOrg(caller.orgId, (tx) => supportGrants(tx, userId, deps.clock()));
    const items = grants.map(({ operatorId, operatorName, endsAt, grantedAt, enteredAt, ...grant }) => ({
      ...grant,
      grantedAt: iso(grantedAt),
      until: iso(endsAt),
      enteredBy: operatorName,
      enteredAt: isoOrNull(enteredAt),
      isMine: operatorId === userId,
    }));
    return { status: 200, body: { items } };
  }),

  route(contracts.enterSupportSession, async (context) => {
    const { params, caller, deps } = context;
    const { userId, name, sessionId } = personOf(caller);
    const stamp = stampOf(context);
    const entered = await deps.db.inOrg(caller.orgId, async (tx) => {
      const found = await enterSupport(tx, { id: userId, name }, params.id, stamp.at);
      if (found === null)
        throw conflict('Nobody is let in there, or another operator is', ['Ask an admin of the organisation.']);
      if (found.isFirst)
        await asOrg(tx, found.orgId, async (there) => {
          const after = { operatorName: name, level: found.level, until: iso(found.endsAt) };
          const byOperator: Stamp = { ...stamp, actor: { type: 'operator', id: userId } };
          await writeAudit(there, { ...byOperator, action: 'support.entered', entity: entityOf(params.id), after });
          await tellOperators(there, byOperator, 'support.entered', after);
        });
      return found;
    });
    const { orgId, level, endsAt } = entered;
    const claims = { sub: userId, org: orgId, role: 'OPERATOR', name, support: params.id } as const;
    const accessToken = await deps.tokens.sign({ ...claims, ...(sessionId !== undefined && { sid: sessionId }) });
    const expiresIn = Math.min(ACCESS_TOKEN_SECONDS, Math.ceil((endsAt.getTime() - stamp.at.getTime()) / 1_000));
    return { status: 200, body: { accessToken, expiresIn, tenantId: orgId, level, until: iso(endsAt) } };
  }),

  route(contracts.leaveSupportSession, async (context) => {
    const { caller, deps } = context;
    if (caller.kind !== 'support')
      throw conflict('You are in no support session', ['Call this with the token of one.']);
    const stamp = stampOf(context);
    const { orgId, supportId, operatorId } = caller;
    await deps.db.inOrg(orgId, async (tx) => {
      if (!(await endSupport(tx, supportId, { at: stamp.at, type: 'OPERATOR', by: operatorId }))) throw isOver();
      await writeAudit(tx, { ...stamp, action: 'support.ended', entity: entityOf(supportId) });
      await tellOperators(tx, stamp, 'support.ended', {});
    });
    deps.rights.changed(whoIs(orgId, supportId));
    return { status: 204 };
  }),
];
