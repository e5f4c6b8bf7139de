import { z } from 'zod';
import { WEEKDAYS } from '../../../../domain/engine/calendars/types.js';
import { canonicalLocale } from '../../../../domain/engine/conditions/number.js';
import { label } from '../../../http/fields.js';
import { isTimeZone, ZONE } from './time-zone.js';

/** Codes that ISO 3166 keeps for no country, and that have a name all the same. */
const NO_COUNTRY = new Set(['EU', 'EZ', 'QO', 'UN', 'XA', 'XB', 'ZZ']);
const regions = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRY.has(code) && regions.of(code) !== undefined;

export const organisationName = label.meta({ example: 'Carpat Solar' });

export const timeZone = z.string().trim().min(1, ZONE).max(64).refine(isTimeZone, ZONE).meta({
  example: 'Europe/Bucharest',
  description: 'IANA. In it people are told times.',
});

export const locale = z
  .string()
  .trim()
  .min(1, 'Choose a language.')
  .max(64)
  .refine((tag) => canonicalLocale(tag) !== null, 'Give a language as BCP 47 names it, such as ro, de-CH or en-US.')
  .overwrite((tag) => canonicalLocale(tag) ?? tag)
  .meta({
    example: 'ro',
    description: 'BCP 47. By it numbers are read, and people are spoken to who have chosen none.',
  });

export const country = z
  .string()
  .trim()
  .toUpperCase()
  .refine(isCountry, 'Give a country as ISO 3166-1 writes it, such as RO.')
  .meta({
    example: 'RO',
    description: 'ISO 3166-1. By it phones without a prefix are read, and holidays are offered.',
  });

const days = (most: number) =>
  z.int('Give whole days.').min(1, 'Give at least 1 day.').max(most, `Give at most ${most} days.`);
const LONGEST_SESSION_DAYS = 365;
/** Beyond it nobody means anything else than for ever. */
const LONGEST_KEPT_DAYS = 36_500;

/** How the organisation lets its people in. */
const signIn = z.strictObject({
  password: z.boolean().meta({ description: 'By e-mail and password.' }),
  magicLink: z.boolean().meta({ description: 'By a link that is mailed.' }),
  singleSignOnOnly: z.boolean().meta({ description: "By the organisation's own provider, and by nothing else." }),
  factorForAdmins: z.boolean().meta({ description: 'Who administers needs a second factor.' }),
  sessionIdleDays: days(LONGEST_SESSION_DAYS).meta({ description: 'A session that is not used for so long ends.' }),
  sessionLifeDays: days(LONGEST_SESSION_DAYS).meta({ description: 'No session lasts longer.' }),
});

const retention = z.strictObject({
  readNoticeDays: days(LONGEST_KEPT_DAYS).nullable().meta({
    description: 'Notices that were read. Null: as long as the installation keeps them, which is never exceeded.',
  }),
  unreadNoticeDays: days(LONGEST_KEPT_DAYS)
    .nullable()
    .meta({ description: 'Notices that nobody read, likewise; at least 14.' }),
});

/** All that can be changed, as it is shown and as the form has it. */
export const organisationFields = {
  name: organisationName,
  timeZone,
  locale,
  country: country.nullable(),
  weekStart: z.enum(WEEKDAYS).meta({ description: 'The first day of a week, in calendars and pickers.' }),
  signIn,
  retention,
};

/** What is not named stays. */
export const organisationChange = z
  .strictObject({
    ...z.strictObject(organisationFields).partial().shape,
    signIn: signIn.partial().optional(),
    retention: retention.partial().optional(),
  })
  .meta({ id: 'OrganisationChange', example: { timeZone: 'Europe/Chisinau', signIn: { factorForAdmins: true } } });
