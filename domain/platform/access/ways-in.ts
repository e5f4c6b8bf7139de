import type { LinkPurpose } from './links.js';
import type { SignedInBy } from './sessions.js';
import type { SignInRules } from './sign-in-rules.js';

/** What an org says of who may come in by what. */
export interface WaysIn {
  /** By the org's own provider, and by nothing else. */
  singleSignOnOnly: boolean;
  /** Whether the provider can be used at all: else nobody could come in. */
  singleSignOnActive: boolean;
  /** The one admin who keeps their other ways, for when the provider fails. */
  breakGlassId: string | null;
}

/** Whether a person may come in by the way that they came. */
export function mayComeIn(by: SignedInBy, personId: string, ways: WaysIn): boolean {
  if (!ways.singleSignOnOnly || !ways.singleSignOnActive) return true;
  // Who sets an organisation up has no provider yet.
  return by === 'SINGLE_SIGN_ON' || by === 'SETUP' || personId === ways.breakGlassId;
}

/**
 * Whether a person comes in by a kind of link. An invitation or a reset chooses a password, so it is for orgs that have any; where
 * only the org's own provider counts, nothing is mailed but to who keeps the other ways.
 */
export const maySignInBy = (purpose: LinkPurpose, personId: string, rules: SignInRules, ways: WaysIn): boolean =>
  mayComeIn(purpose, personId, ways) && (purpose === 'MAGIC_LINK' ? rules.magicLink : rules.password);

interface Keeper {
  role: string;
  status: string;
  /** Has chosen no password yet. */
  invited: boolean;
}

/** Why single sign-on cannot be required as it stands, in words; null: it can. */
export function requirementProblem({ active, keeper }: { active: boolean; keeper: Keeper | null }): string | null {
  if (!active) return 'Switch single sign-on on first.';
  if (keeper === null) return 'Name the administrator who keeps a password, for when the provider fails.';
  if (keeper.role !== 'ADMIN' || keeper.status === 'INACTIVE')
    return 'This person is no active administrator: name another.';
  return keeper.invited ? 'This administrator has no password yet: name another.' : null;
}
