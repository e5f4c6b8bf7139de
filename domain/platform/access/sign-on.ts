import { oneLine, repaired } from '../text/clean.js';
import { foldEmail } from '../people/email.js';
import type { UserStatus } from '../people/user-status.js';
import type { OrgRole, Role } from './roles.js';

/** Whoever has the value in the org's role claim is this. */
export interface RoleByValue {
  value: string;
  role: OrgRole;
}

/** Whoever has the value in the org's team claim is in this team. */
export interface TeamByValue {
  value: string;
  teamId: string;
}

/** Whom an org lets in by single sign-on, and as what. */
export interface SignOnRules {
  /** Whose e-mails it knows as its own; folded. */
  domains: readonly string[];
  /** The provider does not say whether it verified an e-mail, and has. That it did not, it never may say. */
  trustsEmail: boolean;
  /** Whoever is not there yet is made. */
  justInTime: boolean;
  /** Of whom no value of the role claim says what they are; null: they stay out. */
  defaultRole: OrgRole | null;
  /** Null: the provider says nothing about roles, and people keep the one that they were given here. */
  roleClaim: string | null;
  /** In the org's order: the first that fits counts. */
  roles: readonly RoleByValue[];
  /** The claim makes and unmakes admins, too; else nobody but an admin does. */
  adminByClaim: boolean;
  teamClaim: string | null;
  teams: readonly TeamByValue[];
}

/** What a provider says about somebody; who they are there is `sub`. */
export type Claims = Readonly<Record<string, unknown>>;

export interface KnownPerson {
  id: string;
  role: Role;
  status: UserStatus;
  teamIds: readonly string[];
  /** Nobody but them could administer the org, or they are its way in for when the provider fails: no claim takes that away. */
  staysAdmin: boolean;
}

export const SIGN_ON_REFUSALS = [
  'INACTIVE',
  'NOT_INVITED',
  'EMAIL_MISSING',
  'EMAIL_NOT_VERIFIED',
  'DOMAIN',
  'NO_ROLE',
  'OTHER_IDENTITY',
] as const;
export type SignOnRefusal = (typeof SIGN_ON_REFUSALS)[number];

/** What the claims change about somebody; what is left out stays. */
export interface ClaimedChange {
  role?: OrgRole;
  teamIds?: string[];
}

export type Admission =
  | { kind: 'OUT'; reason: SignOnRefusal }
  /** @property link they came by their e-mail: this is who they are from now on */
  | { kind: 'KNOWN'; id: string; link: boolean; change: ClaimedChange }
  | { kind: 'NEW'; email: string; name: string; role: OrgRole; teamIds: string[] };

/**
 * Whom the provider's word lets in. It is the org's own provider: what it says counts in this org and nowhere else.
 * @param linked who the org knows by issuer and `sub`: a changed e-mail stays the same person
 * @param byEmail who has the e-mail in this org; `taken`: the provider knows them as somebody else, so the e-mail was given anew
 */
export function admissionOf(
  rules: SignOnRules,
  claims: Claims,
  linked: KnownPerson | null,
  byEmail: (KnownPerson & { taken: boolean }) | null,
): Admission {
  if (linked) return known(rules, claims, linked, false);
  const email = emailOf(claims);
  if (email === null) return { kind: 'OUT', reason: 'EMAIL_MISSING' };
  if (!isVerified(rules, claims)) return { kind: 'OUT', reason: 'EMAIL_NOT_VERIFIED' };
  if (!rules.domains.includes(domainOf(email)!)) return { kind: 'OUT', reason: 'DOMAIN' };
  if (byEmail) return byEmail.taken ? { kind: 'OUT', reason: 'OTHER_IDENTITY' } : known(rules, claims, byEmail, true);
  if (!rules.justInTime) return { kind: 'OUT', reason: 'NOT_INVITED' };
  const role = claimedRole(rules, claims) ?? rules.defaultRole;
  if (role === null) return { kind: 'OUT', reason: 'NO_ROLE' };
  return { kind: 'NEW', email, name: nameOf(claims, email), role, teamIds: claimedTeams(rules, claims, []) };
}

