import { getCountries, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import validator from 'validator';
import { foldEmail } from '../../domain/platform/people/email.js';
import { plain } from '../../domain/platform/text/clean.js';
import { splitExtension } from './phone-extension.js';

/** Allowed by the standard and used by nobody; in a link they begin what is not the address any more. */
const NOT_IN_LINKS = '?%#"\\\\';

/** What is longer is no contact, nor a few of them: it is not looked through for one. */
const MOST_CONTACT = 1000;

/**
 * An e-mail address lower-cased and without what people and programs put around it (`mailto:`, `Ana <ana@x.ro>`, marks that
 * cannot be seen, a full stop), or null when it is none.
 */
export function normaliseEmail(raw: string): string | null {
  if (raw.length > MOST_CONTACT) return null;
  if (isPlainEmail(raw)) return raw;
  const email = foldEmail(bareEmail(plain(raw)));
  return validator.isEmail(email, { blacklisted_chars: NOT_IN_LINKS }) ? email : null;
}

const PLAIN_EMAIL = /^[\da-z_+-]+(?:\.[\da-z_+-]+)*@(?:[\da-z](?:[\da-z-]{0,61}[\da-z])?\.)+[a-z]{2,63}$/;

/** Whether it is an address that needs neither cleaning nor a long look, as most are. False: it has to be looked at. */
const isPlainEmail = (text: string): boolean => text.length <= 254 && text.indexOf('@') <= 64 && PLAIN_EMAIL.test(text);

/** The first of several addresses in one field, with whether there is more than one; null when there is none. */
export function firstEmail(raw: string): { email: string; others: boolean } | null {
  if (raw.length > MOST_CONTACT) return null;
  const whole = normaliseEmail(raw);
  if (whole !== null && raw.indexOf('@') === raw.lastIndexOf('@')) return { email: whole, others: false };
  const parts = plain(raw).split(/[\s,;|/<>()[\]"]+/);
  const found = new Set(parts.filter((part) => part.includes('@')).flatMap((part) => normaliseEmail(part) ?? []));
  const email = whole ?? [...found][0];
  return email === undefined ? null : { email, others: [...found].some((one) => one !== email) };
}

/** Nothing around it: as most contacts come. */
const BARE_EMAIL = /^[\w.+-]+@[\w.-]+\w$/;
const BARE_PHONE = /^\+?\d[\d ]+\d$/;

function bareEmail(text: string): string {
  if (BARE_EMAIL.test(text)) return text;
  const inBrackets = /<\s*([^<>]*@[^<>]*?)\s*>/.exec(text)?.[1] ?? text;
  return inBrackets
    .replace(/^["'`(<[{\s]*(?:mailto:|e-?mail(?:[ -]?address)?\s*[:=]|mail\s*[:=]|адрес:|почта:)\s*/i, '')
    .replace(/(?<=@[^?\s]*)\?.*$/, '')
    .replace(/\s*@\s*/, '@')
    .replace(/^["'`(<[{,;:\s\ufffd]+/, '')
    .replace(/["'`)>\]},;:.!?\s\ufffd]+$/, '');
}

export interface Phone {
  e164: string;
  /** The digits behind a switchboard's number; null: none was given. */
  extension: string | null;
  country: string | null;
}

/**
 * A phone number as E.164, or null, read through what stands around it (`tel:`, `(+40)`, marks that cannot be seen).
 * *Possible* numbers are taken, not only those in a numbering plan that this build knows: a plan that grew since must not
 * cost a lead. Without `defaultCountry` a number needs `+` (or `00`) and its country code; nothing is guessed. An extension
 * is read in the ways that people write one.
 */
export function normalisePhone(raw: string, defaultCountry?: string | null): Phone | null {
  if (raw.length > MOST_CONTACT) return null;
  const country = countryCode(defaultCountry);
  const bare = barePhone(plain(raw));
  const text = country === null ? bare.replace(/^00\s*(?=[1-9])/, '+') : bare;
  const whole = readNumber(text, country);
  if (whole !== null) return whole;
  const split = splitExtension(text);
  const number = split && readNumber(split.number, country);
  return number && { ...number, extension: split.extension };
}

function readNumber(text: string, country: CountryCode | null): Phone | null {
  const parsed = parsePhoneNumberFromString(text, {
    ...(country === null ? {} : { defaultCountry: country }),
    extract: false,
  });
  if (!parsed?.isPossible()) return null;
  return { e164: parsed.number, extension: parsed.ext ?? null, country: parsed.country ?? null };
}

/** The first of several numbers in one field, with whether there is more than one; null when there is none. */
export function firstPhone(raw: string, defaultCountry?: string | null): { phone: Phone; others: boolean } | null {
  if (raw.length > MOST_CONTACT) return null;
  const whole = normalisePhone(raw, defaultCountry);
  if (whole !== null) return { phone: whole, others: false };
  // A line break divides, too; `plain` would make a space of it.
  const parts = raw.split(
    /[,;|\r\n]+|\s+(?:[-–—/]|or|and|sau|și|si|или|и|oder|und|ou|et|o|y|e|vagy)\s+|\/(?=\s*[+0])/iu,
  );
  const found = parts.flatMap((part) => normalisePhone(part, defaultCountry) ?? []);
  const phone = found[0] ?? withinText(raw);
  return phone === null ? null : { phone, others: found.some(({ e164 }) => e164 !== phone.e164) };
}

/** A number with its country's code in a sentence: `you reach me at +40 722 123 456, thanks`. */
function withinText(raw: string): Phone | null {
  const found = /\+ ?\p{Nd}[\p{Nd} ().-]{5,24}\p{Nd}/u.exec(plain(raw));
  return found && normalisePhone(found[0]);
}

/** The digits of any script as ours. */
const asciiDigits = (text: string): string =>
  text.replace(/[^\P{Nd}0-9]/gu, (digit) => {
    let zero = digit.codePointAt(0)!;
    while (/\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
    return String(digit.codePointAt(0)! - zero);
  });

/** Words for a phone that people write before a number; with a colon any word is taken for one. */
const BEFORE =
  /^(?:[\p{L}][\p{L}\s./()-]{0,39}[:=]\/*|(?:tel|telefon|telephone|phone|mob|mobil|mobile|cell|gsm|nr|whatsapp|тел|телефон|моб)\b[\s.]*)\s*(?=[+(\p{Nd}])/iu;
const AFTER = /(?<=\p{Nd})[\s,;–—-]*\(?\s*\p{L}[\p{L}\s.]*\)?$/u;

function barePhone(text: string): string {
  if (BARE_PHONE.test(text)) return text;
  return (
    asciiDigits(text)
      // What could not be read there was no digit: a space of another encoding, most often.
      .replaceAll('\ufffd', ' ')
      .replace(/^[^\p{L}\p{Nd}+(]+/u, '')
      .replace(BEFORE, '')
      .replace(/[^\p{L}\p{Nd})]+$/u, '')
      .replace(AFTER, '')
      .replace(/^\(\s*\+?\s*\(?\s*(\d[\d\s]*)\)\s*/, (all, digits: string) =>
        /^\(\s*(?:\+|00)/.test(all) ? `${all.includes('+') ? '+' : ''}${digits.trim()} ` : all,
      )
      .replace(/^\+[\s+]*\(\s*(\d{1,4})\s*\)/, '+$1 ')
      .replace(/^\+[\s+]+/, '+')
  );
}

const COUNTRIES = new Set<string>(getCountries());

/** An ISO 3166-1 alpha-2 code in upper case, or null. */
export function countryCode(value: string | null | undefined): CountryCode | null {
  const code = value?.trim().toUpperCase();
  return code !== undefined && COUNTRIES.has(code) ? (code as CountryCode) : null;
}
