/** In characters as people count them, after NFKC. NIST SP 800-63B: long, and of whatever somebody likes. */
const PASSWORD_LENGTH = { least: 12, most: 128 } as const;

/** A password as it is hashed and measured: one form of Unicode, so that every keyboard writes the same. */
export const asHashed = (password: string): string => password.normalize('NFKC');

/** How many characters a password has. */
const lengthOf = (password: string): number => [...asHashed(password)].length;

/** Why a password may not be chosen. */
export const PASSWORD_FAULTS = [
  'TOO_SHORT',
  'TOO_LONG',
  'OWN',
  'COMMON',
  'REPEATED',
  'SEQUENCE',
  'KEYS',
  'GUESSED',
] as const;
type PasswordFault = (typeof PASSWORD_FAULTS)[number];

export interface WeakPassword {
  fault: PasswordFault;
  /** The part of it that is weak, as it was typed; of too short and too long ones the characters that it may have. */
  part: string;
}

/** What somebody who guesses by lists and patterns makes of a password. */
export interface Estimate {
  /** 0: at once, 1: by the thousand, 2: by the million, 3: by the hundred million guesses, 4: never. */
  score: number;
  /** The parts that it is made of, and by what each was known. */
  parts: readonly EstimatedPart[];
}
export interface EstimatedPart {
  text: string;
  by: 'list' | 'repeat' | 'sequence' | 'keys' | 'date' | 'nothing';
}
export type Estimator = (password: string, own: readonly string[]) => Estimate;

/** A password is taken from here on: what tries 10^8 of them, at our door, takes years. */
export const LEAST_SCORE = 3;

/** What everybody knows of everybody who is here. */
const OURS = ['pinggo'];
/** Parts of addresses that say nothing of whose they are. */
const EMPTY_WORDS = new Set(['www', 'com', 'net', 'org', 'info', 'the', 'and', 'mail', 'ltd', 'srl', 'inc', 'gmbh']);
const SHORTEST_OWN = 3;
/** So much must be left of a password when one's own words are taken out of it. */
const LEAST_BESIDE_OWN = 8;

/** Characters of another case, with marks or in other forms are the same letter to who guesses. */
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase();

/**
 * The words that others know of a person, from names and addresses.
 * @param texts name, e-mail, organisation …
 * @returns each once, the longest first, folded
 */
