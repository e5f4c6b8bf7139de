import type { OrgTransaction } from '../../../db/client.js';
import { askedOf } from '../../../db/leads/queries/commands.js';
import { leadProofs } from '../../../db/leads/queries/lead-history.js';
import { leadNotesOf } from '../../../db/leads/queries/lead-notes.js';
import { findLead } from '../../../db/leads/queries/leads.js';
import {
  clocksStoppedBy,
  givenBackBy,
  mergesOf,
  requestMerge,
  requestUnmerge,
  valuesOf,
} from '../../../db/leads/queries/merges.js';
import { loadLeads } from '../../../db/leads/queries/settlement/lead-state.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { waitsForProof } from '../../../domain/engine/sla/ladder.js';
import { afterPending } from '../../../domain/leads/commands/pending.js';
import type { LeadState } from '../../../domain/leads/lead/state.js';
import { mergeRefusal } from '../../../domain/leads/merging/judge.js';
import { differencesOf } from '../../../domain/leads/merging/values.js';
import { judgeOccurrence } from '../../../domain/leads/proofs/occurrence.js';
import { stops } from '../../../domain/leads/proofs/stops.js';
import { actorOf, sightOf, type Caller } from '../../http/access.js';
import { iso, isoMsOrNull } from '../../http/contract.js';
import { conflict, preconditionFailed, preconditionRequired, validation } from '../../http/errors.js';
import { etagOf, namesRevision } from '../../http/etag.js';
import { sentence } from '../../http/sentence.js';
import * as contracts from '../contract/merges.js';
import { route } from '../deps.js';

/** A lead as a merge looks at it; null: it is not there for this caller. */
async function lookAt(tx: OrgTransaction, id: string, caller: Caller) {
  const lead = await findLead(tx, id, sightOf(caller, 'leads'));
  const loaded = lead && (await loadLeads(tx, [lead.id]))[0];
  if (!lead || !loaded) return null;
  const notes = await leadNotesOf(tx, lead.id);
  const { situation, pending } = (await askedOf(tx, [lead.id])).get(lead.id)!;
  return { lead, state: loaded.state, notes, situation: afterPending(situation, pending) };
}
type Looked = NonNullable<Awaited<ReturnType<typeof lookAt>>>;

const definitionsOf = ({ flow }: LeadState) => flow?.definition.clocks ?? [];
const clockName = (state: LeadState, key: string): string =>
  definitionsOf(state).find((one) => one.key === key)?.name ?? key;

function sideOf({ lead, state, notes }: Looked) {
  return {
    leadId: lead.id,
    name: lead.name,
    status: lead.status,
    ownerId: lead.ownerId,
    receivedAt: iso(lead.receivedAt),
    revision: lead.revision,
    openClocks: state.clocks.filter(waitsForProof).map(({ key, status, deadlineAtMs }) => ({
      key,
      name: clockName(state, key),
      status,
      deadlineAt: isoMsOrNull(deadlineAtMs),
    })),
    notes: notes.length,
    openOffers: state.offers.filter(({ status }) => status === 'OPEN').length,
    openWorkItems: state.workItems.length,
  };
}

