import type { LeadState } from '../../../../domain/leads/lead/state.js';
import { identifying } from '../../../../domain/leads/same-person/same-contact.js';
import type { KnownLead } from '../../../../domain/leads/same-person/same-person.js';
import type { OrgTransaction } from '../../../client.js';
import { ms } from '../../../instants.js';
import { leadIsOpen } from '../../predicates.js';

/**
 * Two leads of one person must not be decided at the same instant: neither would see the other. Held to the end of the
 * transaction; taken after the leads' rows and before the org's routing lock.
 */
export async function lockPersons(tx: OrgTransaction): Promise<void> {
  await tx.client.query({
    name: 'persons_lock',
    text: "SELECT pg_advisory_xact_lock(hashtextextended('persons:' || $1, 0))",
    values: [tx.orgId],
  });
}

const BACK = "$2::float8 * interval '1 millisecond'";

/** The leads that are asked about, each with what its person can be known by (`identifying`). */
const ASKED = `unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS c (id, email, phone, extension)
JOIN leads n ON n.org_id = $1 AND n.id = c.id`;

function askedValues(tx: OrgTransaction, leads: readonly LeadState[], lookBackMs: number): unknown[] {
  const contacts = leads.map(identifying);
  return [
    tx.orgId,
    lookBackMs,
    leads.map(({ id }) => id),
    contacts.map(({ email }) => email),
    contacts.map(({ phone }) => phone),
    contacts.map(({ phoneExtension }) => phoneExtension),
  ];
}

const SHARED = {
  email: 'e.email = c.email',
  phone: 'e.phone = c.phone AND e.phone_extension IS NOT DISTINCT FROM c.extension',
};
type Contact = keyof typeof SHARED;

// Not by the index of all undecided leads, which are many when the machine was down: a person has few.
const undecidedBy = (contact: Contact): string => `
  SELECT e.id, e.received_at FROM leads e
  WHERE e.org_id = n.org_id AND ${SHARED[contact]} AND (e.status || '') = 'RECEIVED'
    AND e.received_at BETWEEN n.received_at - ${BACK} AND n.received_at`;

const UNDECIDED = `
SELECT DISTINCT o.id FROM ${ASKED}
CROSS JOIN LATERAL (${undecidedBy('email')} UNION ALL ${undecidedBy('phone')}) o
WHERE n.status = 'RECEIVED' AND (o.received_at, o.id) < (n.received_at, n.id) AND o.id <> ALL($3::uuid[])
LIMIT 1000`;

/**
 * Leads that were received before one of these, with its address or number, and are not decided yet.
 * @param lookBackMs how long before
 */
export async function undecidedBefore(
  tx: OrgTransaction,
  leads: readonly LeadState[],
  lookBackMs: number,
): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>({
    name: 'undecided_before',
    text: UNDECIDED,
    values: askedValues(tx, leads, lookBackMs),
  });
  return rows.map(({ id }) => id);
}

/**
 * A lead that was taken in a moment before another can be committed a moment after it, and find it decided: then that
 * one came first. So much later it may have been received.
 */
const COMMITTED_LATER = "interval '1 minute'";
/** The latest tell who the person's reps were, and whether a number is shared; of the open ones the latest counts. */
const MOST = 20;

const decidedBy = (contact: Contact, more: string): string => `
  (SELECT e.id, e.owner_id, e.status, e.received_at, e.name, e.email, e.phone, e.phone_extension FROM leads e
   WHERE e.org_id = n.org_id AND ${SHARED[contact]} AND e.id <> n.id AND e.status <> 'RECEIVED'${more}
     AND e.received_at BETWEEN n.received_at - ${BACK} AND n.received_at + ${COMMITTED_LATER}
   ORDER BY e.received_at DESC, e.id DESC LIMIT ${MOST})`;

const BRANCHES = (['email', 'phone'] as const).flatMap((contact) =>
  ['', ` AND ${leadIsOpen('e')}`].map((more) => decidedBy(contact, more)),
);

const decidedOf = (asked: string): string => `
SELECT n.id AS "leadId", o.id, o.owner_id AS "ownerId", o.status, o.name, o.email, o.phone,
  o.phone_extension AS "phoneExtension", ${ms('o.received_at')} AS "receivedAtMs"
FROM ${asked} CROSS JOIN LATERAL (${BRANCHES.join(' UNION ')}) o
ORDER BY o.received_at DESC, o.id DESC`;
const DECIDED = decidedOf(ASKED);

/**
 * The decided leads that may be of the same persons: those with the same e-mail address or phone number that came before.
 * @param lookBackMs how long before at most
 * @returns by the lead's id, newest first: the latest ones, and the latest of the open ones
 */
export async function decidedLeadsOfSamePersons(
  tx: OrgTransaction,
  leads: readonly LeadState[],
  lookBackMs: number,
): Promise<Map<string, KnownLead[]>> {
  const { rows } = await tx.client.query<Decided>({
    name: 'same_persons',
    text: DECIDED,
    values: askedValues(tx, leads, lookBackMs),
  });
  return byLead(rows);
}

/** One that nobody stores, at an instant of its own. */
const DECIDED_BEFORE =
  decidedOf(`unnest($3::uuid[], $4::text[], $5::text[], $6::text[]) AS c (id, email, phone, extension)
CROSS JOIN LATERAL (SELECT $1::uuid AS org_id, c.id, $7::timestamptz AS received_at) n`);

/** The same for a lead that is only tried, as if it came at its instant; one that is stored is not found by itself. */
export async function decidedLeadsBefore(
  tx: OrgTransaction,
  lead: LeadState,
  lookBackMs: number,
): Promise<Map<string, KnownLead[]>> {
  const { rows } = await tx.client.query<Decided>({
    name: 'same_persons_before',
    text: DECIDED_BEFORE,
    values: [...askedValues(tx, [lead], lookBackMs), new Date(lead.receivedAtMs)],
  });
  return byLead(rows);
}

type Decided = KnownLead & { leadId: string };

function byLead(rows: readonly Decided[]): Map<string, KnownLead[]> {
  const found = new Map<string, KnownLead[]>();
  for (const { leadId, ...earlier } of rows) {
    const known = found.get(leadId);
    if (known) known.push(earlier);
    else found.set(leadId, [earlier]);
  }
  return found;
}
