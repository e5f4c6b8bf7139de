import { getCountries, parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js';
import validator from 'validator';

/** Allowed by the standard and used by nobody; in a link they begin what is not the address any more. */
const NOT_IN_LINKS = '?%#"\\\\';

/** An e-mail address trimmed and lower-cased, or null when it is none. */
export function normaliseEmail(raw: string): string | null {
  const email = raw.trim().toLowerCase();
  return validator.isEmail(email, { blacklisted_chars: NOT_IN_LINKS }) ? email : null;
}

export interface Phone {
  e164: string;
  country: string | null;
}

/**
 * A phone number as E.164, or null. *Possible* numbers are taken, not only those in a numbering plan that this build
 * knows: a plan that grew since must not cost a lead. Without `defaultCountry` a number needs `+` (or `00`) and its
 * country code; nothing is guessed.
 */
export function normalisePhone(raw: string, defaultCountry?: string | null): Phone | null {
  const country = countryCode(defaultCountry);
  const text = country === null ? raw.trim().replace(/^00(?=[1-9])/, '+') : raw.trim();
  const parsed = parsePhoneNumberFromString(text, {
    ...(country === null ? {} : { defaultCountry: country }),
    extract: false,
  });
  return parsed?.isPossible() ? { e164: parsed.number, country: parsed.country ?? null } : null;
}

const COUNTRIES = new Set<string>(getCountries());

/** An ISO 3166-1 alpha-2 code in upper case, or null. */
export function countryCode(value: string | null | undefined): CountryCode | null {
  const code = value?.trim().toUpperCase();
  return code !== undefined && COUNTRIES.has(code) ? (code as CountryCode) : null;
}
