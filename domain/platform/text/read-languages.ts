/** The languages in which pages and mails are written. BCP 47, primary tags. */
export const READ_LANGUAGES = ['en', 'ro', 'ru'] as const;
export type ReadLanguage = (typeof READ_LANGUAGES)[number];

/** The first of some BCP 47 tags in which something is written: the person's own, the org's … */
export function readLanguageOf(...tags: readonly (string | null)[]): ReadLanguage {
  const primary = tags.map((tag) => tag?.split('-')[0]?.toLowerCase());
  return READ_LANGUAGES.find((language) => language === primary.find((one) => isRead(one))) ?? 'en';
}

const isRead = (text: string | undefined): boolean => READ_LANGUAGES.some((language) => language === text);
