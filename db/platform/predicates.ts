/** What somebody typed, in a LIKE: `%` and `_` are letters there. */
export const literally = (word: string): string => word.replaceAll(/[\\%_]/g, '\\$&');
