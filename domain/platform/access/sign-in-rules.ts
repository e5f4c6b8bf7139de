/** How an org lets its people in. */
export interface SignInRules {
  /** By e-mail and password. */
  password: boolean;
  /** By a link that is mailed. */
  magicLink: boolean;
  /** By the org's own provider, and by nothing else. */
  singleSignOnOnly: boolean;
  /** Who administers needs a second factor. */
  factorForAdmins: boolean;
  /** A session that is not used for so long ends. */
  sessionIdleDays: number;
  /** No session lasts longer. */
  sessionLifeDays: number;
}

export const DEFAULT_SIGN_IN_RULES: SignInRules = {
  password: true,
  magicLink: true,
  singleSignOnOnly: false,
  factorForAdmins: false,
  sessionIdleDays: 30,
  sessionLifeDays: 90,
};

/** @param stored what the org chose: the rest is as by default */
export const signInRulesOf = (stored: Partial<SignInRules>): SignInRules => ({ ...DEFAULT_SIGN_IN_RULES, ...stored });
