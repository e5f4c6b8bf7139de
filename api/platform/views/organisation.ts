import type { OrgPatch, OrgRow } from '../../../db/platform/queries/orgs.js';
import { signInFaults, type SignInFacts } from '../../../domain/platform/access/sign-in-guards.js';
import { signInRulesOf, type SignInRules } from '../../../domain/platform/access/sign-in-rules.js';
import {
  OWN_RETENTION_KINDS,
  retentionFault,
  type InstallationRetention,
  type OwnRetention,
} from '../../../domain/platform/orgs/retention.js';
import { same } from '../../../domain/platform/text/same.js';
import { iso } from '../../http/contract.js';
import type { Issue } from '../../http/issues.js';

/** The settings of an org with nothing left to be looked up elsewhere. */
interface Settings extends Pick<OrgRow, 'name' | 'timeZone' | 'locale' | 'country' | 'weekStart'> {
  signIn: SignInRules;
  retention: { readNoticeDays: number | null; unreadNoticeDays: number | null };
}

export const settingsOf = (row: OrgRow): Settings => ({
  name: row.name,
  timeZone: row.timeZone,
  locale: row.locale,
  country: row.country,
  weekStart: row.weekStart,
  signIn: signInRulesOf(row.signIn),
  retention: {
    readNoticeDays: row.retention.readNoticeDays ?? null,
    unreadNoticeDays: row.retention.unreadNoticeDays ?? null,
  },
});

const forEver = (days: number): number | null => (days === 0 ? null : days);

/** An org as the contract shows it. */
export const organisationOf = (row: OrgRow, installation: InstallationRetention) => ({
  id: row.id,
  ...settingsOf(row),
  installation: {
    readNoticeDays: forEver(installation.readNoticeDays),
    unreadNoticeDays: forEver(installation.unreadNoticeDays),
  },
  createdAt: iso(row.createdAt),
});

/** What a request may name; undefined: it does not. */
type Given<T> = { [Field in keyof T]?: T[Field] | undefined };
type GivenSettings = Given<Omit<Settings, 'signIn' | 'retention'>> & {
  signIn?: Given<SignInRules> | undefined;
  retention?: Given<Settings['retention']> | undefined;
};

/** What is, with what a request names in its place. */
const withGiven = <T extends object>(is: T, given: Given<T>): T =>
  Object.assign({ ...is }, Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)));

interface OrgChange {
  /** What is to be written; nothing in it: all of it is so already. */
  patch: OrgPatch;
  /** For the audit log: the settings that changed. */
  before: Partial<Settings>;
  after: Partial<Settings>;
  issues: Issue[];
}

/** What a request changes about an org, and what of that cannot be. */
export function orgChangeOf(
  row: OrgRow,
  { signIn, retention, ...given }: GivenSettings,
  facts: SignInFacts,
  installation: InstallationRetention,
): OrgChange {
  const is = settingsOf(row);
  const wanted: Settings = {
    ...withGiven<Omit<Settings, 'signIn' | 'retention'>>(is, given),
    signIn: withGiven(is.signIn, signIn ?? {}),
    retention: withGiven(is.retention, retention ?? {}),
  };
  const changed = (Object.keys(is) as (keyof Settings)[]).filter((field) => !same(is[field], wanted[field]));
  const pick = (from: Settings): Partial<Settings> => Object.fromEntries(changed.map((field) => [field, from[field]]));
  const { signIn: rules, retention: kept, ...plain } = pick(wanted);
  const patch: OrgPatch = {
    ...plain,
    ...(rules ? { signIn: rules } : {}),
    ...(kept ? { retention: ownRetention(kept) } : {}),
  };
  return { patch, before: pick(is), after: pick(wanted), issues: issuesOf(wanted, changed, facts, installation) };
}

/** What is left to the installation is not written down. */
const ownRetention = (kept: Settings['retention']): OwnRetention =>
  Object.fromEntries(Object.entries(kept).filter(([, days]) => days !== null));

/** What stood so already is no fault of this request's. */
function issuesOf(
  { signIn, retention }: Settings,
  changed: readonly (keyof Settings)[],
  facts: SignInFacts,
  installation: InstallationRetention,
): Issue[] {
  const ofSignIn = changed.includes('signIn')
    ? signInFaults(signIn, facts).map(({ field, message }) => ({ path: `signIn.${field}`, message }))
    : [];
  const ofRetention = changed.includes('retention')
    ? OWN_RETENTION_KINDS.flatMap((kind) => {
        const message = retentionFault(kind, retention[kind], installation[kind]);
        return message === null ? [] : [{ path: `retention.${kind}`, message }];
      })
    : [];
  return [...ofSignIn, ...ofRetention];
}
