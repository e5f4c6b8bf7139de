/** The words for an extension that libphonenumber does not know, in the languages of those who write to us. */
const WORDS = [
  'int(?:ern(?:o|al)?|erior(?:ul)?)?', // Romanian, Italian, Spanish
  'i',
  'poz(?:i[tț]i[ae])?',
  'доб(?:авочн\\p{L}*)?', // Russian
  'вн(?:утр(?:енн\\p{L}*)?)?',
  'w(?:ew(?:n\\p{L}*)?)?', // Polish
  'dw|durchwahl|nst|nebenstelle|app(?:arat)?', // German
  'poste?', // French
  'klapka|linka|kl', // Czech, Slovak
  'mell?(?:ék)?', // Hungarian
  'anexo|ramal|toestel|tst|dahili|lokal',
  'ext(?:n|ension)?',
  'p|x',
].join('|');
/** Where a number ends and its extension begins. */
const NAMED = new RegExp(`^(?<number>.*\\d.*?)[\\s,;./(-]*(?:${WORDS})[\\s.:=#]*(?<extension>\\d{1,7})\\)?$`, 'iu');
/** Without a word: in brackets or behind a stroke, and too short for a number. */
const BARE = /^(?<number>.*\d.*?)\s*(?:\((?<bracketed>\d{1,5})\)|\/\s*(?<stroked>\d{1,5}))$/u;

/** A number with its extension is shorter: the patterns take their time over long texts. */
const LONGEST = 100;

/**
 * A phone number and its extension, where they are written in a way that libphonenumber does not read.
 * @returns null: it ends in no extension
 */
export function splitExtension(text: string): { number: string; extension: string } | null {
  if (text.length > LONGEST) return null;
  const { number, extension, bracketed, stroked } = (NAMED.exec(text) ?? BARE.exec(text))?.groups ?? {};
  const found = extension ?? bracketed ?? stroked;
  return number === undefined || found === undefined ? null : { number: number.trim(), extension: found };
}
