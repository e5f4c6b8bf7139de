import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { isId } from '../../../db/client.js';
import { keepDeadLetters, type NewDeadLetter } from '../../../db/leads/queries/dead-letters.js';
import {
  findEndpoint,
  takeInLeads,
  type InboxKey,
  type IntakeEndpoint,
  type NewLead,
} from '../../../db/leads/queries/intake.js';
import { admitDelivery, type Admitted } from '../../../db/leads/queries/intake-quota.js';
import { recordProof } from '../../../db/leads/queries/proofs.js';
import * as contracts from '../contract/intake.js';
import type { Answered } from '../../../domain/leads/deliveries/gather.js';
import { detailOf, refusalOf } from '../../../domain/leads/deliveries/outcome.js';
import { ApiError, malformed, notFound, tenantSuspended, validation } from '../../http/errors.js';
import { toApiError } from '../../http/middleware/errors.js';
import { adapters, type Adapter, type Refused } from '../intake/adapters/index.js';
import { plainSecrets } from '../intake/endpoint-secrets.js';
import { labelOf } from '../../../domain/platform/text/label.js';
import { parseJsonBody, parseMachineJson, textOfBytes, type JsonResult } from '../../http/json.js';
import { repaired } from '../../../domain/platform/text/clean.js';
import type { NormalisedLead } from '../intake/lead-body.js';
import { mendedProof, parseProofBody } from '../intake/proof-body.js';
import { notSigned } from '../intake/signed.js';
import { readMapping } from '../intake/recognition/mapping.js';
import type { VerifyFailure } from '../intake/signatures/types.js';
import { type Context, type Contract } from '../../http/route.js';
import { route, type LeadsDeps } from '../deps.js';
import { otherBody, proofAnswer } from '../views/proofs.js';

/** What every signed route has of its request. */
type Signed = Pick<Context<Contract, LeadsDeps>, 'req' | 'deps' | 'traceId'> & { body: Buffer };

interface SignedDelivery {
  endpoint: IntakeEndpoint;
  replayKey: string;
  bodyHash: string;
  json: JsonResult;
}

const ADMITTED: Admitted = { ok: true };

/** 429: the endpoint has made as many deliveries as it may. Its sender, or who it is for, is told when to come again. */
const overQuota = (retryAfterMs: number): ApiError => {
  const seconds = Math.max(1, Math.ceil(retryAfterMs / 1_000));
  return new ApiError({
    status: 429,
    code: 'OVER_QUOTA',
    title: 'This endpoint takes no more deliveries for now',
    howToFix: [
      `Send the same delivery again in ${seconds} s; nothing was stored.`,
      'An administrator can change how many a minute it takes: quotaPerMinute at PATCH /api/endpoints/{id}.',
    ],
    headers: { 'Retry-After': String(seconds) },
  });
};

/** 403: it may be switched on again, so a sender that keeps what it has loses nothing. */
const switchedOff = (): ApiError =>
  new ApiError({
    status: 403,
    code: 'SOURCE_SWITCHED_OFF',
    title: 'This source is switched off',
    howToFix: [
      'Nothing was stored. Keep the delivery and send it again when the source is switched on.',
      'An administrator switches it on in the settings, under Sources.',
    ],
  });

/** 410: providers that read it stop by themselves. */
const deleted = (): ApiError =>
  new ApiError({
    status: 410,
    code: 'SOURCE_DELETED',
    title: 'This source was deleted',
    howToFix: ['Nothing was stored. Take this address out of the sender, or ask an administrator for a new source.'],
  });

/** Why a 401 was answered, which its sender is not told. */
const whyNotSigned = new WeakMap<ApiError, VerifyFailure>();

/**
 * Finds the endpoint, checks the signature over the bytes as they came, then reads them: strictly where their sender can correct
 * them.
 * @param adapterOf the adapter whose scheme signs here; null refuses
 * @throws ApiError 401, 429
 */
