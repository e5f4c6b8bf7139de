import { newUser, userChange } from '../../../../../../api/platform/contract/bodies/users.js';
import type { OnePerson, Person } from './data';

/** A person as the form has them. */
export interface PersonValues extends Record<string, unknown> {
  email: string;
  name: string;
  role: Person['role'];
  teamIds: string[];
  skills: { skill: string; level: number }[];
  languages: string[];
  territories: string[];
  capacity: number | string;
  calendarId: string | null;
}

export const NEW_PERSON: PersonValues = {
  email: '',
  name: '',
  role: 'REP',
  teamIds: [],
  skills: [],
  languages: [],
  territories: [],
  capacity: 20,
  calendarId: null,
};

export const valuesOf = (person: OnePerson): PersonValues => ({
  email: person.email,
  name: person.name,
  role: person.role,
  teamIds: person.teamIds,
  skills: person.skills.map((skill) => ({ skill, level: person.skillLevels[skill] ?? 1 })),
  languages: person.languages,
  territories: person.territories,
  capacity: person.capacity,
  calendarId: person.calendarId,
});

/** What is sent: an empty number is none. */
export const bodyOf = (values: PersonValues) => ({
  ...values,
  email: values.email.trim(),
  capacity: values.capacity === '' ? Number.NaN : Number(values.capacity),
});

/** What of the form differs from the person, as a change that is sent; none: undefined. */
export function changeOf(person: OnePerson, values: PersonValues): Partial<ReturnType<typeof bodyOf>> | undefined {
  const [was, is] = [bodyOf(valuesOf(person)), bodyOf(values)];
  const changed = (Object.keys(is) as (keyof typeof is)[]).filter(
    (field) => JSON.stringify(was[field]) !== JSON.stringify(is[field]),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed.map((field) => [field, is[field]]));
}

export { newUser, userChange };
