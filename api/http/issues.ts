import type { z } from 'zod';

/** One thing wrong with a body: where (`attributes.city`, `tags.0`, empty for the body itself) and what. */
export interface Issue {
  path: string;
  message: string;
}

const MAX_ISSUES = 50;

/** Path segments joined with dots; control characters and lone surrogates in keys are shown escaped. */
export function joinPath(segments: readonly PropertyKey[]): string {
  return segments.map((segment) => printable(String(segment))).join('.');
}

/** Text made safe for an error message: what cannot be printed is written as `\uXXXX`, long text is cut. */
export function printable(text: string): string {
  const short = text.length > 100 ? `${text.slice(0, 100)}…` : text;
  return short.replace(
    /[\p{Cc}\p{Surrogate}]/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}

/** zod's issues as the contract's: an unknown key is reported at the key's own path. */
export function zodIssues(error: z.ZodError): Issue[] {
  const issues: Issue[] = error.issues.flatMap((issue): Issue[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: joinPath([...issue.path, key]), message: 'This field is not known here.' }))
      : [{ path: joinPath(issue.path), message: issue.message }],
  );
  return issues.slice(0, MAX_ISSUES);
}
