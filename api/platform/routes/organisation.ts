import { writeAudit } from '../../../db/platform/queries/audit.js';
import { findOrg, lockOrg, updateOrg, type OrgRow } from '../../../db/platform/queries/orgs.js';
import { signInFacts } from '../../../db/platform/queries/sign-in-facts.js';
import { notFound, validation } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/organisation.js';
import { route, type PlatformDeps } from '../deps.js';
import { organisationOf, orgChangeOf } from '../views/organisation.js';
import { zoneNamed } from '../zone.js';

const answer = (row: OrgRow, { options }: Pick<PlatformDeps, 'options'>) => ({
  headers: { ETag: etagOf(row.revision) },
  body: organisationOf(row, options.retention),
});

export const organisationRoutes = [
  route(contracts.getOrganisation, async ({ caller, deps }) => {
    const row = await deps.db.readOrg(caller.orgId, findOrg);
    if (!row) throw notFound('organisation');
    return { status: 200, ...answer(row, deps) };
  }),

  route(contracts.patchOrganisation, async (context) => {
    const { caller, deps, headers, body } = context;
    const stamp = stampOf(context);
    const given = {
      ...body,
      ...(body.timeZone === undefined ? {} : { timeZone: zoneNamed('timeZone', body.timeZone) }),
    };
    const row = await deps.db.inOrg(caller.orgId, async (tx) => {
      const org = await lockOrg(tx);
      checkIfMatch(headers['if-match'], org.revision);
      const facts = await signInFacts(tx, deps.options.mailIsSetUp);
      const { patch, before, after, issues } = orgChangeOf(org, given, facts, deps.options.retention);
      if (issues.length > 0) throw validation(issues);
      if (Object.keys(patch).length === 0) return org;
      const changed = await updateOrg(tx, patch);
      const entity = { type: 'organisation', id: org.id };
      await writeAudit(tx, { ...stamp, action: 'organisation.changed', entity, before, after });
      return changed;
    });
    return { status: 200, ...answer(row, deps) };
  }),
];
