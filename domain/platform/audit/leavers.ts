/** The members of an entry's before or after; of anything else none. */
export const members = (json: unknown): Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Record<string, unknown>) : {};

/**
 * Whom an entry of the audit log may have taken its thing from: the owner before, and those it says it is about. Who of them
 * can still see it loses nothing.
 * @returns ids of people
 */
export function leaversOf({ before, after }: { before: unknown; after: unknown }): string[] {
  const { userId, userIds } = members(after);
  const named: unknown[] = [members(before).ownerId, userId, ...(Array.isArray(userIds) ? (userIds as unknown[]) : [])];
  return named.filter((one): one is string => typeof one === 'string');
}
