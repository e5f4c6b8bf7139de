import { findTenant, type TenantRow } from '../../../db/leads/queries/tenants.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { REMEDY_OF } from '../../../domain/leads/diagnostics/rules.js';
import { remedyWords } from '../../../domain/leads/diagnostics/words.js';
import { stateOfTenant } from '../../../domain/leads/tenants/tenant.js';
import type { DiagnosticCheck, DiagnosticRemedy } from '../../../domain/leads/vocabulary/diagnostics.js';
import type { Reads } from '../../../db/client.js';
import { callerId, type Caller } from '../../http/access.js';
import { conflict, type ApiError } from '../../http/errors.js';
import { routeFor } from '../../http/route.js';
import { stampOf } from '../../http/stamp.js';
import type { PlatformDeps } from '../../platform/deps.js';
import * as contracts from '../contract/diagnostics.js';
import type { LeadsDeps } from '../deps.js';
import { diagnose } from '../diagnostics/diagnose.js';
import { REMEDIES, type Doing, type Remedied } from '../diagnostics/remedies.js';
import { byOperator, tellBoth } from '../tenants/tell-both.js';
import { diagnosisView } from '../views/diagnostics.js';

type DiagnosticsDeps = PlatformDeps & LeadsDeps;
const route = routeFor<DiagnosticsDeps>();

/** Operators are people: no key is one. */
const personOf = (caller: Caller): Doing['person'] =>
  caller.kind === 'user' ? { orgId: caller.orgId, userId: caller.userId } : null;

/** @throws ApiError 409 where no request can do anything about what the check finds */
function remedyOf(check: DiagnosticCheck, { options }: DiagnosticsDeps, caller: Caller): DiagnosticRemedy {
  const remedy = (REMEDY_OF as Partial<Record<DiagnosticCheck, DiagnosticRemedy>>)[check];
  if (remedy === undefined)
    throw conflict('What this check finds is mended on a page', ['Its finding says which one.']);
  if (remedy === 'SEND_TEST_MAIL' && !options.mailIsSetUp)
    throw conflict('No mail is set up for this installation', ['Set SMTP_URL for the API and the workers.']);
  if (remedy === 'SEND_TEST_MAIL' && caller.kind !== 'user')
    throw conflict('A test mail is sent to whoever asks for it, and a key has no address', ['Ask as a person.']);
  return remedy;
}

const toldOf = (check: DiagnosticCheck, remedy: DiagnosticRemedy, { done, refused }: Remedied) => ({
  action: 'organisation.remedied' as const,
  after: { check, remedy, words: remedyWords({ action: remedy }), done, refused },
});

/** The organisation as an operator may know it; the database answers nobody else. @throws ApiError 404 */
async function tenantOf(db: Reads, caller: Caller, id: string, now: Date, missing: () => ApiError): Promise<TenantRow> {
  const found = await db.readOrg(caller.orgId, (tx) => findTenant(tx, callerId(caller), id, now));
  if (!found) throw missing();
  return found;
}

export const diagnosticsRoutes = [
  route(contracts.getDiagnostics, async ({ caller, deps }) => {
    const { orgId } = caller;
    const { name } = (await deps.db.readOrg(orgId, findOrg))!;
    const verdicts = await diagnose(deps, orgId);
    return { status: 200, body: diagnosisView({ id: orgId, name }, deps.clock(), verdicts, true) };
  }),

  route(contracts.remedyDiagnostic, async (context) => {
    const { params, caller, deps } = context;
    const { check } = params;
    const remedy = remedyOf(check, deps, caller);
    const stamp = stampOf(context);
    const { orgId } = caller;
    const remedied = await REMEDIES[remedy]({ deps, orgId, stamp, person: personOf(caller) });
    const entity = { type: 'organisation', id: orgId };
    await deps.db.inOrg(orgId, (tx) => writeAudit(tx, { ...stamp, ...toldOf(check, remedy, remedied), entity }));
    return { status: 200, body: { check, remedy, ...remedied } };
  }),

  route(contracts.getTenantDiagnostics, async ({ params, caller, deps, missing }) => {
    const { id, name } = await tenantOf(deps.db, caller, params.id, deps.clock(), missing);
    const verdicts = await diagnose(deps, id);
    return { status: 200, body: diagnosisView({ id, name }, deps.clock(), verdicts, false) };
  }),

  route(contracts.remedyTenantDiagnostic, async (context) => {
    const { params, caller, deps, missing } = context;
    const { check } = params;
    const stamp = stampOf(context);
    const tenant = await tenantOf(deps.db, caller, params.id, stamp.at, missing);
    if (stateOfTenant(tenant) !== 'ACTIVE')
      throw conflict('This organisation is suspended or deleted: nothing of it goes on', ['Let it go on first.']);
    const remedy = remedyOf(check, deps, caller);
    const doing = { deps, orgId: tenant.id, stamp: byOperator(stamp), person: personOf(caller) };
    const remedied = await REMEDIES[remedy](doing);
    await deps.db.inOrg(tenant.id, (tx) => tellBoth(tx, stamp, toldOf(check, remedy, remedied)));
    return { status: 200, body: { check, remedy, ...remedied } };
  }),
];
