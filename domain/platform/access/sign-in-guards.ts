import type { SignInRules } from './sign-in-rules.js';

/** What decides whether rules would lock people out. */
export interface SignInFacts {
  /** Single sign-on is switched on, and somebody has come in by it. */
  singleSignOn: boolean;
  /** Why it cannot be the only way in; null: it can. */
  cannotBeRequired: string | null;
  /** Mail leaves the house: a mailed link arrives. */
  mail: boolean;
}

/** A field of the rules, and why it cannot be so. */
interface SignInFault {
  field: keyof SignInRules;
  message: string;
}

/**
 * What of rules must not be: by them nobody could sign in (any more), or they contradict each other.
 * @returns none: they can be
 */
export function signInFaults(rules: SignInRules, { singleSignOn, cannotBeRequired, mail }: SignInFacts): SignInFault[] {
  const faults: SignInFault[] = [];
  if (rules.singleSignOnOnly && cannotBeRequired !== null)
    faults.push({
      field: 'singleSignOnOnly',
      message: `Set single sign-on up first, on its own page. ${cannotBeRequired}`,
    });
  if (!rules.password && !singleSignOn && !(rules.magicLink && mail))
    faults.push({
      field: 'password',
      message: rules.magicLink
        ? 'No mail is set up, so no link would arrive: leave passwords on, or have whoever runs this installation set mail up.'
        : 'Leave one way to sign in: by password, by a mailed link, or by single sign-on.',
    });
  if (rules.sessionIdleDays > rules.sessionLifeDays)
    faults.push({
      field: 'sessionIdleDays',
      message: `No session lasts longer than ${rules.sessionLifeDays} days: choose no more.`,
    });
  return faults;
}
