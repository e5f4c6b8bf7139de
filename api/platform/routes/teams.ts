import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import type { Product } from '../product.js';
import {
  findTeam,
  insertTeam,
  isTeamNameTaken,
  listTeams,
  updateTeam,
  type TeamPatch,
  type TeamRow,
} from '../../../db/platform/queries/teams.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/teams.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict } from '../../http/errors.js';
import { CALENDAR, USER, checkReferences } from '../references.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';
import { coverageOf } from '../views/coverage.js';

const LIST = 'teams';

const shown = (row: TeamRow) => ({
  ...row,
  archivedAt: isoOrNull(row.archivedAt),
  createdAt: iso(row.createdAt),
});

/** What of a request differs from the team as it is. */
function changeOf(team: TeamRow, given: z.output<typeof contracts.patchTeam.body>, now: Date): TeamPatch {
  const { archived, ...plain } = given;
  // Archived twice, it is archived since the first time.
  const archivedAt = archived ? (team.archivedAt ?? now) : null;
  const wanted = { ...plain, ...(archived === undefined ? {} : { archivedAt }) };
  const fields = Object.keys(wanted) as (keyof typeof wanted)[];
  return Object.fromEntries(
    fields
      .filter((field) => wanted[field] !== undefined && wanted[field] !== team[field])
      .map((field) => [field, wanted[field]]),
  );
}

const pick = <T extends object>(from: T, fields: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(fields.map((field) => [field, from[field]])) as Partial<T>;

/** @param product knows where a team is used */
export const teamRoutes = ({ usesOf }: Product['teams']) => [
  route(contracts.listTeams, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listTeams(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getTeam, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findTeam(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.createTeam, async (context) => {
    const { name, managerId = null, calendarId = null } = context.body;
    const stamp = stampOf(context);
    const team = { id: uuidv7(), name, managerId, calendarId };
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkReferences(tx, [
        { path: 'managerId', kind: USER, id: managerId },
        { path: 'calendarId', kind: CALENDAR, id: calendarId },
      ]);
      if (!(await insertTeam(tx, { ...team, now: stamp.at }))) {
        throw conflict('There is a team of this name', ['Choose another name.']);
      }
      await writeAudit(tx, { ...stamp, action: 'team.created', entity: { type: 'team', id: team.id }, after: team });
    });
    return {
      status: 201,
      headers: { Location: `/api/teams/${team.id}` },
      body: { ...team, memberCount: 0, archivedAt: null, createdAt: iso(stamp.at) },
    };
  }),

  route(contracts.patchTeam, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const body = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const team = await findTeam(tx, id, true);
      if (!team) throw context.missing();
      const change = changeOf(team, context.body, stamp.at);
      const fields = Object.keys(change) as (keyof TeamPatch)[];
      if (fields.length > 0) {
        await checkReferences(tx, [
          { path: 'managerId', kind: USER, id: change.managerId },
          { path: 'calendarId', kind: CALENDAR, id: change.calendarId },
        ]);
        if (change.name !== undefined && (await isTeamNameTaken(tx, change.name, id)))
          throw conflict('There is a team of this name', ['Choose another name.']);
        await updateTeam(tx, id, change);
        const [before, after] = [pick<TeamPatch>(team, fields), change];
        await writeAudit(tx, { ...stamp, action: 'team.changed', entity: { type: 'team', id }, before, after });
      }
      const changed = { ...team, ...change };
      // It goes on to be named, but gets nothing more.
      const warnings = changed.archivedAt === null ? [] : await usesOf(tx, id);
      return { ...shown(changed), warnings };
    });
    return { status: 200, body };
  }),

  route(contracts.teamCoverage, async ({ params, query, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const team = await findTeam(tx, params.id);
      if (!team) throw missing();
      return coverageOf(tx, team, query.days, deps.clock());
    });
    return { status: 200, body };
  }),
];
