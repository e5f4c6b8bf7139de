import { createHash } from 'node:crypto';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { requestCommand } from '../../../db/leads/queries/commands.js';
import { takeInLeads, type InboxKey } from '../../../db/leads/queries/intake.js';
import { findLead, updateLead } from '../../../db/leads/queries/leads.js';
import { recordProof } from '../../../db/leads/queries/proofs.js';
import type { AskedRequest } from '../../../domain/leads/lead/state.js';
import { actorOf, sightOf, type Caller } from '../../http/access.js';
import * as contracts from '../contract/leads.js';
import { conflict, preconditionFailed, validation, type ApiError } from '../../http/errors.js';
import { checkIfMatch, etagOf } from '../../http/etag.js';
import { normaliseNewLead } from '../intake/lead-body.js';
import { route, type LeadsDeps } from '../deps.js';
import { sentence } from '../../http/sentence.js';
import { sortedPage } from '../sorted-leads.js';
import { urgentPage } from '../urgent-leads.js';
import { leadChangeOf } from '../views/lead-change.js';
import { leadDetailOf } from '../views/lead-detail.js';
import { attributesOf, listFilterOf, orderOf } from '../views/leads.js';
import { proofAnswer } from '../views/proofs.js';
import { newLead, takenInAnswer } from './intake.js';

/** An `Idempotency-Key` as an inbox key of this caller. */
function inboxKey(scope: 'lead' | 'proof', caller: Caller, key: string | undefined, body: unknown): InboxKey | null {
  if (key === undefined) return null;
  const { type, id } = actorOf(caller);
  const bodyHash = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  return { scope: `${scope}:${type}:${id}`, key, bodyHash };
}

interface Asked {
  deps: LeadsDeps;
  caller: Caller;
  leadId: string;
  missing: () => ApiError;
}

/** Writes a request down. @throws ApiError 400, 404 or 409 when it cannot be done. */
async function ask({ deps, caller, leadId, missing }: Asked, request: AskedRequest) {
  const asked = await requestCommand(deps.db, caller.orgId, {
    leadId,
    request,
    actor: actorOf(caller),
    onlyOwner: sightOf(caller, 'leads'),
  });
  switch (asked.verdict) {
    case 'REQUESTED':
      return { status: 202 as const, body: { commandId: asked.commandId, leadId: asked.leadId } };
    case 'UNKNOWN_LEAD':
      throw missing();
    case 'UNFIT_OWNER':
      throw validation([{ path: 'ownerId', message: asked.why }]);
    case 'UNFIT_END':
      throw validation([{ path: 'until', message: asked.why }]);
    case 'UNFIT_ORIGINAL':
      throw validation([{ path: 'duplicateOfId', message: asked.why }]);
    case 'CHANGED':
      throw preconditionFailed(etagOf(asked.revision));
    case 'REFUSED':
      throw conflict(sentence(asked.why));
  }
}

export const leadRoutes = [
  route(contracts.listLeads, async ({ query, caller, deps }) => {
    const filter = { ...listFilterOf(query, sightOf(caller, 'leads')), ...attributesOf(query) };
    const order = orderOf(query);
    return order === 'urgency'
      ? urgentPage(deps.db, caller.orgId, filter, query)
      : sortedPage(deps.db, caller.orgId, filter, order, query);
  }),

  route(contracts.createLead, async ({ body, headers, caller, deps, traceId }) => {
    const parsed = normaliseNewLead(body);
    if (!parsed.ok) throw validation(parsed.issues);
    const taken = await takeInLeads(
      deps.db,
      {
        orgId: caller.orgId,
        endpointId: null,
        actor: actorOf(caller),
        traceId,
        inbox: inboxKey('lead', caller, headers['idempotency-key'], body),
      },
      [newLead(parsed.lead, caller.kind === 'api_key' ? 'api' : 'manual')],
    );
    return { status: 202, body: takenInAnswer(taken, 'Idempotency-Key') };
  }),

  route(contracts.getLead, async ({ params, caller, deps, missing }) => {
    const detail = await deps.db.readOrg(caller.orgId, (tx) =>
      leadDetailOf(tx, params.id, deps.options, { caller, onlyOwner: sightOf(caller, 'leads') }),
    );
    if (!detail) throw missing();
    return { status: 200, body: detail, headers: { ETag: etagOf(detail.revision) } };
  }),

  route(contracts.patchLead, async ({ params, headers, body, caller, deps, traceId, missing }) => {
    const detail = await deps.db.inOrg(caller.orgId, async (tx) => {
      const lead = await findLead(tx, params.id, sightOf(caller, 'leads'));
      if (!lead) throw missing();
      checkIfMatch(headers['if-match'], lead.revision, true);
      const { change, before, after } = leadChangeOf(lead, body);
      const revision = await updateLead(tx, lead.id, lead.revision, change);
      if (revision === null) throw preconditionFailed();
      await writeLeadAudit(tx, {
        actor: actorOf(caller),
        action: 'lead.updated',
        entity: { type: 'lead', id: lead.id },
        leadId: lead.id,
        before,
        after,
        traceId,
      });
      return leadDetailOf(tx, lead.id, deps.options, { caller, onlyOwner: sightOf(caller, 'leads') });
    });
    if (!detail) throw missing();
    return { status: 200, body: detail, headers: { ETag: etagOf(detail.revision) } };
  }),

  route(contracts.addProof, async ({ params, headers, body, caller, deps, traceId, missing }) => {
    const recorded = await recordProof(deps.db, caller.orgId, {
      lead: params,
      kind: body.kind,
      outcome: body.outcome ?? null,
      occurredAt: body.occurredAt === undefined ? null : new Date(body.occurredAt),
      externalId: body.externalId ?? null,
      note: body.note ?? null,
      actor: actorOf(caller),
      reportedActor: null,
      traceId,
      inbox: inboxKey('proof', caller, headers['idempotency-key'], { ...params, ...body }),
      reporterId: null,
      onlyOwner: sightOf(caller, 'leads'),
    });
    return { status: 202, body: proofAnswer(recorded, 'Idempotency-Key', missing) };
  }),

  route(contracts.assignLead, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'ASSIGN', ...body }),
  ),
  route(contracts.pauseLead, ({ params, body: { until, ...body } = {}, ...context }) =>
    ask(
      { ...context, leadId: params.id },
      { kind: 'PAUSE', ...body, ...(until !== undefined && { untilMs: Date.parse(until) }) },
    ),
  ),
  route(contracts.resumeLead, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'RESUME', ...body }),
  ),
  route(contracts.closeLead, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'CLOSE', ...body }),
  ),
  route(contracts.reopenLead, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'REOPEN', ...body }),
  ),
  route(contracts.acknowledgeLead, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'ACKNOWLEDGE', ...body }),
  ),
  route(contracts.cancelClock, ({ params, body, ...context }) =>
    ask({ ...context, leadId: params.id }, { kind: 'CANCEL_CLOCK', clockKey: params.clockKey, ...body }),
  ),
];
