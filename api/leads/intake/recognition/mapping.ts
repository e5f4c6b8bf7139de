import { z } from 'zod';
import { slug } from '../json-values.js';

/** What of a lead an endpoint's admin can say that a question or field is. */
export const MAPPING_TARGETS = [
  'email',
  'phone',
  'name',
  'firstName',
  'lastName',
  'message',
  'country',
  'language',
  'ignore',
] as const;
export type MappingTarget = (typeof MAPPING_TARGETS)[number];

/** By the question's id, ref, title or name, as `keyInMapping` writes it. */
export type Mapping = Readonly<Record<string, MappingTarget>>;

/** `What’s your phone?`, `what_s_your_phone`: one question, however it is written. */
export const keyInMapping = (name: string): string => slug(name) || name.trim();

const MOST = 100;

/** A mapping as an admin writes it. */
export const mappingSchema = z
  .record(z.string().trim().min(1).max(300), z.enum(MAPPING_TARGETS))
  .refine((mapping) => Object.keys(mapping).length <= MOST, `At most ${MOST} questions.`)
  .meta({
    description:
      'Which question or field is which of ours, by its id, ref, title or name; it wins over what would be guessed. ' +
      '`ignore`: it stays an attribute, whatever it looks like.',
    example: { 'How do we reach you?': 'phone', landlord_phone: 'ignore' },
  });

/** A stored mapping, to be looked up by `keyInMapping`. */
export const readMapping = (stored: Readonly<Record<string, string>>): Mapping =>
  Object.fromEntries(Object.entries(stored).map(([name, target]) => [keyInMapping(name), target])) as Mapping;
