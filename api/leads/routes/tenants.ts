import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { addFirstFlow } from '../../../db/leads/new-org.js';
import { keepCertificate, listCertificates, purgeTenant } from '../../../db/leads/queries/tenant-purge.js';
import * as tenants from '../../../db/leads/queries/tenants.js';
import { workUnderWay } from '../../../db/leads/queries/under-way.js';
import { PATIENCE } from '../../../db/patience.js';
import { furnishOrg } from '../../../db/platform/new-org.js';
import { asOrg } from '../../../db/platform/queries/as-org.js';
import { listAudit, writeAudit } from '../../../db/platform/queries/audit.js';
import { endOpenSupport } from '../../../db/platform/queries/support.js';
import { demoOf } from '../../../db/platform/queries/demo-org.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import { sentenceOf } from '../../../domain/platform/audit/sentence.js';
import { namesTenant } from '../../../domain/leads/tenants/tenant.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { callerId, readerOf, type Caller } from '../../http/access.js';
import { iso } from '../../http/contract.js';
import { byInstantAndId, byInstantAndNumber, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation, type ApiError } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import { invite } from '../../platform/links.js';
import { whoIs } from '../../platform/rights.js';
import { zoneNamed } from '../../platform/zone.js';
import * as contracts from '../contract/tenants.js';
import { routeFor } from '../../http/route.js';
import type { PlatformDeps } from '../../platform/deps.js';
import type { LeadsDeps } from '../deps.js';
import { certificateOf, type CertificateContent } from '../tenants/certificate.js';
import { byOperator, tellBoth } from '../tenants/tell-both.js';
import { purgeableFrom, tenantView } from '../views/tenants.js';
import { workflowIdsOf } from '../workflow-ids.js';

/** A tenant's life is the platform's; how it is, the product knows. */
type TenantDeps = PlatformDeps & LeadsDeps;
const route = routeFor<TenantDeps>();

const LIST = 'tenants';
const LOG = 'operator-log';
const CERTIFICATES = 'tenant-certificates';

/** Operators are people: no key is one. */
const operatorIdOf = callerId;

