import type { FlowDefinition } from '../../../../domain/leads/flow/definition.js';
import type { LeadInput, LeadState, ProofInput, CommandInput } from '../../../../domain/leads/lead/state.js';
import type { OrgTransaction } from '../../../client.js';
import { ms } from '../../../instants.js';

/** A lead as loaded: its state, and what waits to be applied to it. */
export interface LoadedLead {
  state: LeadState;
  /** Of its row. */
  revision: number;
  inputs: LeadInput[];
  /** The org's active flows in their published versions, for one that is not decided yet; else null. */
  activeFlows: FlowRef[] | null;
}

export interface FlowRef {
  id: string;
  key: string;
  version: number;
}

/** @param org expression of the org */
export const activeFlowsOf = (org: string): string =>
  `SELECT a.id, a.key, a.published_version AS version FROM flows a
   WHERE a.org_id = ${org} AND a.active AND a.published_version IS NOT NULL`;

/**
 * Locks the leads against every other settlement, in the order of their ids.
 * @param skipLocked leave out those that somebody else settles right now (the sweep) instead of waiting (a workflow)
 */
export async function lockLeads(tx: OrgTransaction, leadIds: string[], skipLocked: boolean): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>({
    name: skipLocked ? 'lock_leads_skip' : 'lock_leads',
    text:
      'SELECT id FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[]) ORDER BY id FOR NO KEY UPDATE' +
      (skipLocked ? ' SKIP LOCKED' : ''),
    values: [tx.orgId, leadIds],
  });
  return rows.map(({ id }) => id);
}

/** Takes leads of a suspended org out of the sight of those who look for what is due; their next settlement says when they are. */
export async function parkLeads(tx: OrgTransaction, leadIds: string[]): Promise<void> {
  await tx.client.query({
    name: 'park_leads',
    text: 'UPDATE leads SET next_due_at = NULL WHERE org_id = $1 AND id = ANY($2::uuid[]) AND next_due_at IS NOT NULL',
    values: [tx.orgId, leadIds],
  });
}

/** A lead that no settlement has touched has none of what only settlements write: nobody looks for it. */
const TOUCHED = `(l.status <> 'RECEIVED' OR l.reopened_at IS NOT NULL)`;

/** A list of what a lead has in another table. @param from from where on: `FROM …` */
const listOf = (item: string, order: string, from: string): string =>
  `coalesce((SELECT json_agg(${item} ORDER BY ${order}) ${from}), '[]'::json)`;
const touchedListOf = (...list: Parameters<typeof listOf>): string =>
  `CASE WHEN ${TOUCHED} THEN ${listOf(...list)} ELSE '[]'::json END`;