export const mergeRoutes = [
  route(contracts.previewMerge, async ({ params, query, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const kept = await lookAt(tx, params.id, caller);
      if (!kept) throw missing();
      const other = params.id === query.mergedId ? null : await lookAt(tx, query.mergedId, caller);
      if (!other) throw validation([{ path: 'mergedId', message: unfit(params.id === query.mergedId) }]);
      const refusal = mergeRefusal(kept.situation, other.situation);
      const asked = {
        occurredAtMs: kept.lead.occurredAt?.getTime() ?? null,
        receivedAtMs: kept.lead.receivedAt.getTime(),
      };
      const open = kept.state.clocks.filter(waitsForProof);
      const [keptSide, merged] = [sideOf(kept), sideOf(other)];
      return {
        refusal: refusal && sentence(refusal),
        kept: keptSide,
        merged,
        fields: differencesOf(valuesOf(kept.lead), valuesOf(other.lead)),
        tags: [...new Set([...kept.lead.tags, ...other.lead.tags])],
        proofs: (await leadProofs(tx, other.lead.id)).map((proof) => {
          const counts = judgeOccurrence(proof.occurredAt.getTime(), asked, deps.clock().getTime()) === 'POSSIBLE';
          const stopped = open.filter(({ key }) =>
            definitionsOf(kept.state).some((definition) => definition.key === key && stops(definition, proof)),
          );
          return {
            kind: proof.kind,
            occurredAt: iso(proof.occurredAt),
            counts,
            stops: counts ? stopped.map(({ key }) => clockName(kept.state, key)) : [],
          };
        }),
        names: Object.fromEntries(await namesOf(tx, [keptSide.ownerId, merged.ownerId])),
      };
    });
    return { status: 200, body };
  }),

  route(contracts.mergeLead, async ({ params, headers, body, caller, deps, traceId, missing }) => {
    const given = headers['if-match'];
    if (given === undefined) throw preconditionRequired();
    const asked = await requestMerge(deps.db, caller.orgId, {
      keptId: params.id,
      mergedId: body.mergedId,
      mergedRevision: body.mergedRevision,
      revisionFits: (revision) => namesRevision(given, revision),
      choices: body.choices,
      actor: actorOf(caller),
      reason: body.reason || null,
      traceId,
    });
    switch (asked.verdict) {
      case 'MERGED':
        return { status: 202, body: { mergeId: asked.mergeId, leadId: params.id, mergedId: asked.mergedId } };
      case 'UNKNOWN_LEAD':
        throw missing();
      case 'UNKNOWN_OTHER':
      case 'ITSELF':
        throw validation([{ path: 'mergedId', message: unfit(asked.verdict === 'ITSELF') }]);
      case 'UNFIT_CHOICE':
        throw validation([{ path: `choices.${asked.field}`, message: asked.message }]);
      case 'CHANGED':
        throw preconditionFailed(etagOf(asked.revision));
      case 'OTHER_CHANGED':
        throw preconditionFailed();
      case 'REFUSED':
        throw conflict(sentence(asked.why));
    }
  }),

  route(contracts.previewUnmerge, async ({ params, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      if (!(await findLead(tx, params.id, sightOf(caller, 'leads')))) throw missing();
      const merge = (await mergesOf(tx, params.id)).find(({ mergedId }) => mergedId === params.id);
      const kept = merge && (await lookAt(tx, merge.keptId, caller));
      if (!merge || !kept) throw conflict('The lead is not merged into another');
      const { givenBack, changedSince } = givenBackBy(merge, kept.lead);
      const keys = await clocksStoppedBy(tx, merge);
      const stoppedClocks = keys.map((key) => clockName(kept.state, key));
      return { keptId: kept.lead.id, keptName: kept.lead.name, givenBack, changedSince, stoppedClocks };
    });
    return { status: 200, body };
  }),

  route(contracts.unmergeLead, async ({ params, body, caller, deps, traceId, missing }) => {
    const asked = await requestUnmerge(deps.db, caller.orgId, {
      mergedId: params.id,
      actor: actorOf(caller),
      reason: body?.reason ?? null,
      traceId,
    });
    switch (asked.verdict) {
      case 'UNMERGED': {
        const { commandId, keptId, givenBack, changedSince } = asked;
        return { status: 202, body: { commandId, leadId: params.id, keptId, givenBack, changedSince } };
      }
      case 'UNKNOWN_LEAD':
        throw missing();
      case 'REFUSED':
        throw conflict(sentence(asked.why));
    }
  }),
];

const unfit = (isItself: boolean): string =>
  isItself ? 'A lead is not merged into itself.' : 'There is no such lead.';
