import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = { en: 'English', ro: 'Română', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

/** Each is loaded by who speaks it. They are complete: none falls back on another. */
const CATALOGUES: Record<Language, () => Promise<{ default: object }>> = {
  en: () => import('./en.json'),
  ro: () => import('./ro.json'),
  ru: () => import('./ru.json'),
};

const KEPT = 'pinggo.language';
const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(LANGUAGES, text);

function preferred(): Language {
  const kept = localStorage.getItem(KEPT);
  if (isLanguage(kept)) return kept;
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage) ?? 'en';
}

/** Resolves when there are words to show. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    resources: {},
    // React escapes.
    interpolation: { escapeValue: false },
  });
  await show(preferred());
}

export async function speak(language: Language): Promise<void> {
  localStorage.setItem(KEPT, language);
  await show(language);
}

async function show(language: Language): Promise<void> {
  const { default: words } = await CATALOGUES[language]();
  i18next.addResourceBundle(language, 'translation', words);
  document.documentElement.lang = language;
  await i18next.changeLanguage(language);
}
