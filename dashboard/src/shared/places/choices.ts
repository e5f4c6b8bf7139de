/** A choice of a select. */
interface Choice {
  value: string;
  label: string;
}

const byLabel = (language: string) => (a: Choice, b: Choice) => a.label.localeCompare(b.label, language);

/** ISO 3166-1, as regions that are countries. */
const COUNTRIES = (
  'AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA CC CD CF CG ' +
  'CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH ' +
  'GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY ' +
  'KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG ' +
  'NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM ' +
  'SN SO SR SS ST SV SX SY SZ TC TD TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE ' +
  'YT ZA ZM ZW'
).split(' ');

/** All countries by their names in the language of the page. */
export function countryChoices(language: string): Choice[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  return COUNTRIES.map((value) => ({ value, label: names.of(value) ?? value })).sort(byLabel(language));
}

/** Whose numbers and words people choose among, those first that the screens speak. */
const LOCALES = (
  'en ro ru bg cs da de de-AT de-CH el en-GB en-US es et fi fr fr-CH he hr hu it it-CH lt lv nb nl pl pt pt-BR ro-MD sk sl sr ' +
  'sv tr uk'
).split(' ');

/** @param chosen one that is chosen already is offered as well */
export function localeChoices(language: string, chosen: string | null): Choice[] {
  const names = new Intl.DisplayNames([language], { type: 'language' });
  const codes = chosen === null || LOCALES.includes(chosen) ? LOCALES : [...LOCALES, chosen];
  return codes.map((value) => ({ value, label: capital(names.of(value) ?? value, language) }));
}

const capital = (text: string, language: string): string => text.charAt(0).toLocaleUpperCase(language) + text.slice(1);

/** @param chosen one that is chosen already is offered as well */
export function zoneChoices(chosen: string | null): Choice[] {
  const zones = new Set(['UTC', ...Intl.supportedValuesOf('timeZone'), ...(chosen ? [chosen] : [])]);
  return [...zones].sort().map((value) => ({ value, label: value.replaceAll('_', ' ') }));
}

/** Where this browser is, as far as it says. */
export const hereZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The country of the browser's language, `RO` of `ro-RO`; empty: it names none. */
export function hereCountry(): string {
  const regions = navigator.languages.map((tag) => {
    try {
      return new Intl.Locale(tag).region;
    } catch {
      return undefined;
    }
  });
  return regions.find((region) => region !== undefined && COUNTRIES.includes(region)) ?? '';
}
