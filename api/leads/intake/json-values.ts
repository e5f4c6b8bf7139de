import { plain } from '../../../domain/platform/text/clean.js';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Text that says something: a string with more in it than what cannot be seen, or a number as its digits. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && plain(value) !== '' ? value.trim() : null;
}

/** An id: text, or a whole number that JSON carried without loss. Meta's documentation shows ids as numbers. */
export function idOf(value: unknown): string | null {
  return typeof value === 'number' && !Number.isSafeInteger(value) ? null : textOf(value);
}

/** The first of the keys that holds text. */
export function firstText(from: JsonObject, ...keys: string[]): string | null {
  for (const key of keys) {
    const text = textOf(from[key]);
    if (text !== null) return text;
  }
  return null;
}

/** The object without some of its keys. */
export function without(from: JsonObject, keys: Iterable<string>): JsonObject {
  const left = new Set(keys);
  return Object.fromEntries(Object.entries(from).filter(([key]) => !left.has(key)));
}

/** A key made from a value that was sent: `__proto__` would be no key like the others. */
export function safeKey(key: string): string {
  return key === '__proto__' ? 'proto' : key;
}

/** Nothing in it: null, undefined, blank text, an empty list or object. */
export function isBlank(value: unknown): boolean {
  if (value === null || value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** First and last name, or null. */
export function joinName(...parts: (string | null)[]): string | null {
  const name = parts.filter((part) => part !== null).join(' ');
  return name === '' ? null : name;
}

/** `What's your budget?` → `what_s_your_budget`: a title or label as a key that a flow's condition can name. */
export function slug(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 64);
}
