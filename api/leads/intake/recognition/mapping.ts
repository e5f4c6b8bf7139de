import type { MappingTarget } from '../../../../domain/leads/vocabulary/mapping-targets.js';
import { slug } from '../json-values.js';

/** By the question's id, ref, title or name, as `keyInMapping` writes it. */
export type Mapping = Readonly<Record<string, MappingTarget>>;

/** `What’s your phone?`, `what_s_your_phone`: one question, however it is written. */
export const keyInMapping = (name: string): string => slug(name) || name.trim();

/** A stored mapping, to be looked up by `keyInMapping`. */
export const readMapping = (stored: Readonly<Record<string, string>>): Mapping =>
  Object.fromEntries(Object.entries(stored).map(([name, target]) => [keyInMapping(name), target])) as Mapping;