const LOAD = `
SELECT json_build_object(
  'orgId', l.org_id, 'timeZone', g.time_zone, 'suspendedAtMs', ${ms('g.suspended_at')}, 'id', l.id, 'name', l.name, 'source', l.source, 'endpointId', l.endpoint_id,
  'endpointFlowId', e.flow_id,
  'locale', coalesce(e.locale, g.locale),
  'email', l.email, 'phone', l.phone, 'phoneExtension', l.phone_extension, 'language', l.language, 'country', l.country, 'tags', l.tags,
  'attributes', l.attributes, 'consents', l.consents, 'receivedAtMs', ${ms('l.received_at')}, 'status', l.status, 'outcome', l.outcome,
  'score', CASE WHEN l.score IS NULL THEN NULL ELSE json_build_object(
     'value', l.score, 'threshold', l.score_threshold, 'qualified', l.qualified, 'reasons', l.score_reasons) END,
  'unroutedBecause', CASE WHEN l.status = 'UNROUTED' THEN (SELECT h.after->>'text' FROM audit h
     WHERE h.org_id = l.org_id AND h.lead_id = l.id AND h.action = 'lead.unrouted' ORDER BY h.id DESC LIMIT 1) END,
  'teamId', l.team_id, 'ownerId', l.owner_id, 'traceId', l.trace_id,
  'ownerName', u.name, 'inactiveOwnerId', CASE WHEN u.status = 'INACTIVE' THEN u.id END,
  'assignedAtMs', ${ms('l.assigned_at')},
  'contactedAtMs', ${ms('l.contacted_at')}, 'pausedAtMs', ${ms('l.paused_at')}, 'pausedUntilMs', ${ms('l.paused_until')},
  'closedAtMs', ${ms('l.closed_at')}, 'reopenedAtMs', ${ms('l.reopened_at')},
  'reassignments', l.reassignments, 'capacityWeight', l.capacity_weight, 'duplicateOfId', l.duplicate_of_id,
  'linkedToId', l.linked_to_id, 'clocksStarted', l.clocks_started,
  'clocks', ${touchedListOf(
    `json_build_object(
     'id', c.id, 'key', c.key, 'cycle', c.cycle, 'status', c.status, 'startedAtMs', ${ms('c.started_at')},
     'targetMs', c.target_ms, 'atRiskAtMs', ${ms('c.at_risk_at')}, 'atRiskSeenAtMs', ${ms('c.at_risk_seen_at')},
     'deadlineAtMs', ${ms('c.deadline_at')}, 'breachedAtMs', ${ms('c.breached_at')}, 'metAtMs', ${ms('c.met_at')},
     'correctedAtMs', ${ms('c.corrected_at')}, 'supersededAtMs', ${ms('c.superseded_at')},
     'cancelledAtMs', ${ms('c.cancelled_at')}, 'pauses', c.pauses, 'steps', c.steps,
     'calendar', c.receipt->'calendar', 'receiptText', c.receipt->>'text', 'receipt', NULL)`,
    'c.key, c.cycle',
    `FROM clocks c WHERE c.org_id = l.org_id AND c.lead_id = l.id`,
  )},
  'escalations', ${touchedListOf(
    `json_build_object(
     'key', e.key, 'clockId', e.clock_id, 'clockKey', e.clock_key, 'cycle', e.cycle, 'stepKey', e.step_key,
     'repeat', e.repeat, 'action', e.action, 'dueAtMs', ${ms('e.due_at')}, 'firedAtMs', ${ms('e.fired_at')},
     'overtaken', e.overtaken, 'compensatedAtMs', ${ms('e.compensated_at')},
     'acknowledgedAtMs', ${ms('e.acknowledged_at')})`,
    'e.fired_at, e.key',
    `FROM escalations e WHERE e.org_id = l.org_id AND e.lead_id = l.id`,
  )},
  'assignments', ${touchedListOf(
    `json_build_object(
     'sequence', a.sequence, 'ownerId', a.owner_id, 'teamId', a.team_id, 'mode', a.mode,
     'assignedAtMs', ${ms('a.assigned_at')}, 'endedAtMs', ${ms('a.ended_at')},
     'explanationText', a.explanation->>'text', 'explanation', NULL)`,
    'a.sequence',
    `FROM assignments a WHERE a.org_id = l.org_id AND a.lead_id = l.id`,
  )},
  'offers', ${touchedListOf(
    `json_build_object(
     'sequence', o.sequence, 'mode', o.mode, 'teamId', o.team_id, 'status', o.status,
     'offeredAtMs', ${ms('o.offered_at')}, 'expiresAtMs', ${ms('o.expires_at')}, 'endedAtMs', ${ms('o.ended_at')},
     'explanationText', o.explanation->>'text',
     'explanation', CASE WHEN o.status = 'OPEN' THEN o.explanation END,
     'answers', (SELECT json_agg(json_build_object(
        'userId', w.user_id, 'status', w.status, 'answeredAtMs', ${ms('w.answered_at')}, 'reason', w.reason)
        ORDER BY w.user_id) FROM offer_answers w
        WHERE w.org_id = o.org_id AND w.lead_id = o.lead_id AND w.sequence = o.sequence))`,
    'o.sequence',
    `FROM offers o WHERE o.org_id = l.org_id AND o.lead_id = l.id`,
  )},
  'approvals', ${touchedListOf(
    `json_build_object(
     'sequence', v.sequence, 'ruleIndex', v.rule_index, 'teamId', v.team_id, 'otherwise', v.otherwise, 'status', v.status,
     'askedAtMs', ${ms('v.asked_at')}, 'expiresAtMs', ${ms('v.expires_at')}, 'endedAtMs', ${ms('v.ended_at')},
     'askedUserIds', v.asked_user_ids, 'asksManagers', v.asks_managers,
     'decidedBy', CASE WHEN v.decided_by_type IS NOT NULL THEN
        json_build_object('type', v.decided_by_type, 'id', v.decided_by_id) END, 'reason', v.reason,
     'explanationText', v.explanation->>'text',
     'explanation', CASE WHEN v.status = 'OPEN' THEN v.explanation END)`,
    'v.sequence',
    `FROM approvals v WHERE v.org_id = l.org_id AND v.lead_id = l.id`,
  )},
  'workItems', ${listOf(
    `json_build_object(
     'id', i.id, 'kind', i.kind, 'cause', i.cause, 'details', i.details)`,
    'i.created_at, i.id',
    `FROM work_items i WHERE i.org_id = l.org_id AND i.lead_id = l.id AND i.resolved_at IS NULL`,
  )}
) AS state, l.revision, l.flow_id, l.flow_version, f.key AS flow_key,
coalesce((SELECT json_agg(json_build_object('type', 'PROOF', 'id', p.id, 'kind', p.kind, 'outcome', p.outcome,
   'occurredAtMs', ${ms('p.occurred_at')}, 'receivedAtMs', ${ms('p.received_at')},
   'actor', json_build_object('type', p.actor_type, 'id', p.actor_id)))
   FROM proofs p WHERE p.org_id = l.org_id AND p.lead_id = l.id AND p.applied_at IS NULL), '[]'::json) AS proofs,
coalesce((SELECT json_agg(json_build_object('type', 'COMMAND', 'id', q.id, 'request', q.request,
   'receivedAtMs', ${ms('q.requested_at')}, 'actor', json_build_object('type', q.actor_type, 'id', q.actor_id)))
   FROM commands q WHERE q.org_id = l.org_id AND q.lead_id = l.id AND q.applied_at IS NULL), '[]'::json) AS commands,
-- Once for all leads, and only where one asks.
CASE WHEN l.status = 'RECEIVED' THEN (SELECT coalesce(json_agg(of_org), '[]'::json) FROM (${activeFlowsOf('$1')}) of_org) END AS active_flows
FROM leads l JOIN orgs g ON g.id = l.org_id
LEFT JOIN endpoints e ON e.org_id = l.org_id AND e.id = l.endpoint_id
LEFT JOIN flows f ON f.org_id = l.org_id AND f.id = l.flow_id
LEFT JOIN users u ON u.org_id = l.org_id AND u.id = l.owner_id
WHERE l.org_id = $1 AND l.id = ANY($2::uuid[])`;

