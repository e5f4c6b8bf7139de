import { proofsForOf, type EndpointKind, type ProofsFor } from '../../../domain/leads/proofs/reach.js';
import { endpoints } from '../../../db/leads/schema/endpoints.js';
import { flows } from '../../../db/leads/schema/flows.js';
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
import { listDeadLetters } from '../../../db/leads/queries/dead-letters.js';
import {
  dayBegan,
  endpointActivity,
  leadsWithin,
  lettersWithin,
  listDeliveryNotes,
  whatCameBy,
  type DeliveryNoteRow,
  type EndpointActivity,
  type Range,
} from '../../../db/leads/queries/deliveries.js';
import type { LeadAuditAction } from '../../../domain/leads/audit/actions.js';
import { standingOf } from '../../../domain/leads/deliveries/outcome.js';
import { rangesAround } from '../../../domain/leads/deliveries/ranges.js';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import { DELIVERY_OUTCOMES, isGood, type DeliveryOutcome } from '../../../domain/leads/vocabulary/deliveries.js';
import type { MappingTarget } from '../../../domain/leads/vocabulary/mapping-targets.js';
import { same } from '../../../domain/platform/text/same.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { validation } from '../../http/errors.js';
import * as contracts from '../contract/endpoints.js';
import { byId, decodeCursor, toPage } from '../../http/cursor.js';
import { readAnew, readLetter, type ReadAnew } from '../intake/preview.js';
import { rebuiltPayload } from '../intake/rebuilt.js';
import { replayAs } from '../replay.js';
import { deliveriesOf } from '../views/deliveries.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { checkReferences } from '../../platform/references.js';
import { newWebhookSecret } from '../../platform/crypto/webhook-secret.js';
import { shownLife } from '../../platform/views/secret-life.js';
import { route } from '../deps.js';
import { stampOf } from '../../http/stamp.js';

const FLOW = { word: 'flow', table: flows };
const ENDPOINT = { word: 'endpoint', table: endpoints };
const LIST = 'endpoints';
const SECRETS = 'secrets';

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
  switchedOffAt: isoOrNull(row.switchedOffAt),
  deletedAt: isoOrNull(row.deletedAt),
  revision: row.revision,
});

const answer = (row: EndpointRow) => ({ headers: { ETag: etagOf(row.revision) }, body: shown(row) });

const later = (a: Date | null, b: Date | null): Date | null => (a === null || (b !== null && b > a) ? b : a);

const shownActivity = (
  { switchedOffAt, deletedAt }: Pick<EndpointRow, 'switchedOffAt' | 'deletedAt'>,
  told: EndpointActivity | undefined,
) => ({
  standing: standingOf({
    switchedOff: switchedOffAt !== null,
    deleted: deletedAt !== null,
    lastGoodAtMs: told?.lastGoodAt?.getTime() ?? null,
    lastBadAtMs: told?.lastBadAt?.getTime() ?? null,
  }),
  lastDeliveryAt: isoOrNull(later(told?.lastGoodAt ?? null, told?.lastBadAt ?? null)),
  today: told?.goodToday ?? 0,
  failedToday: told?.badToday ?? 0,
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
  ...shownLife(row, now),
  lastUsedAt: isoOrNull(row.lastUsedAt),
  uses: row.uses,
  usesSinceReplaced: row.usesUntilReplaced === null ? null : row.uses - row.usesUntilReplaced,
});

/** How many deliveries the log shows at once, and how many notes it is made of. */
const MOST_SHOWN = 100;
const MOST_NOTES = 200;
/** Minutes in which leads are looked for: the newest ones that brought some. */
const MOST_MINUTES = 60;
/** Payloads that a mapping is shown with. */
const MOST_EXAMPLES = 5;
/** Dead letters that are read anew at a time. */
const MOST_LETTERS = 100;

const rangesOf = (notes: readonly DeliveryNoteRow[], outcome: DeliveryOutcome): Range[] =>
  rangesAround(
    notes
      .filter((note) => note.outcome === outcome)
      .slice(0, MOST_MINUTES)
      .map(({ minute }) => minute.getTime()),
  ).map(({ fromMs, toMs }) => ({ from: new Date(fromMs), to: new Date(toMs) }));

