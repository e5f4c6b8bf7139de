import { v7 as newId } from 'uuid';
import type { Actor } from '../../domain/lead/state.js';
import type { Database } from '../client.js';
import { retryOnRace } from './races.js';

/** What intake must know of an endpoint before it knows the org: found by its id alone. */
export interface IntakeEndpoint {
  orgId: string;
  id: string;
  name: string;
  source: string;
  adapter: string;
  flowId: string | null;
  /** The ciphertexts of its active secrets, newest first. */
  secrets: string[];
}

/** A lead as it is taken in. */
export interface NewLead {
  source: string;
  externalId: string | null;
  name: string | null;
  email: string | null;
  emailRaw: string | null;
  phone: string | null;
  phoneRaw: string | null;
  message: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean | undefined>;
  /** ISO 8601 UTC. */
  occurredAt: string | null;
}

/** What makes two deliveries the same one: who chose the key, the key, and what came with it. */
export interface InboxKey {
  scope: string;
  key: string;
  /** SHA-256 of the body. */
  bodyHash: string;
}

export interface Delivery {
  orgId: string;
  endpointId: string | null;
  actor: Actor;
  traceId: string | null;
  /** Null: the sender gave no key, only source and externalId can tell that a lead is known. */
  inbox: InboxKey | null;
}

export type TakenIn = { verdict: 'CREATED' | 'DUPLICATE'; leadIds: string[] } | { verdict: 'OTHER_BODY' };

interface EndpointRow {
  org_id: string;
  id: string;
  name: string;
  source: string;
  adapter: string;
  flow_id: string | null;
  secrets: string[];
}

/**
 * The endpoint of an id, with its active secrets. Asked at each delivery and never cached: a secret that is revoked
 * counts no more from that moment on.
 * @returns null when there is none.
 */
export async function findEndpoint(db: Database, id: string): Promise<IntakeEndpoint | null> {
  const { rows } = await db.pool.query<EndpointRow>({
    name: 'find_endpoint',
    text: 'SELECT * FROM find_endpoint($1)',
    values: [id],
  });
  const [row] = rows;
  return row
    ? {
        orgId: row.org_id,
        id: row.id,
        name: row.name,
        source: row.source,
        adapter: row.adapter,
        flowId: row.flow_id,
        secrets: row.secrets,
      }
    : null;
}

/**
 * Takes in the leads of one delivery, all or none: for each the inbox key, the row, its audit entry and the outbox row
 * that starts its workflow.
 * @returns `CREATED` when at least one is new, `DUPLICATE` when all are known, each with the ids in the order of
 * `leads`; `OTHER_BODY`, with nothing stored, when the key came before with another body.
 */
export function takeInLeads(db: Database, delivery: Delivery, leads: readonly NewLead[]): Promise<TakenIn> {
  const [only] = leads;
  return retryOnRace(() =>
    only !== undefined && leads.length === 1
      ? takeInOne(db.pool, delivery, only, 0).then((taken) => collect([taken]))
      : takeInAll(db, delivery, leads),
  );
}

interface TakenInRow {
  lead_id: string;
  verdict: 'CREATED' | 'DUPLICATE' | 'OTHER_BODY';
}

/** All leads of a batch in one transaction. */
function takeInAll(db: Database, delivery: Delivery, leads: readonly NewLead[]): Promise<TakenIn> {
  return db.inOrg(delivery.orgId, async ({ client }) => {
    const taken: TakenInRow[] = [];
    for (const [index, lead] of leads.entries()) {
      const row = await takeInOne(client, delivery, lead, index);
      // The first lead's key speaks for the delivery: when it came with another body, nothing was stored yet.
      if (row.verdict === 'OTHER_BODY') return { verdict: 'OTHER_BODY' };
      taken.push(row);
    }
    return collect(taken);
  });
}

function collect(taken: TakenInRow[]): TakenIn {
  if (taken.some(({ verdict }) => verdict === 'OTHER_BODY')) return { verdict: 'OTHER_BODY' };
  const created = taken.some(({ verdict }) => verdict === 'CREATED');
  return { verdict: created ? 'CREATED' : 'DUPLICATE', leadIds: taken.map(({ lead_id }) => lead_id) };
}

const TAKE_IN_LEAD = `SELECT lead_id, verdict FROM take_in_lead(${Array.from({ length: 23 }, (_, i) => `$${i + 1}`).join(',')})`;

/** One call of the database function (migration 0002): as a statement of its own, it is its own transaction. */
async function takeInOne(
  client: Pick<Database['pool'], 'query'>,
  { orgId, endpointId, actor, traceId, inbox }: Delivery,
  lead: NewLead,
  index: number,
): Promise<TakenInRow> {
  const { rows } = await client.query<TakenInRow>({
    name: 'take_in_lead',
    text: TAKE_IN_LEAD,
    values: [
      orgId,
      newId(),
      // The later leads of a batch have the delivery's key in a scope of their own: a redelivery finds each again.
      inbox === null ? null : index === 0 ? inbox.scope : `${inbox.scope}:${index}`,
      inbox?.key ?? null,
      inbox?.bodyHash ?? null,
      actor.type,
      actor.id,
      traceId,
      endpointId,
      lead.source,
      lead.externalId,
      lead.name,
      lead.email,
      lead.emailRaw,
      lead.phone,
      lead.phoneRaw,
      lead.message,
      lead.language,
      lead.country,
      lead.tags,
      JSON.stringify(lead.attributes),
      JSON.stringify(lead.consents),
      lead.occurredAt,
    ],
  });
  const [row] = rows;
  if (!row) throw new Error('take_in_lead returned no row');
  return row;
}