export function ownWords(texts: readonly string[]): string[] {
  const words = [...texts, ...OURS].flatMap((text) => {
    const folded = fold(text);
    return [folded.replace(/[^\p{L}\p{N}]+/gu, ''), ...folded.split(/[^\p{L}\p{N}]+/u)];
  });
  return [...new Set(words)]
    .filter((word) => [...word].length >= SHORTEST_OWN && !EMPTY_WORDS.has(word))
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/**
 * Whether a password is one's own names and little else.
 * @returns the word that it is made of, as it stands in it; null: there is enough beside
 */
function madeOfOwn(password: string, own: readonly string[]): string | null {
  let left = fold(password);
  let found: string | null = null;
  for (const word of own) {
    if (!left.includes(word)) continue;
    found ??= word;
    left = left.split(word).join(' ');
  }
  const beside = [...left.replace(/[\s\p{P}\p{S}]+/gu, '')].length;
  return found !== null && beside < LEAST_BESIDE_OWN ? found : null;
}

/**
 * Patterns are looked for in stretches: looking takes more than in proportion to the length. A password is at least as strong as
 * its strongest stretch.
 */
const STRETCH = 32;
function stretchesOf(password: string): string[] {
  const characters = [...password];
  const stretches: string[] = [];
  for (let at = 0; at < characters.length; at += STRETCH) stretches.push(characters.slice(at, at + STRETCH).join(''));
  return stretches;
}

const FAULT_OF: Readonly<Record<EstimatedPart['by'], PasswordFault>> = {
  list: 'COMMON',
  repeat: 'REPEATED',
  sequence: 'SEQUENCE',
  keys: 'KEYS',
  date: 'SEQUENCE',
  nothing: 'GUESSED',
};

/** What is wrong with its length; null: nothing. */
export function lengthFault(password: string): WeakPassword | null {
  const length = lengthOf(password);
  if (length < PASSWORD_LENGTH.least) return { fault: 'TOO_SHORT', part: String(PASSWORD_LENGTH.least) };
  if (length > PASSWORD_LENGTH.most) return { fault: 'TOO_LONG', part: String(PASSWORD_LENGTH.most) };
  return null;
}

/** A password as somebody judges it who guesses. */
export interface Judged {
  /** 0 to 4, for a bar; less than `LEAST_SCORE` only where `weak` says why. */
  score: number;
  /** Why it may not be chosen; null: it may. */
  weak: WeakPassword | null;
}

/**
 * Whether a password may be chosen: by its length, whether it is one's own names, and whether those who guess would come by it
 * soon. What characters it is made of is nobody's business.
 * @param own as `ownWords` has them
 */
export function judgePassword(password: string, own: readonly string[], estimate: Estimator): Judged {
  const wrongLength = lengthFault(password);
  const text = asHashed(password);
  if (wrongLength?.fault === 'TOO_LONG') return { score: 0, weak: wrongLength };
  const ofOwn = madeOfOwn(text, own);
  if (ofOwn !== null) return { score: 0, weak: wrongLength ?? { fault: 'OWN', part: ofOwn } };
  let best: Estimate = { score: -1, parts: [] };
  for (const stretch of stretchesOf(text)) {
    const one = estimate(stretch, own);
    if (one.score > best.score) best = one;
    if (best.score >= LEAST_SCORE) break;
  }
  const score = Math.max(0, best.score);
  if (wrongLength !== null) return { score: Math.min(score, LEAST_SCORE - 1), weak: wrongLength };
  return { score, weak: score >= LEAST_SCORE ? null : weakestOf(best, own) };
}

/** The longest part that was known by something; all of it where none was. */
function weakestOf({ parts }: Estimate, own: readonly string[]): WeakPassword {
  const known = parts.filter(({ by }) => by !== 'nothing');
  const longest = known.reduce<EstimatedPart | null>(
    (found, part) => (found !== null && found.text.length >= part.text.length ? found : part),
    null,
  );
  if (longest === null) return { fault: 'GUESSED', part: parts.map(({ text }) => text).join('') };
  const isOwn = longest.by === 'list' && own.includes(fold(longest.text));
  return { fault: isOwn ? 'OWN' : FAULT_OF[longest.by], part: longest.text };
}

/** Why a password may not be chosen, as the API says it, and how to choose another. */
export function passwordWords({ fault, part }: WeakPassword): string {
  switch (fault) {
    case 'TOO_SHORT':
      return `Use at least ${part} characters.`;
    case 'TOO_LONG':
      return `Use at most ${part} characters.`;
    case 'OWN':
      return `“${part}” is known of you: take words that have nothing to do with you or your organisation.`;
    case 'COMMON':
      return `“${part}” is on every list of passwords: add a few words that nobody expects together.`;
    case 'REPEATED':
      return `“${part}” only repeats itself: add a few words that nobody expects together.`;
    case 'SEQUENCE':
      return `“${part}” is a row or a date that is soon guessed: add a few words that nobody expects together.`;
    case 'KEYS':
      return `“${part}” are keys side by side: add a few words that nobody expects together.`;
    case 'GUESSED':
      return 'This is soon guessed: add a few words that nobody expects together.';
  }
}

/** Passwords that everybody takes where they speak Romanian and Russian: the lists of others know them less. */
export const COMMON_HERE = [
  'parola',
  'parolamea',
  'bunaziua',
  'teiubesc',
  'iubire',
  'fotbal',
  'steaua',
  'dinamo',
  'romania',
  'bucuresti',
  'пароль',
  'йцукен',
  'йцукенг',
  'йцукенгшщзхъ',
  'фывапролджэ',
  'любовь',
  'солнышко',
  'привет',
  'россия',
  'москва',
  'самсунг',
  'наташа',
] as const;
