import { v5 as idFrom } from 'uuid';
import { forecastActs, tagLead, type BulkRequest } from '../../../db/leads/queries/bulk.js';
import { requestCommand } from '../../../db/leads/queries/commands.js';
import { listSorted, listUrgentLeads, type LeadRow } from '../../../db/leads/queries/lead-lists.js';
import type { OrgTransaction } from '../../../db/client.js';
import { judgePauseEnd } from '../../../domain/leads/clocks/pause-end.js';
import { actorOf, sightOf, type Caller } from '../../http/access.js';
import { isoOrNull } from '../../http/contract.js';
import { validation } from '../../http/errors.js';
import { sentence } from '../../http/sentence.js';
import { askedOutcome, countOf, eachLead, type OfOne } from '../bulk/each-lead.js';
import * as contracts from '../contract/bulk.js';
import { route } from '../deps.js';
import { listFilterOf, orderOf, type ListQuery } from '../views/leads.js';

const EVERYTHING = { after: null, until: null };

/** Commands of an idempotency key have ids that are made of it. */
const KEYED = '6c9e1b5e-5f0c-4b8e-9d1a-2f4c7a8b3d10';

/** An act as it is asked of each lead. @throws ApiError 400 when a pause cannot end then */
function requestOf(act: contracts.Act, nowMs: number): BulkRequest {
  if (act.kind !== 'PAUSE') return act;
  const { until, ...pause } = act;
  if (until === undefined) return pause;
  const untilMs = Date.parse(until);
  const verdict = judgePauseEnd(untilMs, nowMs);
  if (verdict !== 'POSSIBLE') {
    const message =
      verdict === 'PAST'
        ? 'This is past: give an instant in the future.'
        : 'A pause ends within 366 days: close the leads instead.';
    throw validation([{ path: 'act.until', message }]);
  }
  return { ...pause, untilMs };
}

/** The first leads of a list, and one more where there is one. */
function firstOf(tx: OrgTransaction, query: ListQuery, onlyOwner: string | null): Promise<LeadRow[]> {
  const filter = listFilterOf(query, onlyOwner);
  const limit = contracts.MOST_ACTS + 1;
  const order = orderOf(query);
  return order === 'urgency'
    ? listUrgentLeads(tx, filter, EVERYTHING, limit)
    : listSorted(tx, filter, order, EVERYTHING, limit);
}

/** The id of the command that this key asks of a lead; undefined: there is no key. */
function keyedId(caller: Caller, key: string | undefined, act: contracts.Act, leadId: string): string | undefined {
  if (key === undefined) return undefined;
  const { type, id } = actorOf(caller);
  return idFrom(JSON.stringify([caller.orgId, type, id, key, act, leadId]), KEYED);
}

export const bulkRoutes = [
  route(contracts.previewActs, async ({ body, caller, deps }) => {
    const { filter, act } = body;
    const request = requestOf(act, deps.clock().getTime());
    const onlyOwner = sightOf(caller, 'leads');
    const { found, items } = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = filter && (await firstOf(tx, filter, onlyOwner));
      const ids = rows?.slice(0, contracts.MOST_ACTS).map(({ id }) => id) ?? body.leadIds ?? [];
      return { found: rows?.length ?? 0, items: await forecastActs(tx, ids, request, onlyOwner) };
    });
    const counts = {
      can: countOf(items, 'CAN'),
      already: countOf(items, 'ALREADY'),
      refused: countOf(items, 'REFUSED'),
      notFound: countOf(items, 'NOT_FOUND'),
    };
    return {
      status: 200,
      body: {
        counts,
        more: found > contracts.MOST_ACTS,
        items: items.map(({ why, deadlineAt, ...item }) => ({
          ...item,
          deadlineAt: isoOrNull(deadlineAt),
          why: why === null ? null : sentence(why),
        })),
      },
    };
  }),

  route(contracts.doActs, async ({ body, headers, caller, deps, traceId }) => {
    const { leadIds, act, expected } = body;
    const request = requestOf(act, deps.clock().getTime());
    const common = { actor: actorOf(caller), onlyOwner: sightOf(caller, 'leads') };
    const items = await eachLead<'DONE' | 'ALREADY'>({ deps, traceId }, leadIds, async (leadId) => {
      const revision = expected?.[leadId];
      if (request.kind === 'TAG') {
        const tagged = await tagLead(deps.db, caller.orgId, { ...common, leadId, change: request, revision, traceId });
        return taggedOutcome(leadId, tagged);
      }
      const commandId = keyedId(caller, headers['idempotency-key'], act, leadId);
      return askedOutcome(
        leadId,
        await requestCommand(deps.db, caller.orgId, { ...common, leadId, request, revision, commandId }),
      );
    });
    const counts = {
      requested: countOf(items, 'REQUESTED'),
      done: countOf(items, 'DONE'),
      already: countOf(items, 'ALREADY'),
      refused: countOf(items, 'REFUSED'),
      changed: countOf(items, 'CHANGED'),
      notFound: countOf(items, 'NOT_FOUND'),
      failed: countOf(items, 'FAILED'),
    };
    return { status: 202, body: { counts, items } };
  }),
];

function taggedOutcome(leadId: string, tagged: Awaited<ReturnType<typeof tagLead>>): OfOne<'DONE' | 'ALREADY'> {
  switch (tagged.verdict) {
    case 'DONE':
      return { leadId, outcome: 'DONE', commandId: null, why: null };
    case 'ALREADY':
    case 'REFUSED':
      return { leadId, outcome: tagged.verdict, commandId: null, why: sentence(tagged.why) };
    case 'UNKNOWN_LEAD':
    case 'CHANGED':
      return askedOutcome(leadId, tagged);
  }
}
