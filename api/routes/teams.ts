import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../../db/queries/audit.js';
import { findTeam, insertTeam, listTeams, type TeamRow } from '../../db/queries/teams.js';
import { iso } from '../contract/common.js';
import * as contracts from '../contract/teams.js';
import { byId, decodeCursor, toPage } from '../cursor.js';
import { conflict } from '../errors.js';
import { checkReferences } from '../references.js';
import { route } from '../route.js';
import { stampOf } from '../stamp.js';

const LIST = 'teams';

const shown = (row: TeamRow) => ({ ...row, createdAt: iso(row.createdAt) });

export const teamRoutes = [
  route(contracts.listTeams, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.inOrg(caller.orgId, (tx) => listTeams(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getTeam, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.inOrg(caller.orgId, (tx) => findTeam(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.createTeam, async (context) => {
    const { name, managerId = null, calendarId = null } = context.body;
    const stamp = stampOf(context);
    const team = { id: uuidv7(), name, managerId, calendarId };
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkReferences(tx, [
        { path: 'managerId', kind: 'user', id: managerId },
        { path: 'calendarId', kind: 'calendar', id: calendarId },
      ]);
      if (!(await insertTeam(tx, { ...team, now: stamp.at }))) {
        throw conflict('There is a team of this name', ['Choose another name.']);
      }
      await writeAudit(tx, { ...stamp, action: 'team.created', entity: { type: 'team', id: team.id }, after: team });
    });
    return {
      status: 201,
      headers: { Location: `/api/teams/${team.id}` },
      body: { ...team, memberCount: 0, createdAt: iso(stamp.at) },
    };
  }),
];
