import { describe, expect, it } from 'vitest';
import { ACTIONS, actionKey } from '../pages/platform/audit/actions';
import en from './en.json';
import ro from './ro.json';
import ru from './ru.json';

/** Texts by their whole keys: `nav.leads`. */
type Texts = ReadonlyMap<string, string>;

function textsOf(catalogue: object, path: string[] = []): [string, unknown][] {
  return Object.entries(catalogue).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? textsOf(value, [...path, key])
      : [[[...path, key].join('.'), value] as [string, unknown]],
  );
}

const AREA_FILES = Object.entries(import.meta.glob<object>('./areas/*/*.json', { eager: true, import: 'default' })).map(
  ([file, catalogue]) => ({ area: file.split('/')[2]!, language: /(\w+)\.json$/.exec(file)![1]!, catalogue }),
);
const AREAS = [...new Set(AREA_FILES.map(({ area }) => area))];

/** The words of the first view by their keys, and those of the areas behind the name of their area: `people:title`. */
const withAreas = (language: string, catalogue: object): object =>
  Object.fromEntries([
    ...Object.entries(catalogue),
    ...AREA_FILES.filter((file) => file.language === language).flatMap(({ area, catalogue: words }) =>
      Object.entries(words).map(([key, value]): [string, unknown] => [`${area}:${key}`, value]),
    ),
  ]);

const LANGUAGES = Object.entries({ en, ro, ru }).map(([language, catalogue]) => ({
  language,
  texts: new Map(textsOf(withAreas(language, catalogue))) as Texts,
  plurals: new Intl.PluralRules(language).resolvedOptions().pluralCategories,
}));

const PLURAL = /_(zero|one|two|few|many|other)$/;
/** Keys that are a number’s, without what tells the numbers apart. */
const COUNTED = new Set(
  LANGUAGES.flatMap(({ texts }) =>
    [...texts.keys()].filter((key) => key.endsWith('_other')).map((key) => key.replace(PLURAL, '')),
  ),
);
/** What the code says for a key. */
const said = (key: string): string => (COUNTED.has(key.replace(PLURAL, '')) ? key.replace(PLURAL, '') : key);
const saidIn = (texts: Texts): Set<string> => new Set([...texts.keys()].map(said));
const variablesOf = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{\s*([^}\s,]+)/g)].map(([, name]) => name!))].sort();
const isOneAlone = (language: string): boolean => new Intl.PluralRules(language).select(21) !== 'one';
const ALL = saidIn(LANGUAGES[0]!.texts);

const sources = Object.entries(
  import.meta.glob<string>(['../**/*.ts', '../**/*.tsx', '!../**/*.test.ts', '!../**/*.d.ts'], {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
);
/** Calls of `t` with a written key: `t('nav.leads')`, also where one of two is chosen. */
const CALL = /\bt\(\s*(?:[^'"`()]*\?\s*)?(['"`])((?:(?!\1).)+)\1(?:\s*:\s*(['"`])((?:(?!\3).)+)\3)?/gs;
/** Whatever may be a key between quotes: keys go through variables, too. */
const LITERAL = /['"`]([a-z]\w*(?:\.\w+|\.?\$\{[^}]*\}\w*)*)['"`]/gi;

/** A key with holes, `status.${status}`, as what fills them. */
function patternOf(key: string): RegExp {
  const parts = key.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.+')}$`);
}
/** Where a file's words are: in the areas that it names, and in the first view's. */
const areasOf = (text: string): string[] => ['', ...AREAS.filter((area) => new RegExp(`['"]${area}['"]`).test(text))];
/** The keys of each area: a key with holes is looked for among those of one. */
const BY_AREA = new Map(
  ['', ...AREAS].map((area) => [
    area,
    [...ALL].filter((key) => (area === '' ? !key.includes(':') : key.startsWith(`${area}:`))),
  ]),
);
const fits = (key: string, areas: readonly string[] = ['']): string[] =>
  areas.flatMap((area) => {
    const one = area === '' ? key : `${area}:${key}`;
    if (!one.includes('${')) return ALL.has(one) ? [one] : [];
    const pattern = patternOf(one);
    return (BY_AREA.get(area) ?? []).filter((known) => pattern.test(known));
  });

describe('the catalogues', () => {
  /** Of each language: its own, and no other's. */
  const QUOTES: Record<string, RegExp> = { en: /[«»„"]/, ro: /[«»“"]/, ru: /[„“”"]/ };
  it.each(LANGUAGES)('$language quotes as it is written', ({ language, texts }) => {
    expect([...texts].filter(([, text]) => QUOTES[language]!.test(text))).toEqual([]);
  });

  it.each(LANGUAGES)('$language has every text, and for each number the form that it wants', ({ texts, plurals }) => {
    const wanted = [...ALL].flatMap((key) => (COUNTED.has(key) ? plurals.map((form) => `${key}_${form}`) : [key]));
    expect([...texts.keys()].sort()).toEqual(wanted.sort());
  });

  it.each(LANGUAGES)('$language leaves nothing empty', ({ texts }) => {
    expect([...texts].filter(([, text]) => typeof text !== 'string' || text.trim() === '')).toEqual([]);
  });

  it.each(LANGUAGES)('$language fills in the same as English', ({ language, texts }) => {
    const inEnglish = new Map([...LANGUAGES[0]!.texts].map(([key, text]) => [said(key), variablesOf(text)]));
    const others = [...texts].filter(([key, text]) => {
      const wanted = inEnglish.get(said(key))!;
      const given = variablesOf(text);
      // «One minute» may say it in a word, where one is nothing but one.
      const mayLeaveOut = key.endsWith('_one') && isOneAlone(language) && wanted.includes('count');
      if (mayLeaveOut && !given.includes('count')) given.push('count');
      return given.sort().join() !== wanted.join();
    });
    expect(others.map(([key]) => key)).toEqual([]);
  });

  it('has every text that a page asks for', () => {
    const asked = sources.flatMap(([file, text]) =>
      [...text.matchAll(CALL)].flatMap(([, , one, , other]) =>
        [one!, other].filter(Boolean).map((key) => ({ file, key: key!, areas: areasOf(text) })),
      ),
    );
    expect(asked.length).toBeGreaterThan(100);
    expect(
      asked.filter(({ key, areas }) => fits(key, areas).length === 0).map(({ file, key }) => `${file}: ${key}`),
    ).toEqual([]);
    expect(ACTIONS.filter((action) => !ALL.has(actionKey(action)))).toEqual([]);
  });

  it('has no text that nobody asks for', () => {
    // Many files say the same: each is looked for once.
    const literals = new Set(sources.flatMap(([, text]) => [...text.matchAll(LITERAL)].map(([, key]) => key!)));
    const asked = new Set([...literals].flatMap((key) => fits(key, ['', ...AREAS])));
    for (const action of ACTIONS) asked.add(actionKey(action));
    expect([...ALL].filter((key) => !asked.has(key))).toEqual([]);
  });
});
