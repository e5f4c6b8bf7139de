import { v7 as uuidv7 } from 'uuid';
import type { OrgTransaction } from '../../../db/client.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import {
  bindIdentity,
  hasIdentity,
  identifiedPerson,
  listSignOnDomains,
  lockSignOn,
  noteIdentityUsed,
  noteSignOnUsed,
  personByEmail,
  type Identity,
  type SignOnRow,
} from '../../../db/platform/queries/sign-on.js';
import { archivedTeams } from '../../../db/platform/queries/teams.js';
import { findUser, hasOtherAdmin, insertUser, lockAdmins, updateUser } from '../../../db/platform/queries/users.js';
import { endsAdmin } from '../../../domain/platform/access/admins.js';
import {
  admissionOf,
  domainOf,
  emailOf,
  type Admission,
  type Claims,
  type ClaimedChange,
  type KnownPerson,
  type SignOnRefusal,
} from '../../../domain/platform/access/sign-on.js';
import { SYSTEM } from '../../../domain/platform/audit/actor.js';
import { foldEmail } from '../../../domain/platform/people/email.js';
import { userChangeOf } from '../views/users.js';

export type Entry = { kind: 'IN'; userId: string; isChanged: boolean } | { kind: 'OUT'; reason: SignOnRefusal };

interface Moment {
  now: Date;
  traceId: string;
}

/**
 * Finds who somebody is whom the provider knows, or makes them, and makes them what its claims say. It tells the audit log of all
 * of it, also of whom it keeps out; so what it returns must be committed.
 */
export async function enter(
  tx: OrgTransaction,
  signOn: SignOnRow,
  claims: Claims & { iss: string; sub: string },
  moment: Moment,
): Promise<Entry> {
  // One at a time: of two first sign-ins of one person one makes them, and the other finds them.
  await lockSignOn(tx);
  await lockAdmins(tx);
  const identity: Identity = { issuer: claims.iss, subject: claims.sub };
  const rules = await rulesOf(tx, signOn);
  const linkedId = await identifiedPerson(tx, identity);
  const email = emailOf(claims);
  const emailId = linkedId === null && email !== null ? await personByEmail(tx, foldEmail(email)) : null;
  const linked = linkedId === null ? null : await knownPerson(tx, signOn, linkedId);
  const byEmail = emailId === null ? null : await knownPerson(tx, signOn, emailId);
  const taken = emailId !== null && (await hasIdentity(tx, emailId, identity.issuer));

  const admission = admissionOf(rules, claims, linked, byEmail && { ...byEmail, taken });
  if (admission.kind === 'OUT') {
    await tellRefusal(tx, { reason: admission.reason, userId: linkedId ?? emailId, email }, moment);
    return admission;
  }
  const userId = admission.kind === 'NEW' ? await makePerson(tx, admission, moment) : admission.id;
  // Somebody has the e-mail as good as this one, which is not found by it: theirs it stays.
  if (userId === null) return { kind: 'OUT', reason: 'OTHER_IDENTITY' };
  const isNewIdentity = admission.kind === 'NEW' || admission.link;
  if (isNewIdentity) await bind(tx, identity, userId, moment);
  else await noteIdentityUsed(tx, identity, moment.now);
  const isChanged = admission.kind === 'KNOWN' && (await changePerson(tx, userId, admission.change, moment));
  await noteSignOnUsed(tx, moment.now);
  return { kind: 'IN', userId, isChanged };
}

async function rulesOf(tx: OrgTransaction, signOn: SignOnRow) {
  const archived = await archivedTeams(
    tx,
    signOn.teams.map(({ teamId }) => teamId),
  );
  const domains = (await listSignOnDomains(tx)).map(({ domain }) => domain);
  // Nobody comes into a team that was archived since; who is in it stays.
  return { ...signOn, domains, teams: signOn.teams.filter(({ teamId }) => !archived.has(teamId)) };
}

async function knownPerson(tx: OrgTransaction, { breakGlassId }: SignOnRow, id: string): Promise<KnownPerson | null> {
  const user = await findUser(tx, id, true);
  if (!user) return null;
  const isLast = endsAdmin(user, { role: 'REP' }) && !(await hasOtherAdmin(tx, id));
  return { ...user, staysAdmin: isLast || id === breakGlassId };
}

async function makePerson(
  tx: OrgTransaction,
  { email, name, role, teamIds }: Extract<Admission, { kind: 'NEW' }>,
  { now, traceId }: Moment,
): Promise<string | null> {
  const user = {
    id: uuidv7(),
    email,
    name,
    role,
    status: 'ACTIVE' as const,
    teamIds,
    skills: [],
    languages: [],
    territories: [],
    capacity: 20,
    calendarId: null,
  };
  if (!(await insertUser(tx, { ...user, passwordHash: null, now }))) return null;
  await writeAudit(tx, {
    actor: SYSTEM,
    action: 'user.created',
    entity: { type: 'user', id: user.id },
    after: { role, teamIds, by: 'single sign-on' },
    traceId,
    at: now,
  });
  return user.id;
}

async function bind(tx: OrgTransaction, identity: Identity, userId: string, { now, traceId }: Moment): Promise<void> {
  await bindIdentity(tx, identity, userId, now);
  await writeAudit(tx, {
    actor: SYSTEM,
    action: 'identity.bound',
    entity: { type: 'user', id: userId },
    after: { issuer: identity.issuer },
    traceId,
    at: now,
  });
}

/** @returns whether anything changed */
async function changePerson(
  tx: OrgTransaction,
  userId: string,
  claimed: ClaimedChange,
  { now, traceId }: Moment,
): Promise<boolean> {
  const user = (await findUser(tx, userId))!;
  const { patch, before, after } = userChangeOf(user, claimed);
  if (Object.keys(patch).length === 0) return false;
  await updateUser(tx, userId, patch);
  await writeAudit(tx, {
    actor: SYSTEM,
    action: 'user.changed',
    entity: { type: 'user', id: userId },
    before,
    after: { ...after, by: 'single sign-on' },
    traceId,
    at: now,
  });
  return true;
}

/** Of an e-mail no more than its domain: who it is stands in the log where they are somebody here. */
async function tellRefusal(
  tx: OrgTransaction,
  { reason, userId, email }: { reason: SignOnRefusal; userId: string | null; email: string | null },
  { now, traceId }: Moment,
): Promise<void> {
  await writeAudit(tx, {
    actor: SYSTEM,
    action: 'auth.sign_on_refused',
    entity: userId === null ? { type: 'single_sign_on', id: tx.orgId } : { type: 'user', id: userId },
    after: { reason, ...(email === null ? {} : { domain: domainOf(email) }) },
    traceId,
    at: now,
  });
}