function known(rules: SignOnRules, claims: Claims, person: KnownPerson, link: boolean): Admission {
  if (person.status === 'INACTIVE') return { kind: 'OUT', reason: 'INACTIVE' };
  const change: ClaimedChange = {};
  const isAdmin = person.role === 'ADMIN';
  // Who was made an admin here is not unmade by a claim that may not make one.
  if (rules.roleClaim !== null && !(isAdmin && (person.staysAdmin || !rules.adminByClaim))) {
    const role = claimedRole(rules, claims) ?? rules.defaultRole;
    if (role === null) return { kind: 'OUT', reason: 'NO_ROLE' };
    if (role !== person.role) change.role = role;
  }
  const teamIds = claimedTeams(rules, claims, person.teamIds);
  if (!sameSet(teamIds, person.teamIds)) change.teamIds = teamIds;
  return { kind: 'KNOWN', id: person.id, link, change };
}

/** The e-mail that a provider says, if it is one. */
export function emailOf(claims: Claims): string | null {
  const email = textOf(claims['email']);
  const isEmail = email !== null && email.length <= 320 && !/[\p{Cc}\p{Surrogate}\s]/u.test(email);
  return isEmail && domainOf(email) !== null ? email : null;
}

/** That it did not verify the e-mail counts, whatever the org says; silence only where the org says that it has. */
function isVerified({ trustsEmail }: SignOnRules, claims: Claims): boolean {
  const said = claims['email_verified'];
  // Some providers write the boolean as text.
  if (said === true || said === 'true') return true;
  return said === undefined && trustsEmail;
}

function claimedRole({ roleClaim, roles, adminByClaim }: SignOnRules, claims: Claims): OrgRole | null {
  if (roleClaim === null) return null;
  const values = valuesOf(claims, roleClaim);
  const fits = roles.find(({ value, role }) => values.includes(value) && (role !== 'ADMIN' || adminByClaim));
  return fits?.role ?? null;
}

/** Teams that the mapping does not name are none of the provider's business. */
function claimedTeams({ teamClaim, teams }: SignOnRules, claims: Claims, current: readonly string[]): string[] {
  if (teamClaim === null) return [...current];
  const values = valuesOf(claims, teamClaim);
  const named = new Set(teams.map(({ teamId }) => teamId));
  const given = teams.filter(({ value }) => values.includes(value)).map(({ teamId }) => teamId);
  return [...new Set([...current.filter((id) => !named.has(id)), ...given])];
}

const MOST_VALUES = 1_000;

/** The values of a claim, by its name (`https://example.com/roles`) or its place (`realm_access.roles`); none where there is none. */
export function valuesOf(claims: Claims, name: string): string[] {
  const value = Object.hasOwn(claims, name) ? claims[name] : at(claims, name.split('.'));
  const values: unknown[] = Array.isArray(value) ? value : [value];
  return values.slice(0, MOST_VALUES).flatMap((one) => {
    const isPlain = typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean';
    return isPlain ? [String(one)] : [];
  });
}

function at(value: unknown, [first, ...more]: readonly string[]): unknown {
  if (first === undefined) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (!Object.hasOwn(value, first)) return undefined;
  return at((value as Record<string, unknown>)[first], more);
}

const LONGEST_NAME = 200;

/** What to call somebody who is new: what the provider calls them, else what stands before the @. */
function nameOf(claims: Claims, email: string): string {
  const both = [textOf(claims['given_name']), textOf(claims['family_name'])].filter((part) => part !== null).join(' ');
  const names = [textOf(claims['name']), both, email.slice(0, email.lastIndexOf('@'))];
  const name = names.map((one) => oneLine(repaired(one ?? ''))).find((one) => one !== '') ?? email;
  return [...name].slice(0, LONGEST_NAME).join('');
}

const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null;

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** The domain of an e-mail as it is compared; null where there is none. */
export function domainOf(email: string): string | null {
  const folded = foldEmail(email);
  const at = folded.lastIndexOf('@');
  return at < 1 ? null : domainNameOf(folded.slice(at + 1));
}

