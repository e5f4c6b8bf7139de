import { preconditionFailed, preconditionRequired } from './errors.js';

/** The ETag of a revision. */
export const etagOf = (revision: number): string => `"${revision}"`;

/**
 * Whether `If-Match` names this revision. A weak tag counts as its strong one: proxies that compress weaken it, and a revision is
 * exact either way.
 */
export function namesRevision(header: string, revision: number): boolean {
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(etagOf(revision));
}

/**
 * Checks `If-Match` against the current revision.
 * @throws ApiError 412 when it names another revision; 428 when it is missing and `required`.
 */
export function checkIfMatch(header: string | undefined, revision: number, required = false): void {
  if (header === undefined) {
    if (required) throw preconditionRequired();
    return;
  }
  if (!namesRevision(header, revision)) throw preconditionFailed(etagOf(revision));
}