async function openDelivery(
  { req, deps, body: raw, traceId }: Signed,
  endpointId: string | undefined,
  adapterOf: (endpoint: IntakeEndpoint) => Adapter | undefined,
): Promise<SignedDelivery> {
  const endpoint = endpointId !== undefined && isId(endpointId) ? await findEndpoint(deps.db, endpointId) : null;
  const adapter = endpoint && adapterOf(endpoint);
  if (!endpoint || !adapter) throw notSigned();
  const nowMs = deps.clock().getTime();
  const secrets = plainSecrets(deps.secrets, endpoint);
  const verify = (some: readonly string[]) =>
    adapter.verify({ headers: req.headers as Record<string, string | undefined>, raw, secrets: some, nowMs });
  const verified = verify(secrets);
  if (!verified.ok) {
    const { orgId, id } = endpoint;
    deps.log.info({ traceId, orgId, endpointId: id, reason: verified.reason }, 'a delivery was refused');
    const error = notSigned();
    whyNotSigned.set(error, verified);
    throw error;
  }
  // While one is rotated there are two: only then it is asked which.
  const signer = secrets.length === 1 ? 0 : secrets.findIndex((one) => verify([one]).ok);
  if (signer >= 0) deps.deliveries.signed(endpoint, endpoint.secrets[signer]!, nowMs);
  if (endpoint.suspended) throw tenantSuspended();
  if (endpoint.deleted) throw deleted();
  if (endpoint.switchedOff) throw switchedOff();
  const perMinute = endpoint.quotaPerMinute ?? deps.options.intakeQuotaPerMinute;
  // Only what is signed counts: else a stranger could use an endpoint's quota up.
  const admitted = perMinute === 0 ? ADMITTED : await admitDelivery(deps.db, endpoint, perMinute);
  if (!admitted.ok) throw overQuota(admitted.retryAfterMs);
  const json = adapter.senderCorrects ? parseJsonBody(raw) : parseMachineJson(raw);
  return { endpoint, replayKey: verified.replayKey, bodyHash: sha256(raw), json };
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

const leadAdapter = (endpoint: IntakeEndpoint): Adapter | undefined =>
  Object.hasOwn(adapters, endpoint.adapter) ? adapters[endpoint.adapter as keyof typeof adapters] : undefined;

/** Writes down what was answered, for the log of the endpoint's deliveries. */
function noteAnswer(
  { deps, traceId }: Pick<Signed, 'deps' | 'traceId'>,
  answer: Pick<Answered, 'endpointId' | 'orgId' | 'outcome' | 'status' | 'detail' | 'bytes'>,
): void {
  deps.deliveries.answered({ ...answer, traceId, atMs: deps.clock().getTime() });
}

/** The same of what was refused, at whatever step. Of an unsigned body nothing but its size is kept. */
function noteRefusal(thrown: unknown, req: Request, deps: LeadsDeps): void {
  const given = req.params['endpointId'] ?? req.get('x-pinggo-endpoint');
  if (typeof given !== 'string' || !isId(given)) return;
  const error = toApiError(thrown);
  const unsigned = whyNotSigned.get(error)?.message ?? 'The request has no header with a signature.';
  const detail = error.status === 401 ? unsigned : detailOf(error.title, error.issues);
  const bytes = Buffer.isBuffer(req.body) ? req.body.length : Number(req.get('content-length') ?? 0);
  noteAnswer(
    { deps, traceId: req.traceId },
    {
      endpointId: given.toLowerCase(),
      orgId: null,
      outcome: refusalOf(error.status, error.code),
      status: error.status,
      detail,
      bytes: Number.isSafeInteger(bytes) ? Math.min(bytes, MOST_BYTES) : 0,
    },
  );
}

const MOST_BYTES = 2 ** 31 - 1;

async function takeInLead(signed: Signed, endpointId: string | undefined) {
  const delivery = await openDelivery(signed, endpointId, leadAdapter);
  const { endpoint, json } = delivery;
  const adapter = leadAdapter(endpoint)!;
  if (!json.ok && adapter.senderCorrects) throw malformed(json.message);
  const mapping = Object.keys(endpoint.mapping).length === 0 ? undefined : readMapping(endpoint.mapping);
  const parsed = json.ok ? adapter.parse(json.value, { mapping }) : notJson(signed.body, json.message);
  if (!parsed.ok && parsed.refused === undefined) throw validation(parsed.issues);
  const refused = parsed.refused ?? [];
  const leads = parsed.ok ? parsed.leads.map((lead) => newLead(lead, endpoint.source)) : [];
  const taken =
    leads.length === 0
      ? null
      : await takeInLeads(
          signed.deps.db,
          {
            orgId: endpoint.orgId,
            endpointId: endpoint.id,
            actor: { type: 'endpoint', id: endpoint.id },
            traceId: signed.traceId,
            inbox: inboxKey(delivery, 'lead'),
            places: placesOf(leads.length, refused),
          },
          leads,
        );
  const answer = taken && takenInAnswer(taken, 'webhook-id');
  const deadLetters = refused.length === 0 ? {} : { deadLetters: await bury(signed, endpoint, refused) };
  const nobody = { leadId: null, duplicate: false, statusUrl: null };
  const noted = { endpointId: endpoint.id, orgId: endpoint.orgId, status: 202, bytes: signed.body.length };
  if (answer) noteAnswer(signed, { ...noted, outcome: answer.duplicate ? 'KNOWN' : 'LEAD', detail: '' });
  if (refused.length > 0) noteAnswer(signed, { ...noted, outcome: 'DEAD_LETTER', detail: '' });
  return { status: 202 as const, body: { ...(answer ?? nobody), ...deadLetters } };
}

/** What is no JSON at all, from somebody who cannot be told. */
function notJson(raw: Buffer, message: string) {
  const issues = [{ path: '', message }];
  const refused: Refused[] = [{ place: 0, issues, part: repaired(textOfBytes(raw)), draft: null }];
  return { ok: false as const, issues, refused };
}

/** The places that are left to the leads: each keeps its own, whatever becomes of the others when they are sent again. */
function placesOf(count: number, refused: readonly Refused[]): number[] {
  const others = new Set(refused.map(({ place }) => place));
  return Array.from({ length: count + others.size }, (_, place) => place).filter((place) => !others.has(place));
}

/** Keeps what could not become a lead, and says what there is; who reads the answer learns nothing of the person. */
async function bury({ deps, traceId }: Signed, endpoint: IntakeEndpoint, refused: readonly Refused[]) {
  const letters = refused.map(({ part, issues, draft }): NewDeadLetter => {
    const body = typeof part === 'string' ? part : JSON.stringify(part);
    return { contentHash: sha256(body), body, issues, draft: draft && { ...draft } };
  });
  const { orgId } = endpoint;
  const ids = await keepDeadLetters(deps.db, { orgId, endpoint, at: deps.clock(), traceId }, letters);
  deps.log.warn({ traceId, orgId, endpointId: endpoint.id, deadLetterIds: ids }, 'a delivery could not become a lead');
  return refused.map(({ issues }, index) => ({ id: ids[index]!, issues }));
}

function inboxKey({ endpoint, replayKey, bodyHash }: SignedDelivery, what: 'lead' | 'proof'): InboxKey {
  return { scope: `endpoint:${endpoint.id}:${what}`, key: replayKey, bodyHash };
}

export function newLead(lead: NormalisedLead, defaultSource: string): NewLead {
  return { ...lead, source: labelOf(lead.source) ?? defaultSource };
}

/** @throws ApiError 422 when the key was used with another body. */
export function takenInAnswer(taken: Awaited<ReturnType<typeof takeInLeads>>, key: string) {
  if (taken.verdict === 'OTHER_BODY') throw otherBody(key);
  const [leadId] = taken.leadIds;
  if (leadId === undefined) throw validation([{ path: '', message: 'There is no lead in this.' }]);
  return {
    leadId,
    ...(taken.leadIds.length > 1 ? { leadIds: taken.leadIds } : {}),
    duplicate: taken.verdict === 'DUPLICATE',
    statusUrl: `/api/leads/${leadId}`,
  };
}

async function takeInProof(signed: Signed & { deps: LeadsDeps }, endpointId: string) {
  // A CRM signs by Standard Webhooks, whatever scheme the leads of this endpoint come in by.
  const delivery = await openDelivery(signed, endpointId, () => adapters.standard);
  if (!delivery.json.ok) throw malformed(delivery.json.message);
  const parsed = parseProofBody(mendedProof(delivery.json.value));
  if (!parsed.ok) throw validation(parsed.issues);
  const { endpoint } = delivery;
  const { lead, kind, outcome, occurredAt, externalId, actor, note } = parsed.proof;
  const recorded = await recordProof(signed.deps.db, endpoint.orgId, {
    lead,
    kind,
    outcome: outcome ?? null,
    occurredAt: new Date(occurredAt),
    externalId,
    note: note ?? null,
    actor: { type: 'endpoint', id: endpoint.id },
    reportedActor: actor ?? null,
    traceId: signed.traceId,
    inbox: inboxKey(delivery, 'proof'),
    reporterId: endpoint.id,
    onlyOwner: null,
  });
  const body = proofAnswer(recorded, 'webhook-id', () => notFound('lead'));
  const { id, orgId } = endpoint;
  noteAnswer(signed, {
    endpointId: id,
    orgId,
    outcome: 'PROOF',
    status: 202,
    detail: '',
    bytes: signed.body.length,
  });
  return { status: 202 as const, body };
}

export const intakeRoutes = [
  route(contracts.intakeWebhook, (context) => takeInLead(context, context.params.endpointId)),
  route(contracts.intakeWebhookByHeader, (context) => takeInLead(context, context.headers['x-pinggo-endpoint'])),
  route(contracts.intakeProof, (context) => takeInProof(context, context.params.endpointId)),
].map((definition) => ({ ...definition, refused: noteRefusal }));
