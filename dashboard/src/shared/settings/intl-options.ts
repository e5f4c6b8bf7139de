import { isCountry } from '../../../../api/platform/contract/bodies/users.js';

interface Option {
  value: string;
  label: string;
}

const LETTERS = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
const COUNTRIES = LETTERS.flatMap((first) => LETTERS.map((second) => first + second)).filter(isCountry);
/** What sales teams speak; one that somebody has besides is offered as well. */
const LANGUAGES =
  'ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ka kk ko ky lt lv mk ms mt nb nl nn pl pt ro ru sk sl sq sr sv th tr tt uk ur uz vi zh'.split(
    ' ',
  );

const named = (codes: readonly string[], type: 'region' | 'language', speaks: string): Option[] => {
  const names = new Intl.DisplayNames([speaks], { type });
  const collator = new Intl.Collator(speaks);
  return codes
    .map((value) => ({ value, label: names.of(value) ?? value }))
    .sort((a, b) => collator.compare(a.label, b.label));
};

/** Countries to choose from, by their names in a language. */
export const countryOptions = (speaks: string): Option[] => named(COUNTRIES, 'region', speaks);

/** Languages to choose from, by their names in a language. @param more codes that are to be among them */
export const languageOptions = (speaks: string, more: readonly string[] = []): Option[] =>
  named([...new Set([...LANGUAGES, ...more])], 'language', speaks);
