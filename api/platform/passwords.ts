import type { Issue } from '../http/issues.js';

export const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

/**
 * Whether somebody may choose a password. NIST SP 800-63B: by its length, and not by what characters are in it.
 * @param path of the field that it was given in
 * @param own words that others know of the person: names, e-mail, org
 * @returns what is wrong with it, in words; none: it may be chosen
 */
export function passwordIssues(path: string, password: string, _own: readonly string[]): Promise<Issue[]> {
  const { least, most } = PASSWORD_LENGTH;
  const characters = [...password.normalize('NFKC')].length;
  if (characters < least) return Promise.resolve([{ path, message: `Use at least ${least} characters.` }]);
  if (characters > most) return Promise.resolve([{ path, message: `Use at most ${most} characters.` }]);
  return Promise.resolve([]);
}
