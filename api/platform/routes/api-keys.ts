import { createHash, randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import {
  expireApiKey,
  insertApiKey,
  listApiKeys,
  revokeApiKey,
  type ApiKeyRow,
} from '../../../db/platform/queries/api-keys.js';
import { writeAudit } from '../../../db/platform/queries/audit.js';
import type { Scope } from '../../../domain/platform/access/grants.js';
import { iso, isoOrNull } from '../../http/contract.js';
import * as contracts from '../contract/api-keys.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';
import { whoIs } from '../rights.js';

const LIST = 'api-keys';
const PREFIX_LENGTH = 9;

const shown = ({ createdBy, createdByName, ...row }: ApiKeyRow) => ({
  ...row,
  createdBy: createdBy === null ? null : { id: createdBy, name: createdByName },
  lastUsedAt: isoOrNull(row.lastUsedAt),
  scopes: row.scopes as Scope[],
  createdAt: iso(row.createdAt),
  expireAt: isoOrNull(row.expireAt),
  revokedAt: isoOrNull(row.revokedAt),
});

function newKey() {
  const key = `pk_${randomBytes(32).toString('base64url')}`;
  return { key, hash: createHash('sha256').update(key).digest('hex'), prefix: key.slice(0, PREFIX_LENGTH) };
}

/** @throws ApiError 400 unless it is still to come */
function expiryOf(expireAt: string | null | undefined, now: Date): Date | null {
  const expiry = expireAt ? new Date(expireAt) : null;
  if (expiry !== null && expiry <= now)
    throw validation([{ path: 'expireAt', message: 'Give an instant in the future.' }]);
  return expiry;
}

export const apiKeyRoutes = [
  route(contracts.listApiKeys, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listApiKeys(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.createApiKey, async (context) => {
    const { name, scopes, expireAt } = context.body;
    const stamp = stampOf(context);
    const expiry = expiryOf(expireAt, stamp.at);
    const { key, hash, prefix } = newKey();
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const made = { id: uuidv7(), name, scopes, hash, prefix, createdBy: stamp.actor.id, expireAt: expiry };
      const inserted = await insertApiKey(tx, { ...made, now: stamp.at });
      await writeAudit(tx, {
        ...stamp,
        action: 'api_key.created',
        entity: { type: 'api_key', id: inserted.id },
        after: { name, scopes, expireAt: isoOrNull(expiry) },
      });
      return inserted;
    });
    return { status: 201, body: { ...shown(row), key } };
  }),

  route(contracts.rotateApiKey, async (context) => {
    const { overlap, expireAt } = context.body;
    const stamp = stampOf(context);
    const expiry = expiryOf(expireAt, stamp.at);
    const { key, hash, prefix } = newKey();
    const { row, previous } = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const end = new Date(stamp.at.getTime() + overlap);
      const expired = await expireApiKey(tx, context.params.id, end, stamp.at);
      if (expired === null) throw context.missing();
      if (expired === 'OVER') throw conflict('This key has ended already', ['Make a new key instead.']);
      const { name, scopes } = expired;
      const made = { id: uuidv7(), name, scopes, hash, prefix, createdBy: stamp.actor.id, expireAt: expiry };
      const row = await insertApiKey(tx, { ...made, now: stamp.at });
      await writeAudit(tx, {
        ...stamp,
        action: 'api_key.rotated',
        entity: { type: 'api_key', id: context.params.id },
        after: { keyId: row.id, previousExpireAt: iso(expired.expireAt!) },
      });
      return { row, previous: expired };
    });
    context.deps.rights.changed(whoIs(context.caller.orgId, context.params.id));
    return { status: 201, body: { ...shown(row), key, previousExpireAt: iso(previous.expireAt!) } };
  }),

  route(contracts.deleteApiKey, async (context) => {
    const stamp = stampOf(context);
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const revoked = await revokeApiKey(tx, context.params.id, stamp.at);
      if (!revoked) throw context.missing();
      if (!revoked.changed) return;
      await writeAudit(tx, { ...stamp, action: 'api_key.revoked', entity: { type: 'api_key', id: revoked.row.id } });
    });
    context.deps.rights.changed(whoIs(context.caller.orgId, context.params.id));
    return { status: 204 };
  }),
];
