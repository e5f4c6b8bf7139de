import type { OrgTransaction } from '../../db/client.js';
import { existingIds } from '../../db/platform/queries/references.js';
import { calendars } from '../../db/platform/schema/calendars.js';
import { teams } from '../../db/platform/schema/teams.js';
import { users } from '../../db/platform/schema/users.js';
import { validation, type Issue } from '../http/errors.js';

/** Something that bodies name by its id: what it is called, and where it is kept. */
export interface Referable {
  word: string;
  table: Parameters<typeof existingIds>[1];
}

export const CALENDAR: Referable = { word: 'calendar', table: calendars };
export const TEAM: Referable = { word: 'team', table: teams };
export const USER: Referable = { word: 'user', table: users };

export interface Reference {
  /** Where the id is in the body: `teamIds.0`. */
  path: string;
  kind: Referable;
  id: string | null | undefined;
}

/**
 * Checks that ids in a body are rows of this org. Another org's row is as unknown as one that never was.
 * @throws ApiError 400 naming every path that leads nowhere.
 */
export async function checkReferences(tx: OrgTransaction, references: readonly Reference[]): Promise<void> {
  const given = references.filter(
    (reference): reference is Reference & { id: string } => typeof reference.id === 'string',
  );
  const issues: Issue[] = [];
  for (const kind of new Set(given.map((reference) => reference.kind))) {
    const asked = given.filter((reference) => reference.kind === kind);
    const known = await existingIds(
      tx,
      kind.table,
      asked.map((reference) => reference.id),
    );
    for (const { path, id } of asked)
      if (!known.has(id)) issues.push({ path, message: `There is no such ${kind.word}.` });
  }
  if (issues.length > 0) throw validation(issues);
}
