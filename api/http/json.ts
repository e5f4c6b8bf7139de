import { exactJson } from './exact-json.js';
import type { Issue } from './issues.js';
import { storageIssues } from './storable.js';

export type JsonResult = { ok: true; value: unknown } | { ok: false; message: string };

/** What becomes of a number that no double holds: who can correct it is told, a provider's id is kept as its digits. */
type InexactNumbers = 'REFUSED' | 'AS_TEXT';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body's JSON, read strictly: valid UTF-8 (never decoded lossily), at most 64 levels deep, without `__proto__` keys
 * and without numbers that would be changed by being read. Messages never repeat the body's content.
 */
export function parseJsonBody(raw: Buffer, inexactNumbers: InexactNumbers = 'REFUSED'): JsonResult {
  let text: string;
  try {
    text = utf8.decode(raw);
  } catch {
    return { ok: false, message: 'The body is not valid UTF-8.' };
  }
  if (text.trim() === '') return { ok: false, message: 'The body is empty; send a JSON object.' };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    return { ok: false, message: `The body is not valid JSON${position ? ` (at character ${position})` : ''}.` };
  }
  const [issue] = storageIssues(value, ['PROTO', 'DEPTH']);
  if (issue) return refused(issue);
  const exact = exactJson(text, value);
  const [path] = exact.inexact;
  return path === undefined || inexactNumbers === 'AS_TEXT'
    ? { ok: true, value: exact.value }
    : refused({ path, message: 'This number has more digits than can be kept: send it as a text.' });
}

const refused = ({ path, message }: Issue): JsonResult => ({
  ok: false,
  message: path === '' ? message : `${path}: ${message}`,
});

const lossy = new TextDecoder('utf-8');

/**
 * A body's JSON from a machine that nobody can tell to send it better: bytes that are no UTF-8 come as U+FFFD, raw control
 * characters within a text are read as what they are, and a number that no double holds is kept as its digits. What of it
 * cannot be stored is still in it (`storable`).
 */
export function parseMachineJson(raw: Buffer): JsonResult {
  const strict = parseJsonBody(raw, 'AS_TEXT');
  if (strict.ok) return strict;
  const text = textOfBytes(raw);
  for (const attempt of [() => text, () => escapedControls(text)]) {
    try {
      const json = attempt();
      const value: unknown = JSON.parse(json);
      const isPlain = storageIssues(value, ['PROTO', 'DEPTH']).length === 0;
      return { ok: true, value: isPlain ? exactJson(json, value).value : value };
    } catch {
      // Not like this.
    }
  }
  return strict;
}

/** Bytes as text, whatever they are. */
export const textOfBytes = (raw: Buffer): string => lossy.decode(raw);

/** One that is not closed goes to the end: so each character is looked at once, whatever comes. */
const STRING = /"(?:[^"\\]|\\.?)*(?:"|$)/gs;
const CONTROL = /\p{Cc}/gu;

/** Templates put a text of several lines between quotes as it is. */
const escapedControls = (text: string): string =>
  text.replace(STRING, (string) =>
    string.replace(CONTROL, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`),
  );
