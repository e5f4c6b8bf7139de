import { v7 as uuidv7 } from 'uuid';
import { endDeactivation, insertAbsence } from '../../../db/platform/queries/absences.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { closeWorkItems, missesPerson } from '../../../db/platform/queries/work-items.js';
import { revokeRefreshTokensOf } from '../../../db/platform/queries/auth.js';
import { keepsTheWayIn } from '../../../db/platform/queries/sign-on.js';
import { archivedTeams } from '../../../db/platform/queries/teams.js';
import {
  findUser,
  hasOtherAdmin,
  insertUser,
  listUsers,
  lockAdmins,
  updateUser,
  type UserPatch,
  type UserRow,
} from '../../../db/platform/queries/users.js';
import type { OrgTransaction } from '../../../db/client.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { endsAdmin } from '../../../domain/platform/access/admins.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import * as contracts from '../contract/users.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { CALENDAR, TEAM, checkReferences } from '../references.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';
import { whoIs } from '../rights.js';
import { skillsFrom, userChangeOf, userOf } from '../views/users.js';

const LIST = 'users';

/** @throws ApiError 400 naming each id that is no team or calendar of the org, or a team that is archived. */
async function checkPlaces(
  tx: OrgTransaction,
  { teamIds = [], calendarId = null }: { teamIds?: string[] | undefined; calendarId?: string | null | undefined },
  memberOf: readonly string[] = [],
): Promise<void> {
  await checkReferences(tx, [
    ...teamIds.map((id, index) => ({ path: `teamIds.${index}`, kind: TEAM, id })),
    { path: 'calendarId', kind: CALENDAR, id: calendarId },
  ]);
  // A membership of a team that was archived since may stay.
  const joined = teamIds.filter((id) => !memberOf.includes(id));
  const archived = await archivedTeams(tx, joined);
  const issues = teamIds.flatMap((id, index) =>
    archived.has(id) ? [{ path: `teamIds.${index}`, message: 'This team is archived: choose another.' }] : [],
  );
  if (issues.length > 0) throw validation(issues);
}

/** What a change of status brings with it. @returns what else is to be written about the person */
async function changeStatus(
  tx: OrgTransaction,
  user: UserRow,
  status: UserRow['status'],
  stamp: ReturnType<typeof stampOf>,
): Promise<UserPatch> {
  const audited = (action: PlatformAction, id: string, after: object) =>
    writeAudit(tx, { ...stamp, action, entity: { type: 'absence', id }, after: { userId: user.id, ...after } });
  if (status === 'INACTIVE') {
    await revokeRefreshTokensOf(tx, user.id, stamp.at);
    const { id } = await insertAbsence(tx, {
      userId: user.id,
      cause: 'DEACTIVATION',
      fromAt: stamp.at,
      toAt: null,
      reason: null,
      replan: true,
      now: stamp.at,
    });
    await audited('absence.planned', id, { cause: 'DEACTIVATION', from: stamp.at.toISOString(), to: null });
    return {};
  }
  if (user.status === 'INACTIVE') {
    for (const id of await endDeactivation(tx, user.id, stamp.at))
      await audited('absence.ended', id, { cause: 'DEACTIVATION', to: stamp.at.toISOString() });
    await closeWorkItems(tx, missesPerson(user.id), `${user.name} is active again`, stamp.at);
  }
  return status === 'ACTIVE' ? { backAt: stamp.at } : {};
}

export const userRoutes = [
  route(contracts.listUsers, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listUsers(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, userOf, (row) => [row.id]) };
  }),

  route(contracts.getUser, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findUser(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: userOf(row) };
  }),

  route(contracts.createUser, async (context) => {
    const { password, calendarId = null, ...given } = context.body;
    const stamp = stampOf(context);
    // Before the transaction: hashing takes long, and would hold a connection.
    const passwordHash = password === undefined ? null : await hashPassword(password);
    const user = { id: uuidv7(), ...given, skills: skillsFrom(given.skills), calendarId };
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkPlaces(tx, user);
      if (!(await insertUser(tx, { ...user, passwordHash, now: stamp.at }))) {
        throw conflict('There is somebody with this e-mail', ['Look them up at GET /api/users.']);
      }
      const { email: _email, name: _name, ...after } = user;
      await writeAudit(tx, {
        ...stamp,
        action: 'user.created',
        entity: { type: 'user', id: user.id },
        after: { ...after, invited: passwordHash === null },
      });
    });
    return {
      status: 201,
      headers: { Location: `/api/users/${user.id}` },
      body: userOf({ ...user, invited: passwordHash === null, busyUntil: null, backAt: null, createdAt: stamp.at }),
    };
  }),

  route(contracts.patchUser, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const changed = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      if (context.body.status === 'INACTIVE' || context.body.role !== undefined) await lockAdmins(tx);
      const user = await findUser(tx, id, true);
      if (!user) throw context.missing();
      const { patch, before, after } = userChangeOf(user, context.body);
      if (Object.keys(patch).length === 0) return user;
      if (patch.status === 'INACTIVE' && stamp.actor.id === id)
        throw conflict('You cannot deactivate yourself', ['Ask another administrator.']);
      if (endsAdmin(user, patch) && !(await hasOtherAdmin(tx, id)))
        throw conflict('This is the last active admin of the organisation', [
          'Make somebody else an admin first: PATCH /api/users/{id} with the role ADMIN.',
        ]);
      if ((patch.role !== undefined || patch.status === 'INACTIVE') && (await keepsTheWayIn(tx, id)))
        throw conflict('This administrator keeps a password for when the single sign-on fails', [
          'Name another in the settings of single sign-on first, or do not require it.',
        ]);
      await checkPlaces(tx, patch, user.teamIds);
      const more = patch.status ? await changeStatus(tx, user, patch.status, stamp) : {};
      await updateUser(tx, id, { ...patch, ...more });
      await writeAudit(tx, { ...stamp, action: 'user.changed', entity: { type: 'user', id }, before, after });
      return findUser(tx, id);
    });
    context.deps.rights.changed(whoIs(context.caller.orgId, id));
    return { status: 200, body: userOf(changed!) };
  }),
];
