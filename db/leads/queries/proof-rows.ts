import type { CameInBy, Reporter } from '../../../domain/leads/proofs/reach.js';
import { isId, type OrgTransaction } from '../../client.js';
import { at, ms } from '../../instants.js';
import { RaceLost } from '../../races.js';
import type { NewProof } from './new-proof.js';

/** A lead that a proof may be for. One that was merged is told of as the one that stayed, but for where it came in. */
export interface FoundLead extends CameInBy {
  /** What it was merged into; itself, where it was not. */
  keptId: string;
  /** When the person asked, where the sender said so. */
  occurredAtMs: number | null;
  receivedAtMs: number;
  /** The proof of that lead which has this one's externalId. */
  existing: string | null;
}

/** What is there that a proof depends on. */
export interface LookedUp {
  /** What came by its inbox key. */
  known: { bodyHash: string; leadId: string; proofId: string } | null;
  reporter: Reporter | null;
  leads: FoundLead[];
}

const found = (which: string): string => `
  SELECT json_build_object('keptId', kept.id, 'existing', p.id, 'endpointId', l.endpoint_id, 'endpointKind', e.kind,
    'occurredAtMs', ${ms('kept.occurred_at')}, 'receivedAtMs', ${ms('kept.received_at')}) AS lead
  FROM leads l
    CROSS JOIN LATERAL (SELECT kept_lead(l.org_id, l.id) AS id) stayed
    JOIN leads kept ON kept.org_id = l.org_id AND kept.id = stayed.id
    LEFT JOIN endpoints e ON e.org_id = l.org_id AND e.id = l.endpoint_id
    LEFT JOIN proofs p ON p.org_id = l.org_id AND p.lead_id = kept.id AND p.external_id = g.proof
  WHERE l.org_id = $1 AND (g.owner IS NULL OR l.owner_id = g.owner) AND ${which}`;

// By both indexes of identity. Leads from before it was the endpoint's come last: theirs is a second one's id.
const LOOK_UP = `
SELECT
  (SELECT json_build_object('bodyHash', k.body_hash, 'leadId', k.lead_id, 'proofId', k.response->>'proofId')
    FROM inbox_keys k WHERE k.org_id = $1 AND k.scope = g.scope AND k.key = g.key) AS known,
  (SELECT json_build_object('id', e.id, 'kind', e.kind, 'proofsFor', e.proofs_for)
    FROM endpoints e WHERE e.org_id = $1 AND e.id = g.reporter) AS reporter,
  coalesce(CASE WHEN g.lead IS NOT NULL THEN (SELECT json_agg(f.lead) FROM (${found('l.id = g.lead')}) f)
    ELSE (SELECT json_agg(f.lead) FROM (
      (${found('l.external_id = g."externalId" AND l.identity_scope IS NULL')} LIMIT 100) UNION ALL
      (${found('l.external_id = g."externalId" AND l.identity_scope IS NOT NULL')} LIMIT 100)) f)
    END, '[]') AS leads
FROM ROWS FROM (jsonb_to_recordset($2) AS (
  scope text, key text, reporter uuid, lead uuid, "externalId" text, owner uuid, proof text)) WITH ORDINALITY AS g
ORDER BY g.ordinality`;

/** Looks up for proofs what they depend on, in their order. */
export async function lookUpProofs(tx: OrgTransaction, proofs: readonly NewProof[]): Promise<LookedUp[]> {
  const asked = proofs.map(({ inbox, reporterId, lead, onlyOwner, externalId }) => ({
    scope: inbox?.scope,
    key: inbox?.key,
    reporter: reporterId,
    lead: 'id' in lead && isId(lead.id) ? lead.id : null,
    externalId: 'id' in lead ? null : lead.externalId,
    owner: onlyOwner,
    proof: externalId,
  }));
  const { rows } = await tx.client.query<LookedUp>({
    name: 'look_up_proofs',
    text: LOOK_UP,
    values: [tx.orgId, JSON.stringify(asked)],
  });
  return rows;
}

interface Entered {
  nowMs: number;
  keptId: string;
}

/**
 * Puts the proof in order with the lead's settlements (0004_proof_order.sql).
 * @returns when it was received: the database's clock, cut to the milliseconds that are kept; and the lead that it is for now
 */
export async function enterProof(tx: OrgTransaction, leadId: string): Promise<Entered> {
  const { rows } = await tx.client.query<Entered>({
    name: 'enter_proof',
    text: `SELECT ${ms('enter_proof($1, $2)')} AS "nowMs", kept_lead($1, $2) AS "keptId"`,
    values: [tx.orgId, leadId],
  });
  return rows[0]!;
}

