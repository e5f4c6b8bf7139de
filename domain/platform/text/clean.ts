/**
 * Text as people and machines send it, made fit to be read, stored and shown. Each function begins with a test for
 * "nothing to clean", which is what most text is.
 *
 * Free text keeps what its author wrote: a zero-width joiner is part of an emoji and of Persian or Hindi words. A field of
 * one line (a name, a source) must stay one line and read in its own order. A contact (an e-mail address, a phone number) has no
 * use for anything that cannot be seen.
 */

const UNSTORABLE = /[\u0000\p{Surrogate}]/gu;
const MAYBE_UNSTORABLE = /[\u0000\ud800-\udfff]/;

/** NUL and halves of surrogate pairs, which no text column takes, as U+FFFD. */
export function repaired(text: string): string {
  return MAYBE_UNSTORABLE.test(text) ? text.replace(UNSTORABLE, '\ufffd') : text;
}

/** Embeddings, overrides and isolates: they turn the text around them. */
const DIRECTIONS = /[\u202a-\u202e\u2066-\u2069]/g;
/** Marks that are never part of a word: zero-width space, word joiner, soft hyphen, byte order mark, LRM, RLM, ALM. */
const MARKS = /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2060\ufeff]/g;
/** What breaks a line or steers a device. */
const CONTROLS = /[\p{Cc}\u2028\u2029]+/gu;
const MAYBE_NOT_ONE_LINE = /[^\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u05ff]| {2}/;

/** An id of a sender: no line breaks, nothing that cannot be seen, no spaces around it. Spaces within it are the sender's. */
export function oneWord(text: string): string {
  if (!MAYBE_NOT_ONE_LINE.test(text)) return text.trim();
  return text.replace(CONTROLS, ' ').replace(DIRECTIONS, '').replace(MARKS, '').trim();
}

/** A field of one line, such as a name: no line breaks, overrides or marks that cannot be seen, single spaces. */
export function oneLine(text: string): string {
  if (!MAYBE_NOT_ONE_LINE.test(text)) return text.trim();
  return oneWord(text).replace(/\s+/g, ' ').trim();
}

const INVISIBLE = /[\p{Default_Ignorable_Code_Point}\p{Cf}]+/gu;
const MAYBE_DISGUISED = /[^\x20-\x7e]/;

/**
 * Text that somebody looks for or contacts with: full-width letters and digits as the plain ones (NFKC), nothing that cannot be
 * seen, plain single spaces.
 */
export function plain(text: string): string {
  if (!MAYBE_DISGUISED.test(text)) return text.replace(/ {2,}/g, ' ').trim();
  return repaired(text).normalize('NFKC').replace(INVISIBLE, '').replace(CONTROLS, ' ').replace(/\s+/g, ' ').trim();
}
