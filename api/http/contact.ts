import { getCountries, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import validator from 'validator';
import { splitExtension } from './phone-extension.js';

/** An e-mail address trimmed and lower-cased, or null when it is none. */
export function normaliseEmail(raw: string): string | null {
  const email = raw.trim().toLowerCase();
  return validator.isEmail(email) ? email : null;
}

export interface Phone {
  e164: string;
  /** The digits behind a switchboard's number; null: none was given. */
  extension: string | null;
  country: string | null;
}

/**
 * A phone number as E.164, or null. *Possible* numbers are taken, not only those in a numbering plan that this build
 * knows: a plan that grew since must not cost a lead. Without `defaultCountry` a number needs `+` (or `00`) and its
 * country code; nothing is guessed. An extension is read in the ways that people write one.
 */
export function normalisePhone(raw: string, defaultCountry?: string | null): Phone | null {
  const country = countryCode(defaultCountry);
  const text = country === null ? raw.trim().replace(/^00(?=[1-9])/, '+') : raw.trim();
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

const COUNTRIES = new Set<string>(getCountries());

/** An ISO 3166-1 alpha-2 code in upper case, or null. */
export function countryCode(value: string | null | undefined): CountryCode | null {
  const code = value?.trim().toUpperCase();
  return code !== undefined && COUNTRIES.has(code) ? (code as CountryCode) : null;
}
