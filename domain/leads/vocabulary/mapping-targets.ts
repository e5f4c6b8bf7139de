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

/** Questions that a mapping names at most. */
export const MOST_MAPPED = 100;
