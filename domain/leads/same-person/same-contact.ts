import { isPlaceholderEmail, isPlaceholderPhone } from './placeholders.js';

/** What of a lead says who somebody is. */
export interface PersonContacts {
  name: string | null;
  /** Lower-cased. */
  email: string | null;
  /** E.164. */
  phone: string | null;
  phoneExtension: string | null;
}

/** The address or number of a person, without those that stand for none. */
export interface Identifying {
  email: string | null;
  phone: string | null;
  phoneExtension: string | null;
}

/** By what a lead's person can be known again. */
export function identifying({ email, phone, phoneExtension }: PersonContacts): Identifying {
  const hasPhone = phone !== null && !isPlaceholderPhone(phone);
  return {
    email: email !== null && !isPlaceholderEmail(email) ? email : null,
    phone: hasPhone ? phone : null,
    phoneExtension: hasPhone ? phoneExtension : null,
  };
}

/**
 * Those of some leads that are the same person's as a lead: with the same e-mail address; or with the same phone and
 * extension, where neither what they say nor what others at that number said speaks against it.
 * @param others leads that share an address or a number with it
 */
export function ofSamePerson<T extends PersonContacts>(lead: PersonContacts, others: readonly T[]): T[] {
  const own = identifying(lead);
  const atNumber = own.phone === null ? [] : others.filter((other) => hasNumber(other, own));
  const isShared = areSeveral([lead, ...atNumber]);
  return others.filter(
    (other) =>
      (own.email !== null && other.email === own.email) ||
      (own.phone !== null && !isShared && hasNumber(other, own) && !contradict(lead, other)),
  );
}

const hasNumber = (lead: PersonContacts, { phone, phoneExtension }: Identifying): boolean =>
  lead.phone === phone && lead.phoneExtension === phoneExtension;

/** Whether they are two persons at least: a number that they share is a switchboard, or a family's. */
function areSeveral(leads: readonly PersonContacts[]): boolean {
  const distinct = [...new Map(leads.map((lead) => [`${lead.email}\n${lead.name}`, lead])).values()];
  return distinct.some((one, place) => distinct.slice(place + 1).some((other) => contradict(one, other)));
}

/** Whether both say another address and another name. What one of them does not say contradicts nothing. */
function contradict(one: PersonContacts, other: PersonContacts): boolean {
  const [a, b] = [identifying(one).email, identifying(other).email];
  return a !== null && b !== null && a !== b && areOtherNames(one.name, other.name);
}

/**
 * Whether two names are those of two persons. `Pop Ana`, `ANA-MARIA POP`, `Ana` and `A. Pop` can be one: each word of the
 * shorter name is a word of the longer one, or its first letter.
 */
export function areOtherNames(one: string | null, other: string | null): boolean {
  const [shorter, longer] = [wordsOf(one), wordsOf(other)].sort((a, b) => a.length - b.length) as [string[], string[]];
  if (shorter.length === 0) return false;
  const left = [...longer];
  return !shorter.every((word) => {
    const found = left.findIndex((each) => each === word || isInitial(each, word) || isInitial(word, each));
    if (found >= 0) left.splice(found, 1);
    return found >= 0;
  });
}

const isInitial = (letter: string, word: string): boolean => letter.length === 1 && word.startsWith(letter);

/** In lower case, without diacritics, whole words first, so that an initial takes what they leave. */
const wordsOf = (name: string | null): string[] =>
  (
    (name ?? '')
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  ).sort((a, b) => b.length - a.length);
