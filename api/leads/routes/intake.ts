import { createHash } from 'node:crypto';
import { isId } from '../../../db/client.js';
import {
  findEndpoint,
  takeInLeads,
  type InboxKey,
  type IntakeEndpoint,
  type NewLead,
} from '../../../db/leads/queries/intake.js';
import { recordProof } from '../../../db/leads/queries/proofs.js';
import * as contracts from '../contract/intake.js';
import { malformed, notFound, unauthorized, validation, type ApiError } from '../../http/errors.js';
import { adapters, type Adapter } from '../intake/adapters/index.js';
import { plainSecrets } from '../intake/endpoint-secrets.js';
import { parseJsonBody } from '../../http/json.js';
import type { NormalisedLead } from '../intake/lead-body.js';
import { parseProofBody } from '../intake/proof-body.js';
import { type Context, type Contract } from '../../http/route.js';
import { route, type LeadsDeps } from '../deps.js';
import { otherBody, proofAnswer } from '../views/proofs.js';

/** What every signed route has of its request. */
type Signed = Pick<Context<Contract, LeadsDeps>, 'req' | 'deps' | 'traceId'> & { body: Buffer };

interface SignedDelivery {
  endpoint: IntakeEndpoint;
  replayKey: string;
  bodyHash: string;
  json: unknown;
}

/** One answer for an unknown endpoint and for any fault of a signature: it tells nobody which endpoints there are. */
const notSigned = (): ApiError =>
  unauthorized(
    'The endpoint or the signature is not valid',
    [
      "Sign the raw bytes of the body with an active secret of this endpoint, by its adapter's scheme.",
      'Standard Webhooks: send webhook-id, webhook-timestamp (Unix seconds, at most 300 s from now) and webhook-signature.',
      'Check the id of the endpoint in the path or in X-Pinggo-Endpoint.',
    ],
    null,
  );

/**
 * Finds the endpoint, checks the signature over the bytes as they came, then reads them.
 * @param adapterOf the adapter whose scheme signs here; null refuses
 * @throws ApiError 401, and only behind a good signature 400 for what is not JSON.
 */
async function openDelivery(
  { req, deps, body: raw, traceId }: Signed,
  endpointId: string | undefined,
  adapterOf: (endpoint: IntakeEndpoint) => Adapter | undefined,
): Promise<SignedDelivery> {
  const endpoint = endpointId !== undefined && isId(endpointId) ? await findEndpoint(deps.db, endpointId) : null;
  const adapter = endpoint && adapterOf(endpoint);
  if (!endpoint || !adapter) throw notSigned();
  const verified = adapter.verify({
    headers: req.headers as Record<string, string | undefined>,
    raw,
    secrets: plainSecrets(deps.secrets, endpoint.secrets),
    nowMs: deps.clock().getTime(),
  });
  if (!verified.ok) {
    const { orgId, id } = endpoint;
    deps.log.info({ traceId, orgId, endpointId: id, reason: verified.reason }, 'a delivery was refused');
    throw notSigned();
  }
  const parsed = parseJsonBody(raw, adapter.name === 'standard' ? 'REFUSED' : 'AS_TEXT');
  if (!parsed.ok) throw malformed(parsed.message);
  const bodyHash = createHash('sha256').update(raw).digest('hex');
  return { endpoint, replayKey: verified.replayKey, bodyHash, json: parsed.value };
}

const leadAdapter = (endpoint: IntakeEndpoint): Adapter | undefined =>
  Object.hasOwn(adapters, endpoint.adapter) ? adapters[endpoint.adapter as keyof typeof adapters] : undefined;

async function takeInLead(signed: Signed, endpointId: string | undefined) {
  const delivery = await openDelivery(signed, endpointId, leadAdapter);
  const { endpoint } = delivery;
  const parsed = leadAdapter(endpoint)!.parse(delivery.json, {});
  if (!parsed.ok) throw validation(parsed.issues);
  const leads = parsed.leads.map((lead) => newLead(lead, endpoint.source));
  const taken = await takeInLeads(
    signed.deps.db,
    {
      orgId: endpoint.orgId,
      endpointId: endpoint.id,
      actor: { type: 'endpoint', id: endpoint.id },
      traceId: signed.traceId,
      inbox: inboxKey(delivery, 'lead'),
    },
    leads,
  );
  return { status: 202 as const, body: takenInAnswer(taken, 'webhook-id') };
}

function inboxKey({ endpoint, replayKey, bodyHash }: SignedDelivery, what: 'lead' | 'proof'): InboxKey {
  return { scope: `endpoint:${endpoint.id}:${what}`, key: replayKey, bodyHash };
}

export function newLead(lead: NormalisedLead, defaultSource: string): NewLead {
  return { ...lead, source: lead.source ?? defaultSource };
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
  const parsed = parseProofBody(delivery.json);
  if (!parsed.ok) throw validation(parsed.issues);
  const { endpoint } = delivery;
  const { lead, kind, occurredAt, externalId, actor, note } = parsed.proof;
  const recorded = await recordProof(signed.deps.db, endpoint.orgId, {
    lead: 'id' in lead ? lead : { ...lead, source: endpoint.source },
    kind,
    occurredAt: new Date(occurredAt),
    externalId,
    note: note ?? null,
    actor: { type: 'endpoint', id: endpoint.id },
    reportedActor: actor ?? null,
    traceId: signed.traceId,
    inbox: inboxKey(delivery, 'proof'),
    onlyOwner: null,
  });
  return { status: 202 as const, body: proofAnswer(recorded, 'webhook-id', () => notFound('lead')) };
}

export const intakeRoutes = [
  route(contracts.intakeWebhook, (context) => takeInLead(context, context.params.endpointId)),
  route(contracts.intakeWebhookByHeader, (context) => takeInLead(context, context.headers['x-pinggo-endpoint'])),
  route(contracts.intakeProof, (context) => takeInProof(context, context.params.endpointId)),
];
