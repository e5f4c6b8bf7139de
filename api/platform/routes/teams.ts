import { v7 as uuidv7 } from 'uuid';
import { z } from 'zod';
import { findUser, touchUser } from '../../../db/platform/queries/users.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import type { OrgTransaction } from '../../../db/client.js';
import type { Product } from '../product.js';
import {
  addMember,
  findTeam,
  insertTeam,
  isTeamNameTaken,
  listTeams,
  removeMember,
  teamsFallingBackTo,
  updateTeam,
  type TeamPatch,
  type TeamRow,
} from '../../../db/platform/queries/teams.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/teams.js';
import { decodeCursor, toPage } from '../../http/cursor.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { conflict, notFound, validation } from '../../http/errors.js';
import { CALENDAR, TEAM, USER, checkReferences } from '../references.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';
import { coverageOf } from '../views/coverage.js';

/** Names the order, too: the cursor of another is none of this list. */
const listOf = ({ sort, order }: { sort?: string | undefined; order: string }): string =>
  sort === undefined ? 'teams' : `teams:${sort}:${order}`;
const byKeyAndId = z.tuple([z.union([z.string().max(1000), z.number()]), z.uuid()]);

const nameTaken = () =>
  conflict(
    'There is a team of this name',
    ['Choose another name.'],
    [{ path: 'name', message: 'There is a team of this name already.' }],
  );

/** @throws ApiError 400 naming what is not there, or cannot be the team's. */
async function checkParts(tx: OrgTransaction, team: TeamPatch, id: string): Promise<void> {
  await checkReferences(tx, [
    { path: 'managerId', kind: USER, id: team.managerId },
    { path: 'calendarId', kind: CALENDAR, id: team.calendarId },
    { path: 'fallbackTeamId', kind: TEAM, id: team.fallbackTeamId },
    ...(team.onCall ?? []).map((userId, index) => ({ path: `onCall.${index}`, kind: USER, id: userId })),
  ]);
  if (team.fallbackTeamId === id)
    throw validation([{ path: 'fallbackTeamId', message: 'A team cannot stand in for itself: choose another.' }]);
}

const shown = ({ key: _key, ...row }: TeamRow & { key?: unknown }) => ({
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
      .filter((field) => wanted[field] !== undefined && !isSame(wanted[field], team[field]))
      .map((field) => [field, wanted[field]]),
  );
}

/** On call the order counts. */
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const pick = <T extends object>(from: T, fields: readonly (keyof T)[]): Partial<T> =>
  Object.fromEntries(fields.map((field) => [field, from[field]])) as Partial<T>;

/** @param product knows where a team is used */
export const teamRoutes = ({ usesOf }: Product['teams']) => [
  route(contracts.listTeams, async ({ query, caller, deps }) => {
    const { limit, cursor, order, ...filter } = query;
    const list = listOf(query);
    const ended = decodeCursor(list, byKeyAndId, cursor);
    const after = ended && { key: ended[0], id: ended[1] };
    const asked = { ...filter, descending: order === 'desc' };
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listTeams(tx, asked, { limit: limit + 1, after }));
    return { status: 200, body: toPage(list, rows, limit, shown, ({ key, id }) => [key, id]) };
  }),

  route(contracts.getTeam, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findTeam(tx, params.id));
    if (!row) throw missing();
    return { status: 200, headers: { ETag: etagOf(row.revision) }, body: shown(row) };
  }),

  route(contracts.createTeam, async (context) => {
    const { name, managerId = null, calendarId = null, fallbackTeamId = null, onCall } = context.body;
    const stamp = stampOf(context);
    const team = { id: uuidv7(), name, managerId, calendarId, onCall, fallbackTeamId };
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkParts(tx, team, team.id);
      const { onCall: _none, fallbackTeamId: _nobody, ...plain } = team;
      const after = { ...plain, ...(onCall.length > 0 && { onCall }), ...(fallbackTeamId && { fallbackTeamId }) };
      if (!(await insertTeam(tx, { ...team, now: stamp.at }))) throw nameTaken();
      await writeAudit(tx, { ...stamp, action: 'team.created', entity: { type: 'team', id: team.id }, after });
    });
    return {
      status: 201,
      headers: { Location: `/api/teams/${team.id}` },
      body: { ...team, memberCount: 0, archivedAt: null, createdAt: iso(stamp.at), revision: 1 },
    };
  }),

  route(contracts.patchTeam, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const body = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const team = await findTeam(tx, id, true);
      if (!team) throw context.missing();
      checkIfMatch(context.headers['if-match'], team.revision);
      const change = changeOf(team, context.body, stamp.at);
      const fields = Object.keys(change) as (keyof TeamPatch)[];
      if (fields.length > 0) {
        await checkParts(tx, change, id);
        if (change.name !== undefined && (await isTeamNameTaken(tx, change.name, id))) throw nameTaken();
        await updateTeam(tx, id, change);
        const [before, after] = [pick<TeamPatch>(team, fields), change];
        await writeAudit(tx, { ...stamp, action: 'team.changed', entity: { type: 'team', id }, before, after });
      }
      const changed = { ...team, ...change, revision: team.revision + (fields.length > 0 ? 1 : 0) };
      // It goes on to be named, but gets nothing more.
      const warnings = changed.archivedAt === null ? [] : await usesOf(tx, id);
      return { ...shown(changed), warnings };
    });
    return { status: 200, headers: { ETag: etagOf(body.revision) }, body };
  }),

  route(contracts.teamUses, async ({ params, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findTeam(tx, params.id))) throw missing();
      return { flows: await usesOf(tx, params.id), fallbackOf: await teamsFallingBackTo(tx, params.id) };
    });
    return { status: 200, body };
  }),

  route(contracts.addTeamMember, async (context) => {
    const [{ id, userId }, stamp] = [context.params, stampOf(context)];
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      // The person first, as whoever changes them does.
      const user = await findUser(tx, userId, true);
      const team = await findTeam(tx, id, true);
      if (!team) throw context.missing();
      if (!user) throw notFound('user');
      if (team.archivedAt !== null) throw conflict('This team is archived', ['Take it back from the archive first.']);
      if (!(await addMember(tx, id, userId))) return;
      await touchUser(tx, userId);
      await writeAudit(tx, { ...stamp, action: 'team.member_added', entity: { type: 'team', id }, after: { userId } });
    });
    return { status: 204 };
  }),

  route(contracts.removeTeamMember, async (context) => {
    const [{ id, userId }, stamp] = [context.params, stampOf(context)];
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await findUser(tx, userId, true);
      if (!(await findTeam(tx, id, true))) throw context.missing();
      if (!(await removeMember(tx, id, userId))) return;
      await touchUser(tx, userId);
      await writeAudit(tx, {
        ...stamp,
        action: 'team.member_removed',
        entity: { type: 'team', id },
        before: { userId },
      });
    });
    return { status: 204 };
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
