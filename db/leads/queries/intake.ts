import { v7 as newId } from 'uuid';
import type { IntakeNote } from '../../../domain/leads/lead/intake-notes.js';
import type { Actor } from '../../../domain/platform/audit/actor.js';
import type { Database } from '../../client.js';
import { Batcher } from '../../batcher.js';
import { Joined } from '../../joined.js';
import { firstOfName } from '../../lanes.js';
import { Recent } from '../../recent.js';
import { isRefusal, retryOnRace } from '../../races.js';

/** What intake must know of an endpoint before it knows the org: found by its id alone. */
export interface IntakeEndpoint {
  orgId: string;
  id: string;
  name: string;
  source: string;
  adapter: string;
  flowId: string | null;
  /** Which question or field is which of a lead's. */
  mapping: Record<string, string>;
  /** Deliveries a minute; null: as many as the process says. */
  quotaPerMinute: number | null;
  /** Whether it takes nothing in for now. */
  switchedOff: boolean;
  /** Whether it is gone: its row stays for what came by it. */
  deleted: boolean;
  /** Its org is. */
  suspended: boolean;
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
  /** Of `phone`: the same number with another extension is another person's. */
  phoneExtension: string | null;
  phoneRaw: string | null;
  message: string | null;
  language: string | null;
  country: string | null;
  tags: string[];
  attributes: Record<string, unknown>;
  consents: Record<string, boolean | undefined>;
  /** ISO 8601 UTC. */
  occurredAt: string | null;
  /** How it was read, where that is not plain. */
  intakeNotes?: IntakeNote[];
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
  /** Null: the sender gave no key, only their id of the lead can tell that it is known. */
  inbox: InboxKey | null;
  /** Of each lead, which of the delivery's people it is, where others of them are no leads; else as they are given. */
  places?: readonly number[];
}

export type TakenIn = { verdict: 'CREATED' | 'DUPLICATE'; leadIds: string[] } | { verdict: 'OTHER_BODY' };

/**
 * The endpoint of an id, with its active secrets. Read for each delivery and never cached: a secret that is revoked
 * counts no more from that moment on. Deliveries that come at once are read for together. That there is none is remembered:
 * ids are ours and made at random, so none that was asked for comes into being.
 * @returns null when there is none.
 */
export async function findEndpoint(db: Database, id: string): Promise<IntakeEndpoint | null> {
  const { endpoints, unknown } = lanesOf(db);
  const one = id.toLowerCase();
  if (unknown.has(one)) return null;
  const found = await endpoints.do(one);
  if (found === null) unknown.add(one);
  return found;
}

/**
 * Takes in the leads of one delivery, all or none: for each the inbox key, the row, its audit entry and the outbox row
 * that starts its workflow. Committed when it returns.
 * Known is a lead by its endpoint (or, without one, whoever brings it) and `externalId`. What its delivery adds is kept.
 * @returns `CREATED` when at least one is new, `DUPLICATE` when all are known, each with the ids in the order of
 * `leads`; `OTHER_BODY`, with nothing stored, when the key came before with another body.
 */
export async function takeInLeads(db: Database, delivery: Delivery, leads: readonly NewLead[]): Promise<TakenIn> {
  const [lead] = leads;
  if (lead !== undefined && leads.length === 1) {
    const taken = await lanesOf(db).leads.do(delivery.orgId, { delivery, lead, place: placeOf(delivery, 0) });
    if ('error' in taken) throw taken.error;
    // Others' leads do not wait for a known one that is being settled.
    if (taken.verdict !== 'BUSY') return collect([taken]);
  }
  return retryOnRace(() => takeInTogether(db, delivery, leads));
}

interface OneLead {
  delivery: Delivery;
  lead: NewLead;
  /** Its place in the delivery. */
  place: number;
}

const placeOf = ({ places }: Delivery, index: number): number => places?.[index] ?? index;

interface TakenInRow {
  lead_id: string;
  verdict: 'CREATED' | 'DUPLICATE' | 'OTHER_BODY' | 'BUSY';
}

interface Lanes {
  endpoints: Batcher<string, IntakeEndpoint | null>;
  unknown: Recent;
  /** By org: what one org's deliveries wait for is no matter of another's. */
  leads: Joined<OneLead, TakenInRow | Failed>;
}

/** What went wrong with one item of a batch is no matter of the others. */
interface Failed {
  error: unknown;
}

/** Ids of endpoints that there are not: enough for who guesses, and little to keep. */
const UNKNOWN = { most: 10_000, forMs: 10_000 };

const lanes = new WeakMap<Database, Lanes>();

/**
 * What comes in at once goes to the database at once: one round trip, one commit, one notice for the relay. Under load
 * that is most of what a delivery costs; a single delivery does not wait for others.
 */
function lanesOf(db: Database): Lanes {
  const known = lanes.get(db);
  if (known) return known;
  const made: Lanes = {
    unknown: new Recent(UNKNOWN),
    endpoints: new Batcher({ run: (ids) => findEndpoints(db, ids), size: 100, inFlight: 1 }),
    leads: new Joined({ size: 64, mostWaiting: 2_000 }, (orgId, items) => takeInSeparately(db, orgId, items)),
  };
  lanes.set(db, made);
  return made;
}