/** A domain as it is compared: in lower case, ASCII (IDNA); null: this is none. */
export function domainNameOf(text: string): string | null {
  const typed = foldEmail(text).replace(/^@/, '').replace(/\.$/, '');
  if (typed === '' || /[\s/:@?#[\]\\]/.test(typed) || !URL.canParse(`http://${typed}`)) return null;
  const { hostname } = new URL(`http://${typed}`);
  const isName = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,62}$/.test(hostname);
  return isName ? hostname : null;
}

/** Where anybody gets an address: no company's. */
const EVERYBODYS = new Set(
  (
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com icloud.com me.com mac.com ' +
    'gmx.com gmx.net gmx.de web.de mail.com mail.ru bk.ru list.ru inbox.ru yandex.ru yandex.com ya.ru rambler.ru proton.me ' +
    'protonmail.com pm.me tutanota.com zoho.com fastmail.com hey.com t-online.de orange.fr free.fr libero.it wp.pl seznam.cz'
  ).split(' '),
);
export const isEverybodys = (domain: string): boolean => EVERYBODYS.has(domain);

/** What the domain's DNS says in a TXT record, so that its e-mails lead to the org. Not a secret: only who owns the domain can say it. */
export const domainProof = (orgId: string): string => `pinggo-organisation=${orgId}`;

/** Of one organisation each, whose accounts anybody can have: these have none that is a company's own. */
const SHARED_TENANTS = new Set(['common', 'organizations', 'consumers']);

/** What is wrong with an issuer that somebody typed, in words; null: nothing that can be seen without asking it. */
export function issuerProblem(issuer: string, mayBePlain: boolean): string | null {
  if (!URL.canParse(issuer)) return 'Give the address of the provider, such as https://login.example.com.';
  const { protocol, hostname, pathname, username, password, search, hash } = new URL(issuer);
  if (protocol !== 'https:' && !(mayBePlain && protocol === 'http:'))
    return 'Give an address that begins with https://.';
  if (username !== '' || password !== '') return 'Give the address without a user name and a password.';
  if (search !== '' || hash !== '') return 'Give the address without what follows ? or #.';
  const [tenant = ''] = pathname.split('/').filter((part) => part !== '');
  if (/(^|\.)(login\.microsoftonline\.com|sts\.windows\.net)$/.test(hostname) && SHARED_TENANTS.has(tenant))
    return 'This address takes accounts of any organisation. Give the one of your own tenant: https://login.microsoftonline.com/<tenant id>/v2.0.';
  return null;
}

/** An issuer as it is kept: people paste the address of its metadata. */
export const issuerOf = (typed: string): string => typed.trim().replace(/\/\.well-known\/openid-configuration\/?$/, '');

/** What is wrong with rules that an admin asks for; each at its field. */
export function signOnRulesProblems({ defaultRole, roleClaim, roles, adminByClaim, teamClaim, teams }: SignOnRules) {
  const problems: { path: string; message: string }[] = [];
  const say = (path: string, message: string): void => void problems.push({ path, message });
  if (defaultRole === 'ADMIN') say('defaultRole', 'Whoever is new is no administrator: choose another role.');
  if (roleClaim === null && roles.length > 0) say('roleClaim', 'Name the claim that has these values.');
  if (teamClaim === null && teams.length > 0) say('teamClaim', 'Name the claim that has these values.');
  roles.forEach(({ value, role }, index) => {
    if (roles.findIndex((one) => one.value === value) !== index) say(`roles.${index}.value`, 'Name each value once.');
    if (role === 'ADMIN' && !adminByClaim)
      say(`roles.${index}.role`, 'Allow administrators by claim first, or choose another role.');
  });
  teams.forEach(({ value, teamId }, index) => {
    if (teams.findIndex((one) => one.value === value && one.teamId === teamId) !== index)
      say(`teams.${index}.value`, 'Name each value with a team once.');
  });
  return problems;
}
