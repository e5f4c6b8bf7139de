import parsePhoneNumber from 'libphonenumber-js';

/** A cell: a number is a number in a spreadsheet, too; null is empty. */
export type CsvCell = string | number | null;

/**
 * Where a program may begin to read a cell: at its start, at the start of one of its lines, and behind what other
 * programs separate cells by (a spreadsheet whose language writes decimals with a comma splits at semicolons).
 */
const FORMULA = /(^|[\r\n\t;|\u0085\u2028\u2029])([\s"]*)([=+\-@\t\r＝＋－＠])/gu;

/** As `phoneCell` writes it: two numbers beside each other are neither a number nor a formula anywhere. */
const PHONE = /^\+\d{1,3} \d[\d-]*(?: ext\. \d+)?$/;

/** Text that stays text in every spreadsheet: where one would calculate, an apostrophe stands before. */
export const defused = (text: string): string => (PHONE.test(text) ? text : text.replace(FORMULA, "$1$2'$3"));

/**
 * A phone number as text that can be pasted into a dialler or read by any parser of numbers: `+40 722-123-456`. As
 * `+40722123456` a spreadsheet takes it for a number and loses the plus; in groups of three between spaces some languages
 * do, too; with an apostrophe before it no telephone takes it.
 */
export function phoneCell(e164: string | null): string | null {
  const parsed = e164 === null ? undefined : parsePhoneNumber(e164);
  // A plan that this build does not know.
  const [, digits] = parsed === undefined ? (/^\+(\d{7,15})$/.exec(e164 ?? '') ?? []) : [];
  if (digits !== undefined) return `+${digits.slice(0, 3)} ${halves(digits.slice(3)).join('-')}`;
  if (parsed === undefined) return e164;
  const { countryCallingCode, nationalNumber, ext } = parsed;
  const [, ...groups] = parsed.format('INTERNATIONAL', { formatExtension: (number) => number }).split(/[^+\d]+/);
  const national = groups.join('') === nationalNumber && groups.length > 1 ? groups : halves(nationalNumber);
  return `+${countryCallingCode} ${national.join('-')}${ext === undefined ? '' : ` ext. ${ext}`}`;
}

/** Of a number that nobody groups. */
const halves = (digits: string): string[] => (digits.length < 4 ? [digits] : [digits.slice(0, 3), digits.slice(3)]);
