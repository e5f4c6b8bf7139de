import { storageIssues } from './storable.js';

export type JsonResult = { ok: true; value: unknown } | { ok: false; message: string };

const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * A body's JSON, read strictly: valid UTF-8 (never decoded lossily), at most 64 levels deep, without `__proto__` keys
 * and without numbers beyond a double. Messages never repeat the body's content.
 */
export function parseJsonBody(raw: Buffer): JsonResult {
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
  const [issue] = storageIssues(value, ['PROTO', 'DEPTH', 'NUMBER']);
  if (issue) return { ok: false, message: issue.path === '' ? issue.message : `${issue.path}: ${issue.message}` };
  return { ok: true, value };
}

const lossy = new TextDecoder('utf-8');

/**
 * A body's JSON from a machine that nobody can tell to send it better: bytes that are no UTF-8 come as U+FFFD, and raw
 * control characters within a text are read as what they are. What of it cannot be stored is still in it (`storable`).
 */
export function parseMachineJson(raw: Buffer): JsonResult {
  const strict = parseJsonBody(raw);
  if (strict.ok) return strict;
  const text = textOfBytes(raw);
  for (const attempt of [() => text, () => escapedControls(text)]) {
    try {
      return { ok: true, value: JSON.parse(attempt()) };
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
