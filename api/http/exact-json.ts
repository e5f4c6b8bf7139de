import { compareNumber, parse } from 'lossless-json';
import { joinPath } from './issues.js';

/** Sixteen digits, or an exponent beyond 99: a shorter number is in a double as it is written. */
const MAYBE_INEXACT = /[\d.]{16}|\d[eE][+-]?\d{3}/;

/** A number that no double holds: its digits as they were sent. */
class Inexact {
  constructor(readonly digits: string) {}
}

/** The same number, however it is written: `1.0` is 1, `-0` is 0, `1e2` is 100; but no digit is lost. */
const isExact = (written: string): boolean => {
  const number = Number(written);
  return Number.isFinite(number) && compareNumber(written, String(number)) === 0;
};

interface ExactJson {
  /** What no double holds (`12345678901234567890`, `1e400`) is its digits as a text. */
  value: unknown;
  /** Where that is. */
  inexact: string[];
}

/**
 * JSON without a silent change: `JSON.parse` rounds numbers that are too large or too long for a double.
 * @param text JSON that `JSON.parse` takes, not nested deeper than the stack is
 * @param value what `JSON.parse` makes of it, where that is at hand
 */
export function exactJson(text: string, value: unknown = JSON.parse(text)): ExactJson {
  if (!MAYBE_INEXACT.test(text)) return { value, inexact: [] };
  const inexact: string[] = [];
  const kept = (node: unknown, path: PropertyKey[]): unknown => {
    if (node instanceof Inexact) {
      inexact.push(joinPath(path));
      return node.digits;
    }
    if (typeof node !== 'object' || node === null) return node;
    if (Array.isArray(node)) return node.map((item, index) => kept(item, [...path, index]));
    return Object.fromEntries(Object.entries(node).map(([key, child]) => [key, kept(child, [...path, key])]));
  };
  const exact = parse(text, null, {
    parseNumber: (digits) => (isExact(digits) ? Number(digits) : new Inexact(digits)),
    // As `JSON.parse` does it.
    onDuplicateKey: ({ newValue }) => newValue,
  });
  return { value: kept(exact, []), inexact };
}