/**
 * The same for several at once, by lead.
 * @param waits for who settles one of them at this moment, of which there is one only; else those are left out
 */
export async function enterProofs(
  tx: OrgTransaction,
  leadIds: readonly string[],
  waits: boolean,
): Promise<Map<string, Entered>> {
  if (leadIds.length === 0) return new Map();
  if (waits) return new Map([[leadIds[0]!, await enterProof(tx, leadIds[0]!)]]);
  const { rows } = await tx.client.query<Entered & { lead: string }>({
    name: 'try_enter_proofs',
    text: `SELECT lead, ${ms('entered_at')} AS "nowMs", kept AS "keptId" FROM try_enter_proofs($1, $2)`,
    values: [tx.orgId, [...new Set(leadIds)]],
  });
  return new Map(rows.map(({ lead, ...entered }) => [lead, entered]));
}

/** A proof as it is written. */
export interface ProofRow {
  proof: NewProof;
  proofId: string;
  leadId: string;
  occurredAtMs: number;
  receivedAtMs: number;
  /** False: it is there, and only its inbox key is new. */
  isNew: boolean;
}

const WRITE = `
WITH given AS MATERIALIZED (
  SELECT g.*, ${at('g."occurredAtMs"')} AS occurred_at, ${at('g."receivedAtMs"')} AS received_at
  FROM jsonb_to_recordset($2) AS g (
    "proofId" uuid, "leadId" uuid, "isNew" boolean, kind text, outcome text, "occurredAtMs" float8, "receivedAtMs" float8,
    "externalId" text, "actorType" text, "actorId" text, note text, told jsonb, "traceId" text,
    scope text, key text, "bodyHash" text)
), keyed AS (
  INSERT INTO inbox_keys (org_id, scope, key, body_hash, lead_id, response)
  SELECT $1, g.scope, g.key, g."bodyHash", g."leadId", jsonb_build_object('proofId', g."proofId"::text)
  FROM given g WHERE g.key IS NOT NULL ON CONFLICT DO NOTHING RETURNING 1
), proof AS (
  INSERT INTO proofs (org_id, id, lead_id, kind, occurred_at, received_at, external_id, actor_type, actor_id, note, outcome)
  SELECT $1, g."proofId", g."leadId", g.kind, g.occurred_at, g.received_at, g."externalId", g."actorType", g."actorId", g.note,
    g.outcome
  FROM given g WHERE g."isNew" ON CONFLICT (org_id, lead_id, external_id) DO NOTHING RETURNING 1
), audited AS (
  INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, lead_id, after, trace_id)
  SELECT $1, g.received_at, g."actorType", g."actorId", 'proof.recorded', 'proof', g."proofId"::text, g."leadId", g.told, g."traceId"
  FROM given g WHERE g."isNew"
), told AS (
  INSERT INTO outbox (org_id, topic, lead_id, subject_id)
  SELECT $1, 'PROOF_RECORDED', g."leadId", g."proofId" FROM given g WHERE g."isNew"
)
SELECT (SELECT count(*) FROM keyed) AS keys, (SELECT count(*) FROM proof) AS proofs`;

/** @throws RaceLost when another transaction wrote one of them, or its key, meanwhile: then nothing may stay of this one */
export async function writeProofs(tx: OrgTransaction, rows: readonly ProofRow[]): Promise<void> {
  if (rows.length === 0) return;
  const { rows: counts } = await tx.client.query<{ keys: number; proofs: number }>({
    name: 'write_proofs',
    text: WRITE,
    values: [tx.orgId, JSON.stringify(rows.map(givenOf))],
  });
  const { keys, proofs } = counts[0]!;
  const [keysGiven, newOnes] = [rows.filter(({ proof }) => proof.inbox), rows.filter(({ isNew }) => isNew)];
  if (keys !== keysGiven.length || proofs !== newOnes.length) throw new RaceLost('proofs or their inbox keys');
}

function givenOf({ proof, ...row }: ProofRow) {
  const { kind, outcome = null, externalId, actor, note, traceId, inbox, reportedActor } = proof;
  const { proofId, occurredAtMs } = row;
  const occurredAt = new Date(occurredAtMs).toISOString();
  return {
    ...row,
    ...inbox,
    kind,
    outcome,
    externalId,
    actorType: actor.type,
    actorId: actor.id,
    note,
    traceId,
    told: { proofId, kind, outcome, occurredAt, externalId, reportedActor },
  };
}