interface Row {
  state: Omit<LeadState, 'flow'>;
  revision: number;
  flow_id: string | null;
  flow_version: number | null;
  flow_key: string | null;
  proofs: ProofInput[];
  commands: CommandInput[];
  active_flows: FlowRef[] | null;
}

/** Loads leads with everything that a settlement decides over, in one round trip where their flows are known. */
export async function loadLeads(tx: OrgTransaction, leadIds: string[]): Promise<LoadedLead[]> {
  const { rows } = await tx.client.query<Row>({ name: 'load_leads', text: LOAD, values: [tx.orgId, leadIds] });
  const flowOf = ({ flow_id: id, flow_version: version, flow_key: key }: Row) =>
    id === null ? null : { id, version: version!, key: key! };
  const definitionOf = await flowDefinitions(
    tx,
    rows.flatMap((row) => flowOf(row) ?? []),
  );
  return rows.map((row) => {
    const flow = flowOf(row);
    return {
      state: { ...row.state, flow: flow && { ...flow, definition: definitionOf(flow) } },
      revision: row.revision,
      inputs: [...row.proofs, ...row.commands],
      activeFlows: row.active_flows,
    };
  });
}

/**
 * The last act before a settlement's commit: waits for proofs that are being received, and keeps others waiting.
 * @param known ids of the inputs that the settlement decided over
 * @returns whether it decided over all proofs there are; if not, it must be undone and done again
 */
export async function sealSettlement(tx: OrgTransaction, leadIds: string[], known: string[]): Promise<boolean> {
  const { rows } = await tx.client.query<{ sealed: boolean }>({
    name: 'seal_settlement',
    text: 'SELECT seal_settlement($1, $2::uuid[], $3::uuid[]) AS sealed',
    values: [tx.orgId, leadIds, known],
  });
  return rows[0]!.sealed;
}

/** SQLSTATE of a settlement that did not decide over all proofs. */
export const NOT_SEALED = 'PG001';

/** The same as an assertion, which can go with the commit. @throws an error of Postgres with `NOT_SEALED` where it does not hold */
export async function ensureSealed(tx: OrgTransaction, leadIds: string[], known: string[]): Promise<void> {
  await tx.client.query({
    name: 'ensure_sealed',
    text: 'SELECT ensure_sealed($1, $2::uuid[], $3::uuid[])',
    values: [tx.orgId, leadIds, known],
  });
}

/** Versions of flows never change: what was read once stays true. */
const definitions = new Map<string, FlowDefinition>();

/** The definitions of flow versions, read once a process. */
export async function flowDefinitions(
  tx: OrgTransaction,
  refs: { id: string; version: number }[],
): Promise<(ref: { id: string; version: number }) => FlowDefinition> {
  const keyOf = (ref: { id: string; version: number }) => `${tx.orgId}:${ref.id}:${ref.version}`;
  const missing = refs.filter((ref) => !definitions.has(keyOf(ref)));
  if (missing.length > 0) {
    const { rows } = await tx.client.query<{ flow_id: string; version: number; definition: FlowDefinition }>(
      `SELECT flow_id, version, definition FROM flow_versions
       WHERE org_id = $1 AND (flow_id, version) IN (SELECT * FROM unnest($2::uuid[], $3::int[]))`,
      [tx.orgId, missing.map(({ id }) => id), missing.map(({ version }) => version)],
    );
    if (definitions.size > 5_000) definitions.clear();
    for (const row of rows) definitions.set(keyOf({ id: row.flow_id, version: row.version }), row.definition);
  }
  return (ref) => {
    const definition = definitions.get(keyOf(ref));
    if (!definition) throw new Error(`flow ${ref.id} has no version ${ref.version}`);
    return definition;
  };
}
