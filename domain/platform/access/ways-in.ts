import type { LinkPurpose } from './links.js';
import type { SignInRules } from './sign-in-rules.js';

/**
 * Whether an org lets its people in by a kind of link. An invitation or a reset chooses a password, so it is for orgs that have
 * any; where only the org's own provider counts, nothing is mailed.
 */
export function maySignInBy(purpose: LinkPurpose, rules: SignInRules): boolean {
  if (rules.singleSignOnOnly) return false;
  return purpose === 'MAGIC_LINK' ? rules.magicLink : rules.password;
}
