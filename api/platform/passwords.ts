import { judgedPassword, passwordWords } from './contract/bodies/password.js';
import type { Issue } from '../http/issues.js';

/**
 * Whether somebody may choose a password. NIST SP 800-63B: by its length, and by whether it is well known or made of names of the
 * person, and not by what characters are in it.
 * @param path of the field that it was given in
 * @param own texts that others know of the person: names, e-mail, org
 * @returns what is wrong with it, in words; none: it may be chosen
 */
export async function passwordIssues(path: string, password: string, own: readonly string[]): Promise<Issue[]> {
  const { weak } = await judgedPassword(password, own);
  return weak === null ? [] : [{ path, message: passwordWords(weak) }];
}
