import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { addFirstFlow } from '../../../db/leads/new-org.js';
import * as tenants from '../../../db/leads/queries/tenants.js';
import { furnishOrg } from '../../../db/platform/new-org.js';
import { listAudit, writeAudit, type AuditEntry } from '../../../db/platform/queries/audit.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import { sentenceOf } from '../../../domain/platform/audit/sentence.js';
import { namesTenant } from '../../../domain/leads/tenants/tenant.js';
import type { Caller } from '../../http/access.js';
import { iso } from '../../http/contract.js';
import { byInstantAndId, byInstantAndNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation, type ApiError } from '../../http/errors.js';
import { stampOf, type Stamp } from '../../http/stamp.js';
import { invite } from '../../platform/links.js';
import { whoIs } from '../../platform/rights.js';
import { zoneNamed } from '../../platform/zone.js';
import * as contracts from '../contract/tenants.js';
import { routeFor } from '../../http/route.js';
import type { PlatformDeps } from '../../platform/deps.js';
import type { LeadsDeps } from '../deps.js';
import { tenantView } from '../views/tenants.js';

/** A tenant's life is the platform's; how it is, the product knows. */
type TenantDeps = PlatformDeps & LeadsDeps;
const route = routeFor<TenantDeps>();

const LIST = 'tenants';
const LOG = 'operator-log';

/** Operators are people: no key is one. */
const operatorIdOf = (caller: Caller): string => (caller.kind === 'user' ? caller.userId : caller.keyId);

/** In the organisation's log it is the operator's deed, who is nobody there. */
const byOperator = (stamp: Stamp): Stamp => ({ ...stamp, actor: { type: 'operator', id: stamp.actor.id } });

type Told = Pick<AuditEntry<PlatformAction>, 'action' | 'before' | 'after'>;

/** Tells of a deed in the organisation's own log and in the operators', in the transaction of the deed. */
async function tellBoth(tx: OrgTransaction, stamp: Stamp, told: Told): Promise<void> {
  const entry = { ...byOperator(stamp), ...told, entity: { type: 'organisation', id: tx.orgId } };
  await writeAudit(tx, entry);
  await tenants.asOrg(tx, PLATFORM_ORG, (there) => writeAudit(there, entry));
}

interface Deed<T> {
  /** The name that was typed. */
  typed: string;
  action: PlatformAction;
  /** Null: it is not as it would have to be. */
  act: (tx: OrgTransaction, operatorId: string) => Promise<T | null>;
  after: (done: T) => Record<string, unknown>;
  refused: () => ApiError;
}

interface Doing {
  caller: Caller;
  traceId: string;
  deps: TenantDeps;
  params: { id: string };
  missing: () => ApiError;
}

/** Does something about an organisation whose name was typed, and answers how it is then. */
async function does<T>(context: Doing, { typed, action, act, after, refused }: Deed<T>) {
  const { deps, params, missing } = context;
  const operatorId = operatorIdOf(context.caller);
  const stamp = stampOf(context);
  const told = await deps.db.inOrg(params.id, async (tx) => {
    const find = () => tenants.findTenant(tx, operatorId, params.id, stamp.at);
    const found = await find();
    if (!found) throw missing();
    if (!namesTenant(typed, found.name))
      throw validation([{ path: 'name', message: 'Type the name of the organisation as it is.' }]);
    const done = await act(tx, operatorId);
    if (done === null) throw refused();
    await tellBoth(tx, stamp, { action, after: { name: found.name, ...after(done) } });
    return { tenant: tenantView((await find())!), done };
  });
  // Other processes hear of it by the notice of the row.
  deps.rights.changed(whoIs(params.id, ''));
  return told;
}

