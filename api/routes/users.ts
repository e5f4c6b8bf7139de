import { v7 as uuidv7 } from 'uuid';
import { writeAudit } from '../../db/queries/audit.js';
import { findUser, insertUser, listUsers, type UserRow } from '../../db/queries/users.js';
import { hashPassword } from '../../db/passwords.js';
import { iso } from '../contract/common.js';
import * as contracts from '../contract/users.js';
import { byId, decodeCursor, toPage } from '../cursor.js';
import { conflict } from '../errors.js';
import { checkReferences } from '../references.js';
import { route } from '../route.js';
import { stampOf } from '../stamp.js';

const LIST = 'users';

// Operators live in an org of their own, so that no tenant's list has the role.
const shown = (row: UserRow) => ({
  ...row,
  role: row.role as Exclude<UserRow['role'], 'OPERATOR'>,
  createdAt: iso(row.createdAt),
});

export const userRoutes = [
  route(contracts.listUsers, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.inOrg(caller.orgId, (tx) => listUsers(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getUser, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.inOrg(caller.orgId, (tx) => findUser(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.createUser, async (context) => {
    const { password, calendarId = null, ...given } = context.body;
    const stamp = stampOf(context);
    // Before the transaction: hashing takes long, and would hold a connection.
    const passwordHash = password === undefined ? null : await hashPassword(password);
    const user = { id: uuidv7(), ...given, calendarId };
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkReferences(tx, [
        ...given.teamIds.map((id, index) => ({ path: `teamIds.${index}`, kind: 'team' as const, id })),
        { path: 'calendarId', kind: 'calendar', id: calendarId },
      ]);
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
      body: { ...user, invited: passwordHash === null, createdAt: iso(stamp.at) },
    };
  }),
];
