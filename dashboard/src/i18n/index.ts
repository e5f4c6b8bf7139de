import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { loadSpoken } from './areas';
import type { Catalogue } from './catalogue';
import en from './en.json';

export const LANGUAGES = { en: 'English', ro: 'Română', ru: 'Русский' } as const;
export type Language = keyof typeof LANGUAGES;

/** English comes along, as what is shown where another language cannot be had; the others are loaded by who speaks them. */
const CATALOGUES: Record<Exclude<Language, 'en'>, () => Promise<{ default: Catalogue }>> = {
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

/** Resolves when the person's language is there, so that nothing is shown in another before. */
export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    // What all pages say, the words of an area need not say again.
    fallbackNS: 'translation',
    resources: { en: { translation: en satisfies Catalogue } },
    // React escapes.
    interpolation: { escapeValue: false },
  });
  await change(preferred()).catch(() => undefined);
}

/** @throws when its texts cannot be loaded: then the language stays as it was */
export async function speak(language: Language): Promise<void> {
  await change(language);
  localStorage.setItem(KEPT, language);
}

/** Speaks as somebody chose on another device. What is not spoken here, or cannot be loaded, changes nothing. */
export async function speakAs(language: string): Promise<void> {
  if (isLanguage(language) && language !== i18next.language) await speak(language).catch(() => undefined);
}

async function change(language: Language): Promise<void> {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', (await CATALOGUES[language]()).default);
  await loadSpoken(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
