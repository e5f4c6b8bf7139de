/** What the platform itself asks a person for. */
export const DEAD_LETTER = 'DEAD_LETTER';
/** A calendar's holidays of the year that comes, from November on. */
export const HOLIDAYS_MISSING = 'HOLIDAYS_MISSING';
export const PLATFORM_WORK_ITEM_KINDS = [DEAD_LETTER, HOLIDAYS_MISSING] as const;
export type PlatformWorkItemKind = (typeof PLATFORM_WORK_ITEM_KINDS)[number];
