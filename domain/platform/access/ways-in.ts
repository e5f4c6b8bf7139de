import type { SignedInBy } from './sessions.js';
import type { SignInRules } from './sign-in-rules.js';

/** What an org says of who may come in by what. */
export interface WaysIn extends Pick<SignInRules, 'password' | 'magicLink' | 'singleSignOnOnly'> {
  /** Whether the provider can be used at all: else nobody could come in by it. */
  singleSignOnActive: boolean;
  /** The one admin who keeps their other ways, for when the provider fails. */
  breakGlassId: string | null;
}

/** Whether a person may come in by the way that they came. An invitation or a reset chooses a password, so it is for orgs that have any. */
export function mayComeIn(by: SignedInBy, personId: string, ways: WaysIn): boolean {
  // Who sets an organisation up has no provider yet.
  if (by === 'SINGLE_SIGN_ON' || by === 'SETUP' || personId === ways.breakGlassId) return true;
  if (ways.singleSignOnOnly && ways.singleSignOnActive) return false;
  if (by === 'PASSKEY') return true;
  return by === 'MAGIC_LINK' ? ways.magicLink : ways.password;
}

interface Requirement {
  active: boolean;
  /** Somebody has come in by this provider. */
  used: boolean;
  keeper: Keeper | null;
}

interface Keeper {
  role: string;
  status: string;
  /** Has chosen no password yet. */
  invited: boolean;
}

/** Why single sign-on cannot be required as it stands, in words; null: it can. */
export function requirementProblem({ active, used, keeper }: Requirement): string | null {
  if (!active) return 'Switch single sign-on on first.';
  if (!used) return 'Sign in by it once before: else nobody knows that it works.';
  if (keeper === null) return 'Name the administrator who keeps a password, for when the provider fails.';
  if (keeper.role !== 'ADMIN' || keeper.status === 'INACTIVE')
    return 'This person is no active administrator: name another.';
  return keeper.invited ? 'This administrator has no password yet: name another.' : null;
}
