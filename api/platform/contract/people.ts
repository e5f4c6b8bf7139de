import { z } from 'zod';
import { countryCode } from '../../http/contact.js';

/** What a person can do: `ro`, or `{ skill: "ro", level: 3 }`. */
const skillName = z.string().trim().min(1).max(64);
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

const unique = <T>(values: T[]): boolean => new Set(values).size === values.length;

export const givenSkills = z
  .array(givenSkill)
  .max(50)
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
  .max(50)
  .refine(unique, 'Name each language once.')
  .meta({ description: 'Kept as primary languages: de-AT is de.' });

const territory = z
  .string()
  .trim()
  .max(2)
  .refine((code) => countryCode(code) !== null, 'Give a country as ISO 3166-1 writes it, such as RO.')
  .overwrite((code) => countryCode(code) ?? code)
  .meta({ example: 'RO' });

export const givenTerritories = z
  .array(territory)
  .max(250)
  .refine(unique, 'Name each country once.')
  .meta({ description: 'None: everywhere.' });
