/** A rule of the domain was broken; the message says which and how to mend it. */
export class DomainError extends Error {
  override name = 'DomainError';
}
