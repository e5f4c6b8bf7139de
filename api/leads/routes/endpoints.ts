import { proofsForOf, type EndpointKind, type ProofsFor } from '../../../domain/leads/proofs/reach.js';
import { endpoints } from '../../../db/leads/schema/endpoints.js';
import { flows } from '../../../db/leads/schema/flows.js';
import { randomBytes } from 'node:crypto';
import type { OrgTransaction } from '../../../db/client.js';
import { secretPlace } from '../../../db/leads/endpoint-secrets.js';
import { v7 as uuidv7 } from 'uuid';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import {
  expireSecrets,
  findEndpoint,
  insertEndpoint,
  insertSecret,
  listEndpoints,
  listSecrets,
  revokeSecret,
  updateEndpoint,
  type EndpointChange,
  type EndpointRow,
  type SecretRow,
} from '../../../db/leads/queries/endpoints.js';
import { same } from '../../../domain/platform/text/same.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { validation } from '../../http/errors.js';
import * as contracts from '../contract/endpoints.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import type { AdapterName } from '../intake/adapters/index.js';
import type { MappingTarget } from '../intake/recognition/mapping.js';
import { checkReferences } from '../../platform/references.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';

const FLOW = { word: 'flow', table: flows };
const ENDPOINT = { word: 'endpoint', table: endpoints };
const LIST = 'endpoints';
const SECRETS = 'secrets';

/** Standard Webhooks: 256 random bits. */
const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

const shown = ({ adapter, mapping, kind, proofsFor, createdAt, ...row }: EndpointRow) => ({
  id: row.id,
  name: row.name,
  source: row.source,
  adapter: adapter as AdapterName,
  flowId: row.flowId,
  mapping: mapping as Record<string, MappingTarget>,
  kind,
  proofsFor: asListed(proofsForOf({ kind, proofsFor })),
  locale: row.locale,
  quotaPerMinute: row.quotaPerMinute,
  createdAt: iso(createdAt),
});

const asListed = (proofsFor: ProofsFor): 'OWN' | 'ALL' | string[] =>
  typeof proofsFor === 'string' ? proofsFor : [...proofsFor];

/** @throws ApiError 400 for endpoints that are not there, and for a partner that would reach the whole org's leads. */
async function checkProofsFor(tx: OrgTransaction, kind: EndpointKind, proofsFor: ProofsFor | null): Promise<void> {
  if (kind === 'PARTNER' && proofsFor === 'ALL')
    throw validation([
      { path: 'proofsFor', message: "A partner's proofs reach its own leads and those of endpoints by name." },
    ]);
  if (proofsFor === null || typeof proofsFor === 'string') return;
  await checkReferences(
    tx,
    proofsFor.map((id, index) => ({ path: `proofsFor.${index}`, kind: ENDPOINT, id })),
  );
}

const shownSecret = (now: Date) => (row: SecretRow) => ({
  id: row.id,
  createdAt: iso(row.createdAt),
  expireAt: isoOrNull(row.expireAt),
  revokedAt: isoOrNull(row.revokedAt),
  active: row.revokedAt === null && (row.expireAt === null || row.expireAt > now),
});

export const endpointRoutes = [
  route(contracts.listEndpoints, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, (tx) => listEndpoints(tx, { limit: query.limit + 1, after }));
    return { status: 200, body: toPage(LIST, rows, query.limit, shown, (row) => [row.id]) };
  }),

  route(contracts.getEndpoint, async ({ params, caller, deps, missing }) => {
    const row = await deps.db.readOrg(caller.orgId, (tx) => findEndpoint(tx, params.id));
    if (!row) throw missing();
    return { status: 200, body: shown(row) };
  }),

  route(contracts.createEndpoint, async (context) => {
    const { name, source, adapter, secret = newSecret() } = context.body;
    const { flowId = null, mapping = {}, proofsFor = null, locale = null, quotaPerMinute = null } = context.body;
    const kind = context.body.kind ?? (adapter === 'gohighlevel' ? 'CRM' : 'FORM');
    const stamp = stampOf(context);
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      await checkReferences(tx, [{ path: 'flowId', kind: FLOW, id: flowId }]);
      await checkProofsFor(tx, kind, proofsFor);
      const values = { name, source, adapter, flowId, mapping, kind, proofsFor, locale, quotaPerMinute };
      const inserted = await insertEndpoint(tx, { ...values, id: uuidv7(), now: stamp.at });
      await insertSecret(tx, {
        endpointId: inserted.id,
        ciphertext: context.deps.secrets.encrypt(secret, secretPlace(tx.orgId, inserted.id)),
        now: stamp.at,
      });
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'endpoint.created',
        entity: { type: 'endpoint', id: inserted.id },
        after: values,
      });
      return inserted;
    });
    return { status: 201, headers: { Location: `/api/endpoints/${row.id}` }, body: { ...shown(row), secret } };
  }),

  route(contracts.changeEndpoint, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const change = Object.fromEntries(
      Object.entries(context.body).filter(([, value]) => value !== undefined),
    ) as EndpointChange;
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const found = await findEndpoint(tx, id, true);
      if (!found) throw context.missing();
      await checkReferences(tx, [{ path: 'flowId', kind: FLOW, id: change.flowId }]);
      const { kind, proofsFor } = { ...found, ...change };
      await checkProofsFor(tx, kind, proofsFor);
      const before = Object.fromEntries(Object.keys(change).map((key) => [key, found[key as keyof EndpointChange]]));
      if (same(before, change)) return found;
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'endpoint.changed',
        entity: { type: 'endpoint', id },
        before,
        after: change,
      });
      return updateEndpoint(tx, id, change);
    });
    return { status: 200, body: shown(row) };
  }),

  route(contracts.listSecrets, async ({ params, query, caller, deps, missing }) => {
    const after = decodeCursor(SECRETS, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findEndpoint(tx, params.id))) throw missing();
      return listSecrets(tx, params.id, { limit: query.limit + 1, after });
    });
    return { status: 200, body: toPage(SECRETS, rows, query.limit, shownSecret(deps.clock()), (row) => [row.id]) };
  }),

  route(contracts.rotateSecret, async (context) => {
    const { overlap, secret = newSecret() } = context.body;
    const stamp = stampOf(context);
    const result = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const endpoint = await findEndpoint(tx, context.params.id, true);
      if (!endpoint) throw context.missing();
      const end = new Date(stamp.at.getTime() + overlap);
      const previousExpireAt = isoOrNull(await expireSecrets(tx, endpoint.id, end, stamp.at));
      const ciphertext = context.deps.secrets.encrypt(secret, secretPlace(tx.orgId, endpoint.id));
      const id = await insertSecret(tx, { endpointId: endpoint.id, ciphertext, now: stamp.at });
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'endpoint.secret_rotated',
        entity: { type: 'endpoint', id: endpoint.id },
        after: { secretId: id, previousExpireAt },
      });
      return { id, secret, previousExpireAt };
    });
    return { status: 201, body: result };
  }),

  route(contracts.revokeSecret, async (context) => {
    const { id, secretId } = context.params;
    const stamp = stampOf(context);
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const revoked = await revokeSecret(tx, id, secretId, stamp.at);
      if (revoked === null) throw context.missing();
      if (!revoked) return;
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'endpoint.secret_revoked',
        entity: { type: 'endpoint', id },
        after: { secretId },
      });
    });
    return { status: 204 };
  }),
];
