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
