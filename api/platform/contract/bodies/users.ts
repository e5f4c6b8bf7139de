import { z } from 'zod';
import { ORG_ROLES } from '../../../../domain/platform/access/roles.js';
import { USER_STATUSES } from '../../../../domain/platform/people/user-status.js';
import { givenId, label } from '../../../http/fields.js';
import { chosenPassword } from './password.js';

const unique = <T>(values: readonly T[]): boolean => new Set(values).size === values.length;

/** What a person can do: `ro`, or `{ skill: "ro", level: 3 }`. */
const skillName = z
  .string()
  .trim()
  .min(1, 'Give the skill a name.')
  .max(64, 'Use at most 64 characters.')
  .meta({ example: 'solar' });
const givenSkill = z.union([
  skillName,
  z.strictObject({
    skill: skillName,
    level: z.int().min(1, 'Levels go from 1 to 5.').max(5, 'Levels go from 1 to 5.'),
  }),
]);
export type GivenSkill = z.output<typeof givenSkill>;

export const skillOf = (given: GivenSkill): { skill: string; level: number | null } =>
  typeof given === 'string' ? { skill: given, level: null } : given;

export const givenSkills = z
  .array(givenSkill)
  .max(50, 'Name at most 50 skills.')
  .refine((given) => unique(given.map((one) => skillOf(one).skill)), 'Name each skill once.')
  .meta({ description: 'Names, or names with a level from 1 to 5. A plain name keeps its level; a new one has 1.' });

const languageNames = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' });
/** The primary language of a BCP 47 tag, `ro-RO` → `ro`; null when there is no such language. */
function primaryLanguage(tag: string): string | null {
  const primary = /^([a-z]{2,3})(-[a-z0-9]{1,8})*$/i.exec(tag)?.[1]?.toLowerCase();
  return primary !== undefined && languageNames.of(primary) !== undefined ? primary : null;
}

const language = z
  .string()
  .trim()
  .max(35)
  .refine((tag) => primaryLanguage(tag) !== null, 'Give a language as BCP 47 writes it, such as ro or de-AT.')
  .overwrite((tag) => primaryLanguage(tag) ?? tag)
  .meta({ example: 'ro' });

export const givenLanguages = z
  .array(language)
  .max(50, 'Name at most 50 languages.')
  .refine(unique, 'Name each language once.')
  .meta({ description: 'Kept as primary languages: de-AT is de.' });

/** Codes that stand for what is no country (any more), or where nobody lives. */
const NO_COUNTRIES = new Set(
  (
    'AN AQ BU BV CP CQ CS DD DG DY EA EU EZ FX GS HM HV IC NH PN QO RH SU TF TP UK UM UN VD XA XB ' + 'YD YU ZR ZZ'
  ).split(' '),
);
const countryNames = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });

/** Whether there is a country of this code, in upper case. */
export const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) && !NO_COUNTRIES.has(code) && countryNames.of(code) !== undefined;

const territory = z
  .string()
  .trim()
  .max(2)
  .refine((code) => isCountry(code.toUpperCase()), 'Give a country as ISO 3166-1 writes it, such as RO.')
  .overwrite((code) => code.toUpperCase())
  .meta({ example: 'RO' });

export const givenTerritories = z
  .array(territory)
  .max(250)
  .refine(unique, 'Name each country once.')
  .meta({ description: 'None: everywhere.' });

export const role = z.enum(ORG_ROLES);
export const status = z.enum(USER_STATUSES);
const capacity = z
  .int('Give a whole number.')
  .min(0, 'Give 0 or more.')
  .max(10_000, 'Give at most 10000.')
  .meta({ description: 'Most open leads at a time.' });
const teamIds = z.array(givenId).max(50, 'Name at most 50 teams.').refine(unique, 'Name each team once.');
const email = z.email('Give an e-mail address.').max(320, 'Use at most 320 characters.');

/** What there is to say of a person, as forms, the import and the API say it. */
export const personFields = {
  email,
  name: label,
  role,
  teamIds,
  skills: givenSkills,
  languages: givenLanguages,
  territories: givenTerritories,
  capacity,
  calendarId: givenId.nullable(),
} as const;

export const newUser = z
  .strictObject({
    email,
    name: label,
    role,
    teamIds: teamIds.default([]),
    skills: givenSkills.default([]),
    languages: givenLanguages.default([]),
    territories: givenTerritories.default([]),
    capacity: capacity.default(20),
    calendarId: givenId.nullish(),
    status: status.default('ACTIVE'),
    password: chosenPassword.optional().meta({
      description: `Without one the person is invited. ${chosenPassword.meta()!.description!}`,
    }),
  })
  .meta({
    id: 'NewUser',
    example: { email: 'ana@example.com', name: 'Ana Pop', role: 'REP', teamIds: [], skills: ['ro'], capacity: 20 },
  });

export const userChange = z
  .strictObject({
    email: email
      .optional()
      .meta({ description: 'Where they sign in and get mail from now on. Links that were sent to the old one end.' }),
    name: label.optional(),
    role: role
      .optional()
      .meta({ description: 'Counts from the next call of the person on. Their open leads stay theirs.' }),
    teamIds: teamIds.optional(),
    skills: givenSkills.optional(),
    languages: givenLanguages.optional(),
    territories: givenTerritories.optional(),
    capacity: capacity.optional(),
    calendarId: givenId.nullable().optional().meta({ description: 'Null: at work at any hour.' }),
    status: status.optional().meta({
      description:
        'INACTIVE deactivates: the open leads go to others, and the person cannot log in. AWAY: no new leads until ACTIVE.',
    }),
  })
  .meta({ id: 'UserChange', example: { capacity: 15, skills: [{ skill: 'ro', level: 4 }, 'en'] } });
