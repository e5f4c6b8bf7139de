import { v7 as uuidv7 } from 'uuid';
import { endLinks } from '../../../db/platform/queries/access-mails.js';
import { endDeactivation, insertAbsence } from '../../../db/platform/queries/absences.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import { closeWorkItems, missesPerson } from '../../../db/platform/queries/work-items.js';
import { revokeRefreshTokensOf } from '../../../db/platform/queries/auth.js';
import { findOrg } from '../../../db/platform/queries/orgs.js';
import { activeAdminIds } from '../../../db/platform/queries/people-import.js';
import { keepsTheWayIn } from '../../../db/platform/queries/sign-on.js';
import { archivedTeams } from '../../../db/platform/queries/teams.js';
import {
  findListedUser,
  findUser,
  hasOtherAdmin,
  insertUser,
  isEmailTaken,
  listUsers,
  lockAdmins,
  updateUser,
  type ListedUser,
  type UserPatch,
  type UserRow,
} from '../../../db/platform/queries/users.js';
import type { OrgTransaction } from '../../../db/client.js';
import { hashPassword } from '../../../db/platform/passwords.js';
import { LINK_PURPOSES } from '../../../domain/platform/access/links.js';
import { endsAdmin } from '../../../domain/platform/access/admins.js';
import type { PlatformAction } from '../../../domain/platform/audit/actions.js';
import * as contracts from '../contract/users.js';
import { z } from 'zod';
import type { Caller } from '../../http/access.js';
import { decodeCursor, toPage } from '../../http/cursor.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { conflict, validation } from '../../http/errors.js';
import { CALENDAR, TEAM, checkReferences } from '../references.js';
import { route, type PlatformDeps } from '../deps.js';
import { invite } from '../links.js';
import { passwordIssues } from '../passwords.js';
import { stampOf } from '../../http/stamp.js';
import { whoIs } from '../rights.js';
import { skillsFrom, userChangeOf, userOf } from '../views/users.js';
import type { Product } from '../product.js';

/** Names the order, too: the cursor of another is none of this list. */
const listOf = ({ sort, order }: { sort?: string | undefined; order: string }): string =>
  sort === undefined ? 'users' : `users:${sort}:${order}`;
const byKeyAndId = z.tuple([z.union([z.string().max(1000), z.number()]), z.uuid()]);

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
    await endLinks(tx, user.id, LINK_PURPOSES, stamp.at);
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

/** @throws ApiError 400 where it may not be chosen for this person */
async function hashOfChosen(
  { caller, deps, body }: { caller: Caller; deps: PlatformDeps; body: { name: string; email: string } },
  password: string,
): Promise<string> {
  const org = await deps.db.readOrg(caller.orgId, findOrg);
  const issues = await passwordIssues('password', password, [body.name, body.email, org?.name ?? '']);
  if (issues.length > 0) throw validation(issues);
  return hashPassword(password);
}

const emailTaken = () =>
  conflict(
    'There is somebody with this e-mail',
    ['Look them up at GET /api/users.'],
    [{ path: 'email', message: 'Somebody has this e-mail address already.' }],
  );