/** Nobody looks into an organisation that stands still. @param since the instant from which on it does; null: nothing was done */
async function standsStill(tx: OrgTransaction, operatorId: string, since: Promise<Date | null>): Promise<Date | null> {
  const at = await since;
  if (at !== null) await endOpenSupport(tx, at, operatorId);
  return at;
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

const otherName = (): ApiError =>
  validation([{ path: 'name', message: 'Type the name of the organisation as it is.' }]);

/** @param from null: it is not deleted */
const tooEarly = (from: Date | null): ApiError =>
  from === null
    ? conflict('This organisation is not deleted', ['Delete it first: until it goes for good it can be restored.'])
    : conflict('This organisation can still be restored', [`It can be deleted for good from ${iso(from)} on.`]);

/** The workflows of what is under way in an organisation, and in its demo. */
async function workflowsOf(db: TenantDeps['db'], tenantId: string): Promise<string[]> {
  const demoId = await db.readOrg(tenantId, demoOf);
  const ids = [tenantId, ...(demoId === null ? [] : [demoId])];
  const each = await Promise.all(ids.map(async (id) => workflowIdsOf(id, await db.readOrg(id, workUnderWay))));
  return each.flat();
}

type Certificate = CertificateContent & { sha256: string };

/** Does something about an organisation whose name was typed, and answers how it is then. */
async function does<T>(context: Doing, { typed, action, act, after, refused }: Deed<T>) {
  const { deps, params, missing } = context;
  const operatorId = operatorIdOf(context.caller);
  const stamp = stampOf(context);
  const told = await deps.db.inOrg(
    params.id,
    async (tx) => {
      const find = () => tenants.findTenant(tx, operatorId, params.id, stamp.at);
      const found = await find();
      if (!found) throw missing();
      if (!namesTenant(typed, found.name)) throw otherName();
      const done = await act(tx, operatorId);
      if (done === null) throw refused();
      await tellBoth(tx, stamp, { action, after: { name: found.name, ...after(done) } });
      return { tenant: tenantView((await find())!, deps.options.keepDeletedTenantDays), done };
    },
    // A return writes two rows for each open lead.
    { patience: PATIENCE.BULK },
  );
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
    return {
      status: 200,
      body: toPage(
        LIST,
        rows,
        limit,
        (row) => tenantView(row, deps.options.keepDeletedTenantDays),
        (row) => [iso(row.createdAt), row.id],
      ),
    };
  }),

  route(contracts.getTenant, async ({ params, caller, deps, missing }) => {
    const found = await deps.db.readOrg(caller.orgId, (tx) =>
      tenants.findTenant(tx, operatorIdOf(caller), params.id, deps.clock()),
    );
    if (!found) throw missing();
    return { status: 200, body: tenantView(found, deps.options.keepDeletedTenantDays) };
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
      await asOrg(tx, PLATFORM_ORG, (there) =>
        writeAudit(there, {
          ...byOperator(stamp),
          action: 'organisation.created',
          entity: { type: 'organisation', id: org.id },
          after: { name: org.name },
        }),
      );
      const made = (await tenants.findTenant(tx, operatorId, org.id, stamp.at))!;
      return {
        status: 201,
        body: { ...tenantView(made, deps.options.keepDeletedTenantDays), adminId: person.id, invitationUrl: link },
      };
    });
  }),

  route(contracts.suspendTenant, async (context) => {
    const { name, reason } = context.body;
    const { tenant } = await does(context, {
      typed: name,
      action: 'organisation.suspended',
      act: (tx, operatorId) => standsStill(tx, operatorId, tenants.suspendTenant(tx, operatorId, reason)),
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
      act: (tx, operatorId) => standsStill(tx, operatorId, tenants.deleteTenant(tx, operatorId)),
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

  route(contracts.purgeTenant, async (context) => {
    const { params, caller, deps, body, missing } = context;
    const operatorId = operatorIdOf(caller);
    const stamp = stampOf(context);
    const found = await deps.db.readOrg(caller.orgId, (tx) => tenants.findTenant(tx, operatorId, params.id, stamp.at));
    if (!found) throw missing();
    if (!namesTenant(body.name, found.name)) throw otherName();
    const from = purgeableFrom(found, deps.options.keepDeletedTenantDays);
    if (from === null || from > stamp.at) throw tooEarly(from);
    const workflowIds = await workflowsOf(deps.db, params.id);
    const text = await deps.db.inOrg(
      caller.orgId,
      async (tx) => {
        const since = new Date(found.deletedAt!.getTime());
        const rows = await purgeTenant(tx, operatorId, params.id, since);
        // Somebody else was faster: restored, or purged.
        if (rows === null) throw tooEarly(null);
        const { id, name } = found;
        const total = Object.values(rows).reduce((sum, n) => sum + n, 0);
        const made = certificateOf({
          certificate: 'pinggo.tenant-purge/1',
          tenant: { id, name, createdAt: iso(found.createdAt) },
          deletedAt: iso(since),
          purgedAt: iso(stamp.at),
          purgedBy: { id: operatorId, name: caller.name },
          rows,
          total,
          workflows: workflowIds.length,
        });
        await keepCertificate(tx, operatorId, { tenantId: id, purgedAt: stamp.at, certificate: made.text });
        await writeAudit(tx, {
          ...byOperator(stamp),
          action: 'organisation.purged',
          entity: { type: 'organisation', id },
          after: { name, rows: total, sha256: made.sha256 },
        });
        return made.text;
      },
      { patience: PATIENCE.PURGING },
    );
    // What is missed here ends by itself: a lead that is gone fails its workflow for good.
    await deps.endWorkflows(workflowIds);
    return { status: 200, body: JSON.parse(text) as Certificate };
  }),

  route(contracts.listTenantCertificates, async ({ query, caller, deps }) => {
    const { limit } = query;
    const ended = decodeCursor(CERTIFICATES, byInstantAndId, query.cursor);
    const before = ended && { at: ended[0], id: ended[1] };
    const rows = await deps.db.readOrg(caller.orgId, (tx) =>
      listCertificates(tx, operatorIdOf(caller), { limit: limit + 1, before }),
    );
    const shown = ({ certificate }: { certificate: string }) => JSON.parse(certificate) as Certificate;
    const body = toPage(CERTIFICATES, rows, limit, shown, (row) => [iso(row.purgedAt), row.tenantId]);
    return { status: 200, body };
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
      const inZone = withTimesIn(await readerTimeZone(tx, readerOf(caller)));
      return found.map((row) => {
        const { id, at, action, traceId, actorType, actorId, entityType, entityId } = row;
        const fact = { actor: { type: actorType, id: actorId }, action, entity: { type: entityType, id: entityId } };
        const text = inZone(sentenceOf({ ...fact, leadId: null, before: row.before, after: row.after }, names));
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