/** What a change does is an entry of its own where somebody would look for it. */
function actionOf(before: EndpointRow, change: EndpointChange): LeadAuditAction {
  const fields = Object.keys(change);
  if (fields.length > 1 || fields[0] !== 'switchedOffAt') return 'endpoint.changed';
  return before.switchedOffAt === null ? 'endpoint.switched_off' : 'endpoint.switched_on';
}

/** Whether there is one that was not deleted. */
const isThere = (row: EndpointRow | null): row is EndpointRow => row !== null && row.deletedAt === null;

const shownAnew = ({ fields, lead, issues }: ReadAnew) => ({
  fields,
  lead: lead && {
    name: lead.name,
    email: lead.email ?? lead.emailRaw,
    phone: lead.phone ?? lead.phoneRaw,
    message: lead.message,
    country: lead.country,
    language: lead.language,
  },
  issues,
});

export const endpointRoutes = [
  route(contracts.listEndpoints, async ({ query, caller, deps }) => {
    const after = decodeCursor(LIST, byId, query.cursor)?.[0] ?? null;
    const { rows, told } = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = await listEndpoints(tx, query.deleted, { limit: query.limit + 1, after });
      const ids = rows.map(({ id }) => id);
      return { rows, told: await endpointActivity(tx, ids, await dayBegan(tx, deps.clock())) };
    });
    const item = (row: EndpointRow) => ({ ...shown(row), activity: shownActivity(row, told.get(row.id)) });
    return { status: 200, body: toPage(LIST, rows, query.limit, item, (row) => [row.id]) };
  }),

  route(contracts.getEndpoint, async ({ params, caller, deps, missing }) => {
    const { row, told } = await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findEndpoint(tx, params.id);
      if (!isThere(row)) throw missing();
      return { row, told: await endpointActivity(tx, [row.id], await dayBegan(tx, deps.clock())) };
    });
    const { headers, body } = answer(row);
    return { status: 200, headers, body: { ...body, activity: shownActivity(row, told.get(row.id)) } };
  }),

  route(contracts.createEndpoint, async (context) => {
    const { name, source, adapter, secret = newWebhookSecret() } = context.body;
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
    const headers = { Location: `/api/endpoints/${row.id}`, ETag: etagOf(row.revision) };
    return { status: 201, headers, body: { ...shown(row), secret } };
  }),

  route(contracts.changeEndpoint, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const { switchedOff, ...fields } = context.body;
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const found = await findEndpoint(tx, id, true);
      if (!isThere(found)) throw context.missing();
      checkIfMatch(context.headers['if-match'], found.revision);
      const change = Object.fromEntries(
        Object.entries(fields).filter(([, value]) => value !== undefined),
      ) as EndpointChange;
      if (switchedOff !== undefined && switchedOff !== (found.switchedOffAt !== null))
        change.switchedOffAt = switchedOff ? stamp.at : null;
      await checkReferences(tx, [{ path: 'flowId', kind: FLOW, id: change.flowId }]);
      const { kind, proofsFor } = { ...found, ...change };
      await checkProofsFor(tx, kind, proofsFor);
      const before = Object.fromEntries(Object.keys(change).map((key) => [key, found[key as keyof EndpointChange]]));
      if (same(before, change)) return found;
      await writeLeadAudit(tx, {
        ...stamp,
        action: actionOf(found, change),
        entity: { type: 'endpoint', id },
        before,
        after: change,
      });
      return updateEndpoint(tx, id, change);
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.deleteEndpoint, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const found = await findEndpoint(tx, id, true);
      if (!isThere(found)) throw context.missing();
      checkIfMatch(context.headers['if-match'], found.revision);
      await updateEndpoint(tx, id, { deletedAt: stamp.at });
      const { name, source } = found;
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'endpoint.deleted',
        entity: { type: 'endpoint', id },
        before: { name, source },
      });
    });
    return { status: 204 };
  }),

  route(contracts.restoreEndpoint, async (context) => {
    const stamp = stampOf(context);
    const { id } = context.params;
    const row = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const found = await findEndpoint(tx, id, true);
      if (!found) throw context.missing();
      if (isThere(found)) return found;
      await writeLeadAudit(tx, { ...stamp, action: 'endpoint.restored', entity: { type: 'endpoint', id } });
      return updateEndpoint(tx, id, { deletedAt: null });
    });
    return { status: 200, ...answer(row) };
  }),

  route(contracts.endpointUse, async ({ params, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findEndpoint(tx, params.id);
      if (!isThere(row)) throw missing();
      return whatCameBy(tx, row.id);
    });
    return { status: 200, body };
  }),

  route(contracts.listDeliveries, async ({ params, query, caller, deps, missing }) => {
    const items = await deps.db.readOrg(caller.orgId, async (tx) => {
      // Also of one that was deleted: who still sends to it is to be seen.
      if (!(await findEndpoint(tx, params.id))) throw missing();
      const outcomes = DELIVERY_OUTCOMES.filter(
        (outcome) => query.only === undefined || isGood(outcome) === (query.only === 'good'),
      );
      const notes = await listDeliveryNotes(tx, params.id, outcomes, MOST_NOTES);
      const leads = await leadsWithin(tx, params.id, rangesOf(notes, 'LEAD'), MOST_SHOWN);
      const letters = await lettersWithin(tx, params.id, rangesOf(notes, 'DEAD_LETTER'), MOST_SHOWN);
      return deliveriesOf(notes, leads, letters, MOST_SHOWN);
    });
    return { status: 200, body: { items } };
  }),

  route(contracts.previewMapping, async ({ params, body, caller, deps, missing }) => {
    const answered = await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findEndpoint(tx, params.id);
      if (!isThere(row)) throw missing();
      const notes = await listDeliveryNotes(tx, row.id, ['LEAD'], MOST_MINUTES);
      const leads = await leadsWithin(tx, row.id, rangesOf(notes, 'LEAD'), MOST_EXAMPLES);
      const open = { status: 'OPEN', endpointId: row.id } as const;
      return { row, leads, letters: await listDeadLetters(tx, open, { limit: MOST_LETTERS, before: null }) };
    });
    const { row, leads, letters } = answered;
    const mapping = body.mapping ?? row.mapping;
    const read = letters.map((letter) => ({
      letter,
      anew: readLetter(letter.adapter as AdapterName, letter.body, mapping),
    }));
    const items = [
      ...read.slice(0, MOST_EXAMPLES).map(({ letter: { id, receivedAt }, anew }) => ({
        of: 'DEAD_LETTER' as const,
        id,
        receivedAt: iso(receivedAt),
        ...shownAnew(anew),
      })),
      ...leads.map((lead) => ({
        of: 'LEAD' as const,
        id: lead.id,
        receivedAt: iso(lead.receivedAt),
        ...shownAnew(readAnew(row.adapter as AdapterName, rebuiltPayload(row.adapter as AdapterName, lead), mapping)),
      })),
    ].sort((a, b) => (a.receivedAt < b.receivedAt ? 1 : -1));
    const readable = read.filter(({ anew }) => anew.lead !== null).length;
    return { status: 200, body: { items: items.slice(0, MOST_EXAMPLES), openDeadLetters: letters.length, readable } };
  }),

  route(contracts.replayLetters, async (context) => {
    const { params, caller, deps } = context;
    const stamp = stampOf(context);
    const { row, letters } = await deps.db.inOrg(caller.orgId, async (tx) => {
      const row = await findEndpoint(tx, params.id);
      if (!isThere(row)) throw context.missing();
      const open = { status: 'OPEN', endpointId: row.id } as const;
      return { row, letters: await listDeadLetters(tx, open, { limit: MOST_LETTERS, before: null }) };
    });
    let replayed = 0;
    for (const letter of letters.reverse()) {
      const { lead } = readLetter(letter.adapter as AdapterName, letter.body, row.mapping);
      if (lead === null) continue;
      await replayAs(deps, letter, row, lead, stamp);
      replayed += 1;
    }
    return { status: 200, body: { replayed, left: letters.length - replayed } };
  }),

  route(contracts.listSecrets, async ({ params, query, caller, deps, missing }) => {
    const after = decodeCursor(SECRETS, byId, query.cursor)?.[0] ?? null;
    const rows = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!isThere(await findEndpoint(tx, params.id))) throw missing();
      return listSecrets(tx, params.id, { limit: query.limit + 1, after });
    });
    return { status: 200, body: toPage(SECRETS, rows, query.limit, shownSecret(deps.clock()), (row) => [row.id]) };
  }),

  route(contracts.rotateSecret, async (context) => {
    const { overlap, secret = newWebhookSecret() } = context.body;
    const stamp = stampOf(context);
    const result = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const endpoint = await findEndpoint(tx, context.params.id, true);
      if (!isThere(endpoint)) throw context.missing();
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