export const tenantRoutes = [
  route(contracts.listTenants, async ({ query, caller, deps }) => {
    const { q: words, state, limit } = query;
    const ended = decodeCursor(LIST, byInstantAndId, query.cursor);
    const before = ended && { at: ended[0], id: ended[1] };
    const rows = await deps.db.readOrg(caller.orgId, (tx) =>
      tenants.listTenants(tx, operatorIdOf(caller), { words, state }, { limit: limit + 1, before, now: deps.clock() }),
    );
    return { status: 200, body: toPage(LIST, rows, limit, tenantView, (row) => [iso(row.createdAt), row.id]) };
  }),

  route(contracts.getTenant, async ({ params, caller, deps, missing }) => {
    const found = await deps.db.readOrg(caller.orgId, (tx) =>
      tenants.findTenant(tx, operatorIdOf(caller), params.id, deps.clock()),
    );
    if (!found) throw missing();
    return { status: 200, body: tenantView(found) };
  }),

  route(contracts.createTenant, async (context) => {
    const { body, caller, deps } = context;
    const { admin, ...organisation } = body;
    const stamp = stampOf(context);
    const org = { id: uuidv7(), ...organisation, timeZone: zoneNamed('timeZone', organisation.timeZone) };
    const person = { id: uuidv7(), ...admin, passwordHash: null };
    const operatorId = operatorIdOf(caller);
    return deps.db.inOrg(org.id, async (tx) => {
      await tenants.foundTenant(tx, operatorId, org, stamp.at);
      await furnishOrg(tx, org, person, byOperator(stamp), addFirstFlow);
      const { link } = await invite(tx, deps, person.id, byOperator(stamp));
      await tenants.asOrg(tx, PLATFORM_ORG, (there) =>
        writeAudit(there, {
          ...byOperator(stamp),
          action: 'organisation.created',
          entity: { type: 'organisation', id: org.id },
          after: { name: org.name },
        }),
      );
      const made = (await tenants.findTenant(tx, operatorId, org.id, stamp.at))!;
      return { status: 201, body: { ...tenantView(made), adminId: person.id, invitationUrl: link } };
    });
  }),

  route(contracts.suspendTenant, async (context) => {
    const { name, reason } = context.body;
    const { tenant } = await does(context, {
      typed: name,
      action: 'organisation.suspended',
      act: (tx, operatorId) => tenants.suspendTenant(tx, operatorId, reason),
      after: (suspendedAt) => ({ suspendedAt: iso(suspendedAt), reason }),
      refused: () => conflict('This organisation is suspended already, or deleted'),
    });
    return { status: 200, body: tenant };
  }),

  route(contracts.returnTenant, async (context) => {
    const { tenant, done } = await does(context, {
      typed: context.body.name,
      action: 'organisation.returned',
      act: tenants.returnTenant,
      after: ({ since, until, leads }) => ({ suspendedAt: iso(since), returnedAt: iso(until), leads }),
      refused: () =>
        conflict('This organisation is not suspended, or it is deleted', ['Restore it first, where it is deleted.']),
    });
    return { status: 200, body: { ...tenant, leads: done.leads } };
  }),

  route(contracts.deleteTenant, async (context) => {
    const { tenant } = await does(context, {
      typed: context.body.name,
      action: 'organisation.deleted',
      act: tenants.deleteTenant,
      after: (deletedAt) => ({ deletedAt: iso(deletedAt) }),
      refused: () => conflict('This organisation is deleted already'),
    });
    return { status: 200, body: tenant };
  }),

  route(contracts.restoreTenant, async (context) => {
    const { tenant } = await does(context, {
      typed: context.body.name,
      action: 'organisation.restored',
      act: tenants.restoreTenant,
      after: (deletedAt) => ({ deletedAt: iso(deletedAt) }),
      refused: () => conflict('This organisation is not deleted'),
    });
    return { status: 200, body: tenant };
  }),

  route(contracts.listOperatorDeeds, async ({ query, caller, deps }) => {
    const { limit, tenantId } = query;
    const ended = decodeCursor(LOG, byInstantAndNumber, query.cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      const filter = { actorType: 'operator', entityType: 'organisation', entityId: tenantId } as const;
      const found = await listAudit(tx, filter, { limit: limit + 1, before });
      const names = await namesOf(
        tx,
        found.map(({ actorId }) => actorId),
      );
      return found.map((row) => {
        const { id, at, action, traceId, actorType, actorId, entityType, entityId } = row;
        const fact = { actor: { type: actorType, id: actorId }, action, entity: { type: entityType, id: entityId } };
        const text = sentenceOf({ ...fact, leadId: null, before: row.before, after: row.after }, names);
        return { id, at: iso(at), action, tenantId: entityId, text, traceId };
      });
    });
    return {
      status: 200,
      body: toPage(
        LOG,
        rows,
        limit,
        (row) => row,
        ({ at, id }) => [at, id],
      ),
    };
  }),
];