/** @param product knows what people have in hand */
export const userRoutes = ({ workOf }: Product['people']) => {
  /** People as answers show them. */
  async function seen(tx: OrgTransaction, rows: readonly Omit<ListedUser, 'key'>[]) {
    const work = await workOf(
      tx,
      rows.map(({ id }) => id),
    );
    const admins = await activeAdminIds(tx);
    return rows.map((row) => userOf(row, work.get(row.id), admins.length === 1 && admins[0] === row.id));
  }
  async function seenOne(tx: OrgTransaction, id: string, now: Date) {
    const row = await findListedUser(tx, id, now);
    return row === null ? null : (await seen(tx, [row]))[0]!;
  }
  return [
    route(contracts.listUsers, async ({ query, caller, deps }) => {
      const { limit, cursor, order, ...filter } = query;
      const list = listOf(query);
      const ended = decodeCursor(list, byKeyAndId, cursor);
      const after = ended && { key: ended[0], id: ended[1] };
      const body = await deps.db.readOrg(caller.orgId, async (tx) => {
        const all = filter.sort === 'openLeads' ? await workOf(tx, null) : null;
        const openLeads = all && new Map([...all].map(([id, work]) => [id, work.openLeads]));
        const asked = { ...filter, descending: order === 'desc', ...(openLeads && { openLeads }) };
        const rows = await listUsers(tx, asked, { limit: limit + 1, after }, deps.clock());
        const shown = new Map((await seen(tx, rows)).map((user) => [user.id, user]));
        return toPage(
          list,
          rows,
          limit,
          ({ id }) => shown.get(id)!,
          ({ key, id }) => [key, id],
        );
      });
      return { status: 200, body };
    }),

    route(contracts.getUser, async ({ params, caller, deps, missing }) => {
      const { id } = params;
      const body = await deps.db.readOrg(caller.orgId, async (tx) => {
        const user = await seenOne(tx, id, deps.clock());
        if (!user) throw missing();
        return user;
      });
      return { status: 200, headers: { ETag: etagOf(body.revision) }, body };
    }),

    route(contracts.createUser, async (context) => {
      const { password, calendarId = null, ...given } = context.body;
      const stamp = stampOf(context);
      // Before the transaction: hashing takes long, and would hold a connection.
      const passwordHash = password === undefined ? null : await hashOfChosen(context, password);
      const user = { id: uuidv7(), ...given, skills: skillsFrom(given.skills), calendarId };
      const { made, link } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        await checkPlaces(tx, user);
        if (!(await insertUser(tx, { ...user, passwordHash, now: stamp.at }))) {
          throw emailTaken();
        }
        const { email: _email, name: _name, ...after } = user;
        await writeAudit(tx, {
          ...stamp,
          action: 'user.created',
          entity: { type: 'user', id: user.id },
          after: { ...after, invited: passwordHash === null },
        });
        const isInvited = passwordHash === null && user.status !== 'INACTIVE';
        const link = isInvited ? (await invite(tx, context.deps, user.id, stamp)).link : null;
        return { made: (await seenOne(tx, user.id, stamp.at))!, link };
      });
      const body = { ...made, ...(link !== null && { invitationLink: link }) };
      return { status: 201, headers: { Location: `/api/users/${user.id}`, ETag: etagOf(1) }, body };
    }),

    route(contracts.patchUser, async (context) => {
      const stamp = stampOf(context);
      const { id } = context.params;
      const changed = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
        if (context.body.status === 'INACTIVE' || context.body.role !== undefined) await lockAdmins(tx);
        const user = await findUser(tx, id, true);
        if (!user) throw context.missing();
        checkIfMatch(context.headers['if-match'], user.revision);
        const { patch, before, after } = userChangeOf(user, context.body);
        if (Object.keys(patch).length === 0) return seenOne(tx, id, stamp.at);
        if (patch.status === 'INACTIVE' && stamp.actor.id === id)
          throw conflict('You cannot deactivate yourself', ['Ask another administrator.']);
        if (endsAdmin(user, patch) && !(await hasOtherAdmin(tx, id)))
          throw conflict(
            'This is the last active admin of the organisation',
            ['Make somebody else an admin first: PATCH /api/users/{id} with the role ADMIN.'],
            [
              {
                path: patch.status === 'INACTIVE' ? 'status' : 'role',
                message: 'This is the last active admin: make somebody else an admin first.',
              },
            ],
          );
        if ((patch.role !== undefined || patch.status === 'INACTIVE') && (await keepsTheWayIn(tx, id)))
          throw conflict('This administrator keeps a password for when the single sign-on fails', [
            'Name another in the settings of single sign-on first, or do not require it.',
          ]);
        if (patch.email !== undefined && (await isEmailTaken(tx, patch.email, id))) throw emailTaken();
        await checkPlaces(tx, patch, user.teamIds);
        const more = patch.status ? await changeStatus(tx, user, patch.status, stamp) : {};
        // Links went to the address of before.
        if (patch.email !== undefined) await endLinks(tx, id, LINK_PURPOSES, stamp.at);
        await updateUser(tx, id, { ...patch, ...more });
        await writeAudit(tx, { ...stamp, action: 'user.changed', entity: { type: 'user', id }, before, after });
        return seenOne(tx, id, stamp.at);
      });
      context.deps.rights.changed(whoIs(context.caller.orgId, id));
      return { status: 200, headers: { ETag: etagOf(changed!.revision) }, body: changed! };
    }),
  ];
};
