/** The primary subtag of a BCP 47 tag, lower case: `pt-BR` → `pt`. Forms also send `pt_BR`. */
export const primaryLanguage = (tag: string): string => tag.trim().split(/[-_]/, 1)[0]!.toLowerCase();