async function findEndpoints(db: Database, ids: readonly string[]): Promise<(IntakeEndpoint | null)[]> {
  const { rows } = await db.pool.query<IntakeEndpoint>({
    name: 'find_intake_endpoints',
    text: `SELECT e.org_id AS "orgId", e.id, e.name, e.source, e.adapter, e.flow_id AS "flowId", e.mapping,
             e.quota_per_minute AS "quotaPerMinute", e.switched_off_at IS NOT NULL AS "switchedOff",
             e.deleted_at IS NOT NULL AS deleted, e.tenant_suspended_at IS NOT NULL AS suspended, found.secrets
           FROM unnest($1::uuid[]) AS given (id), LATERAL find_intake_endpoint(given.id) AS found,
             LATERAL jsonb_to_record(found.endpoint) AS e (
               org_id uuid, id uuid, name text, source text, adapter text, flow_id uuid, mapping jsonb,
               quota_per_minute int, switched_off_at timestamptz, deleted_at timestamptz,
               tenant_suspended_at timestamptz)`,
    values: [[...new Set(ids)]],
  });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => byId.get(id) ?? null);
}

/**
 * Leads of several deliveries to one org, which have nothing to do with each other but the moment. They share a transaction; where
 * that fails because of one of them, each has its own.
 */
async function takeInSeparately(
  db: Database,
  orgId: string,
  items: readonly OneLead[],
): Promise<(TakenInRow | Failed)[]> {
  // In one order everywhere: two batches with the same keys wait for each other instead of blocking each other.
  const order = [...items.keys()].sort((a, b) => (keyOf(items[a]!) < keyOf(items[b]!) ? -1 : 1));
  const taken: (TakenInRow | Failed)[] = [];
  try {
    const inOrder = order.map((place) => items[place]!);
    const rows = await db.inTurn(orgId, (client) => takeInRows(client, inOrder, true));
    order.forEach((place, index) => (taken[place] = rows[index]!));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    for (const place of order) {
      taken[place] = await retryOnRace(() =>
        db.inTurn(orgId, (client) => takeInRows(client, [items[place]!], true)),
      ).then(
        ([row]) => row!,
        (own: unknown) => ({ error: own }),
      );
    }
  }
  return taken;
}

const keyOf = ({ delivery: { inbox } }: OneLead): string => `${inbox?.scope} ${inbox?.key}`;

/** All leads of one delivery in one transaction of their own, which is taken back when the delivery is refused. */
async function takeInTogether(db: Database, delivery: Delivery, leads: readonly NewLead[]): Promise<TakenIn> {
  const items = leads.map((lead, index) => ({ delivery, lead, place: placeOf(delivery, index) }));
  try {
    return await db.inOrg(delivery.orgId, async ({ client }) => {
      const taken = collect(await takeInRows(client, items));
      // Another body may hold more leads than the first: those have no key yet and were stored just now.
      if (taken.verdict === 'OTHER_BODY') throw new OtherBody();
      return taken;
    });
  } catch (error) {
    if (error instanceof OtherBody) return { verdict: 'OTHER_BODY' };
    throw error;
  }
}

class OtherBody extends Error {}

function collect(taken: readonly TakenInRow[]): TakenIn {
  if (taken.some(({ verdict }) => verdict === 'OTHER_BODY')) return { verdict: 'OTHER_BODY' };
  const created = taken.some(({ verdict }) => verdict === 'CREATED');
  return { verdict: created ? 'CREATED' : 'DUPLICATE', leadIds: taken.map(({ lead_id }) => lead_id) };
}

/** A lead as `take_in_leads` is given it (0043_taken_in_together.sql), which says each member's type. */
interface Given extends NewLead {
  org: string;
  /** Its id, if it is new. */
  id: string;
  scope: string | null;
  key: string | null;
  bodyHash: string | null;
  actorType: Actor['type'];
  actorId: string | null;
  traceId: string | null;
  endpoint: string | null;
  /** Answer `BUSY` for a known lead whose row somebody holds, instead of waiting for it. */
  skipLocked: boolean;
  /** None before it has its key, or is the same lead: then it can be written together with the others. */
  apart: boolean;
}

/** Takes leads in, in this order, in one statement: outside a transaction it is its own. */
async function takeInRows(
  client: Pick<Database['pool'], 'query'>,
  items: readonly OneLead[],
  skipLocked = false,
): Promise<TakenInRow[]> {
  const { rows } = await client.query<TakenInRow>({
    name: 'take_in_leads',
    text: `WITH taken AS MATERIALIZED (SELECT lead_id, verdict FROM take_in_leads($1)),
           counted AS (
             INSERT INTO counter_deltas (amounts) SELECT jsonb_build_object('leads_received_total', count(*))
             FROM taken WHERE verdict = 'CREATED' HAVING count(*) > 0)
           SELECT lead_id, verdict FROM taken`,
    values: [JSON.stringify(givenOf(items, skipLocked))],
  });
  return rows;
}

function givenOf(items: readonly OneLead[], skipLocked: boolean): Given[] {
  const apart = firstOfName(items, namesOf);
  return items.map((item, index) => givenOne(item, { skipLocked, apart: apart[index]! }));
}

function namesOf({ delivery: { inbox, endpointId, actor }, lead: { externalId }, place }: OneLead): string[] {
  const names = inbox === null ? [] : [`key ${inbox.scope} ${place} ${inbox.key}`];
  return externalId === null ? names : [...names, `id ${endpointId ?? `${actor.type}:${actor.id}`} ${externalId}`];
}

function givenOne(
  { delivery, lead, place }: OneLead,
  { skipLocked, apart }: Pick<Given, 'skipLocked' | 'apart'>,
): Given {
  const { orgId, endpointId, actor, traceId, inbox } = delivery;
  return {
    ...lead,
    org: orgId,
    id: newId(),
    // The later leads of a batch have the delivery's key in a scope of their own: a redelivery finds each again.
    scope: inbox === null ? null : place === 0 ? inbox.scope : `${inbox.scope}:${place}`,
    key: inbox?.key ?? null,
    bodyHash: inbox?.bodyHash ?? null,
    actorType: actor.type,
    actorId: actor.id,
    traceId,
    endpoint: endpointId,
    skipLocked,
    apart,
  };
}
