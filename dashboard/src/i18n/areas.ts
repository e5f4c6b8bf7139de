import i18next from 'i18next';

/** Words of areas that are not part of the first view: each comes with its pages. */
const FILES = import.meta.glob<{ default: object }>('./areas/*/*.json');
const spoken = new Set<string>();

/** Loads the words of areas in the language that is spoken. @throws when they cannot be loaded */
export async function loadAreas(...areas: string[]): Promise<void> {
  await Promise.all(areas.map((area) => load(area, i18next.language)));
  for (const area of areas) spoken.add(area);
}

/** Loads the words of all areas that are open, before another language is spoken. */
export const loadSpoken = (language: string): Promise<unknown> =>
  Promise.all([...spoken].map((area) => load(area, language)));

async function load(area: string, language: string): Promise<void> {
  if (i18next.hasResourceBundle(language, area)) return;
  const file = FILES[`./areas/${area}/${language}.json`];
  if (file) i18next.addResourceBundle(language, area, (await file()).default);
}
