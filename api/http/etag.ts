import { preconditionFailed, preconditionRequired } from './errors.js';

/** The ETag of a revision. */
export const etagOf = (revision: number): string => `"${revision}"`;

/**
 * Checks `If-Match` against the current revision. A weak tag counts as its strong one: proxies that compress weaken it,
 * and a revision is exact either way.
 * @throws ApiError 412 when it names another revision; 428 when it is missing and `required`.
 */
export function checkIfMatch(header: string | undefined, revision: number, required = false): void {
  if (header === undefined) {
    if (required) throw preconditionRequired();
    return;
  }
  const tags = header.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  if (!tags.includes('*') && !tags.includes(etagOf(revision))) throw preconditionFailed(etagOf(revision));
}
