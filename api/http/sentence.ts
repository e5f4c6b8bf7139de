/** Words of the domain as a sentence of their own: `the lead is paused already` → `The lead is paused already`. */
export const sentence = (words: string): string => words.charAt(0).toUpperCase() + words.slice(1);
