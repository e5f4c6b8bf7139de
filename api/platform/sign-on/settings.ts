import type { z } from 'zod';
import type { OrgTransaction } from '../../../db/client.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { signInRules, writeSignInRule } from '../../../db/platform/queries/orgs.js';
import {
  boundPeople,
  findSignOn,
  isOnlyOrg,
  keepersOf,
  listSignOnDomains,
  lockSignOn,
  writeSignOn,
  writeSignOnDomains,
  type SignOnRow,
  type SignOnSettings,
} from '../../../db/platform/queries/sign-on.js';
import { findUser } from '../../../db/platform/queries/users.js';
import { signOnPlace } from '../../../db/platform/sign-on-secret.js';
import { domainProof, issuerOf, issuerProblem, signOnRulesProblems } from '../../../domain/platform/access/sign-on.js';
import { requirementProblem } from '../../../domain/platform/access/ways-in.js';
import type { signOnSettings } from '../contract/bodies/sign-on.js';
import type { PlatformDeps } from '../deps.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { validation, type Issue } from '../../http/errors.js';
import { checkIfMatch } from '../../http/etag.js';
import type { SignOnProblem } from '../providers/problems.js';
import { checkReferences, TEAM, USER } from '../references.js';
import type { Stamp } from '../sessions.js';
import { redirectUri, signInLink } from './places.js';

type Given = z.output<typeof signOnSettings>;

/** Everything of an org's single sign-on that admins are shown; never the secret. */
export async function showSignOn(tx: OrgTransaction, options: PlatformDeps['options']) {
  const row = await findSignOn(tx);
  const { singleSignOnOnly } = await signInRules(tx);
  const people = row ? await boundPeople(tx, row.issuer) : [];
  return {
    settings: row && {
      ...shown(row),
      domains: (await listSignOnDomains(tx)).map(({ domain, provedAt }) => ({ domain, provedAt: isoOrNull(provedAt) })),
      required: singleSignOnOnly,
    },
    redirectUri: redirectUri(options),
    signInLink: signInLink(options, tx.orgId),
    domainProof: domainProof(tx.orgId),
    provesDomains: !(await isOnlyOrg(tx)),
    keepers: await keepersOf(tx),
    people: people.map(({ userId, name, usedAt }) => ({ id: userId, name, usedAt: iso(usedAt) })),
  };
}

function shown({ clientSecret: _secret, changedAt, usedAt, problem, problemAt, ...row }: SignOnRow) {
  return {
    ...row,
    roles: [...row.roles],
    teams: [...row.teams],
    changedAt: iso(changedAt),
    usedAt: isoOrNull(usedAt),
    problem: problem as SignOnProblem | null,
    problemAt: isoOrNull(problemAt),
  };
}

/**
 * Sets single sign-on up, or changes it.
 * @throws ApiError 400 naming each field that does not go, 412 and 428 where somebody was faster
 */
export async function changeSignOn(
  tx: OrgTransaction,
  deps: PlatformDeps,
  given: Given,
  { ifMatch, stamp }: { ifMatch: string | undefined; stamp: Stamp },
): Promise<void> {
  await lockSignOn(tx);
  const row = await findSignOn(tx, true);
  if (row || ifMatch !== undefined) checkIfMatch(ifMatch, row?.revision ?? 0, row !== null);
  const { domains, required, clientSecret, ...settings } = { ...given, issuer: issuerOf(given.issuer) };
  const issues = problemsOf(given, row, deps.options.signOn.local);
  if (issues.length > 0) throw validation(issues);
  await checkReferences(tx, [
    ...settings.teams.map(({ teamId }, index) => ({ path: `teams.${index}.teamId`, kind: TEAM, id: teamId })),
    { path: 'breakGlassId', kind: USER, id: settings.breakGlassId },
  ]);
  if (required) {
    const keeper = settings.breakGlassId === null ? null : await findUser(tx, settings.breakGlassId, true);
    const used = row !== null && isSameProvider(row, settings) && row.usedAt !== null;
    const problem = requirementProblem({ active: settings.active, used, keeper });
    const path = settings.active && used ? 'breakGlassId' : 'required';
    if (problem !== null) throw validation([{ path, message: problem }]);
  }
  const before = row && {
    ...said(row),
    domains: (await listSignOnDomains(tx)).map(({ domain }) => domain),
    required: (await signInRules(tx)).singleSignOnOnly,
  };
  const next: SignOnSettings = {
    ...settings,
    clientSecret:
      clientSecret === undefined ? row!.clientSecret : deps.secrets.encrypt(clientSecret, signOnPlace(tx.orgId)),
  };
  const usedAt = row !== null && isSameProvider(row, next) ? row.usedAt : null;
  await writeSignOn(tx, next, { revision: row?.revision ?? 0, usedAt, now: stamp.at });
  await writeSignOnDomains(tx, domains);
  await writeSignInRule(tx, { singleSignOnOnly: required });
  const after = {
    ...said(next),
    domains: [...domains].sort(),
    required,
    ...(clientSecret === undefined ? {} : { secretChanged: true }),
  };
  const entity = { type: 'single_sign_on', id: tx.orgId };
  await writeAudit(tx, { ...stamp, action: 'single_sign_on.changed', entity, before, after });
}

function problemsOf(given: Given, row: SignOnRow | null, mayBePlain: boolean): Issue[] {
  const issuer = issuerOf(given.issuer);
  const problem = issuerProblem(issuer, mayBePlain);
  const isSame = row !== null && isSameProvider(row, { issuer, clientId: given.clientId });
  return [
    ...(problem === null ? [] : [{ path: 'issuer', message: problem }]),
    ...(given.clientSecret === undefined && !isSame
      ? [{ path: 'clientSecret', message: 'Give the client secret of this provider and client.' }]
      : []),
    ...(given.active && given.domains.length === 0
      ? [{ path: 'domains', message: 'Name the domains of your people’s e-mails.' }]
      : []),
    ...signOnRulesProblems(given),
  ];
}

type Provider = Pick<SignOnSettings, 'issuer' | 'clientId'>;
const isSameProvider = (a: Provider, b: Provider): boolean => a.issuer === b.issuer && a.clientId === b.clientId;

/** What the audit log compares. */
const said = ({ issuer, clientId, active, trustsEmail, justInTime, defaultRole, ...more }: SignOnSettings) => ({
  ...{ issuer, clientId, active, trustsEmail, justInTime, defaultRole },
  ...{
    roleClaim: more.roleClaim,
    adminByClaim: more.adminByClaim,
    teamClaim: more.teamClaim,
    breakGlassId: more.breakGlassId,
  },
  roles: more.roles.map(({ value, role }) => `${value}: ${role}`),
  teams: more.teams.map(({ value, teamId }) => `${value}: ${teamId}`),
});
