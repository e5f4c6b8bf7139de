import type { OrgTransaction } from '../../../db/client.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findSignOn, releaseIdentities, writeDomainProof } from '../../../db/platform/queries/sign-on.js';
import { domainProof, issuerOf, issuerProblem } from '../../../domain/platform/access/sign-on.js';
import { unavailable, validation } from '../../http/errors.js';
import { etagOf } from '../../http/etag.js';
import { isoOrNull } from '../../http/contract.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/sign-on.js';
import { route, type PlatformDeps } from '../deps.js';
import { tryProvider } from '../providers/trial.js';
import { beginSignOn, providerOf } from '../sign-on/begin.js';
import { finishSignOn } from '../sign-on/finish.js';
import { redirectUri } from '../sign-on/places.js';
import { noSuchSignOn, providerRefusal, signOnAgain, signOnRefused } from '../sign-on/refusals.js';
import { changeSignOn, showSignOn } from '../sign-on/settings.js';

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw providerRefusal(error);
  }
}

const answer = async (tx: OrgTransaction, options: PlatformDeps['options']) => {
  const body = await showSignOn(tx, options);
  return { status: 200, headers: { ETag: etagOf(body.settings?.revision ?? 0) }, body } as const;
};

export const signOnRoutes = [
  route(contracts.startSignOn, async ({ body, deps }) => {
    const { email, organisationId } = body;
    const begun = await told(() =>
      beginSignOn(deps, email === undefined ? { organisationId: organisationId! } : { email }),
    );
    if (!begun) throw noSuchSignOn();
    return { status: 200, headers: { 'Set-Cookie': begun.cookie }, body: { url: begun.url } };
  }),

  route(contracts.finishSignOn, async ({ body, req, traceId, deps }) => {
    const finish = await told(() => finishSignOn(deps, body, { req, traceId }));
    if (finish.kind === 'AGAIN') throw signOnAgain();
    if (finish.kind === 'OUT') throw signOnRefused(finish.reason);
    const { body: session, headers } = finish.admitted;
    const cookies = [headers['Set-Cookie'] ?? [], finish.forget].flat();
    return { status: 200, headers: { ...headers, 'Set-Cookie': cookies }, body: session };
  }),

  route(contracts.getSignOn, ({ caller, deps }) => deps.db.readOrg(caller.orgId, (tx) => answer(tx, deps.options))),

  route(contracts.putSignOn, (context) =>
    context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await changeSignOn(tx, context.deps, context.body, {
        ifMatch: context.headers['if-match'],
        stamp: stampOf(context),
      });
      return answer(tx, context.deps.options);
    }),
  ),

  route(contracts.trySignOn, async ({ body, caller, deps }) => {
    const settings = { ...body, issuer: issuerOf(body.issuer) };
    const problem = issuerProblem(settings.issuer, deps.options.signOn.local);
    if (problem !== null) throw validation([{ path: 'issuer', message: problem }]);
    const row = await deps.db.inOrg(caller.orgId, (tx) => findSignOn(tx));
    const isKept = row?.issuer === settings.issuer && row.clientId === settings.clientId;
    const kept = isKept ? providerOf(deps, caller.orgId, row).clientSecret : null;
    const clientSecret = settings.clientSecret ?? kept;
    const steps = await tryProvider(deps.providers, { ...settings, clientSecret }, redirectUri(deps.options));
    return { status: 200, body: { steps } };
  }),

  route(contracts.proveDomain, async (context) => {
    const { domain } = context.body;
    const { orgId } = context.caller;
    const stamp = stampOf(context);
    const texts = await context.deps.txtRecords(domain).catch(() => {
      throw unavailable(30, { title: 'The DNS of this domain does not answer' });
    });
    const provedAt = texts.includes(domainProof(orgId)) ? stamp.at : null;
    await context.deps.db.inOrg(orgId, async (tx) => {
      if (!(await writeDomainProof(tx, domain, provedAt))) throw context.missing();
      await writeAudit(tx, {
        ...stamp,
        action: provedAt ? 'single_sign_on.domain_proved' : 'single_sign_on.domain_not_proved',
        entity: { type: 'single_sign_on', id: orgId },
        after: { domain },
      });
    });
    return { status: 200, body: { domain, provedAt: isoOrNull(provedAt) } };
  }),

  route(contracts.releaseIdentity, async (context) => {
    const { id } = context.params;
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      if ((await releaseIdentities(tx, id)) === 0) throw context.missing();
      await writeAudit(tx, { ...stampOf(context), action: 'identity.released', entity: { type: 'user', id } });
    });
    return { status: 204 };
  }),
];
