/**
 * An e-mail address as it is compared, stored and counted: the only place that folds one. In lower case of no language, in
 * one form of Unicode, and with `İ` as the `i` that it is the capital of: what one place took for the same and another for
 * another could be tried without end.
 */
export const foldEmail = (email: string): string =>
  email
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/i\u0307+/g, 'i')
    .normalize('NFKC')
    .trim();
