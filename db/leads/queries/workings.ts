import type { ReceiptFault } from '../../../domain/engine/sla/receipt-check.js';
import { receiptFaults } from '../../../domain/engine/sla/receipt-check.js';
import type { Receipt } from '../../../domain/engine/sla/clock.js';
import type { LeadStatus } from '../../../domain/leads/vocabulary/status.js';
import type { OrgTransaction } from '../../client.js';
import { leadIsOpen } from '../predicates.js';

/** What the machine has to do for a lead, without whom it is about. */
export interface LeadWorkings {
  id: string;
  status: LeadStatus;
  isOpen: boolean;
  receivedAt: Date;
  nextDueAt: Date | null;
  /** Proofs and commands that came in and are not applied. */
  unapplied: number;
  clocks: { key: string; cycle: number; status: string; deadlineAt: Date | null; faults: ReceiptFault[] }[];
  messages: {
    id: number;
    topic: string;
    attempts: number;
    availableAt: Date;
    deadAt: Date | null;
    error: string | null;
  }[];
  workItems: { kind: string; createdAt: Date }[];
}

export async function leadWorkings(tx: OrgTransaction, id: string): Promise<LeadWorkings | null> {
  const about = [tx.orgId, id];
  const { rows } = await tx.client.query<Omit<LeadWorkings, 'clocks' | 'messages' | 'workItems'>>(
    `SELECT l.id, l.status, ${leadIsOpen('l')} AS "isOpen", l.received_at AS "receivedAt", l.next_due_at AS "nextDueAt",
       ((SELECT count(*) FROM proofs p WHERE p.org_id = l.org_id AND p.lead_id = l.id AND p.applied_at IS NULL)
         + (SELECT count(*) FROM commands c WHERE c.org_id = l.org_id AND c.lead_id = l.id AND c.applied_at IS NULL)) AS unapplied
     FROM leads l WHERE l.org_id = $1 AND l.id = $2`,
    about,
  );
  if (!rows[0]) return null;
  const clocks = await tx.client.query<ClockRow>(
    `SELECT ${CLOCK} FROM clocks WHERE org_id = $1 AND lead_id = $2 ORDER BY started_at, key, cycle`,
    about,
  );
  const messages = await tx.client.query<LeadWorkings['messages'][number]>(
    `SELECT id, topic, attempts, available_at AS "availableAt", dead_at AS "deadAt", last_error AS error FROM outbox
     WHERE org_id = $1 AND lead_id = $2 AND delivered_at IS NULL ORDER BY id`,
    about,
  );
  const items = await tx.client.query<LeadWorkings['workItems'][number]>(
    `SELECT kind, created_at AS "createdAt" FROM work_items
     WHERE org_id = $1 AND lead_id = $2 AND resolved_at IS NULL ORDER BY created_at`,
    about,
  );
  return {
    ...rows[0],
    clocks: clocks.rows.map(({ id: _, leadId: _lead, ...row }) => ({
      key: row.key,
      cycle: row.cycle,
      status: row.status,
      deadlineAt: row.deadlineAt,
      faults: faultsOf(row),
    })),
    messages: messages.rows,
    workItems: items.rows,
  };
}

interface ClockRow {
  id: string;
  leadId: string;
  key: string;
  cycle: number;
  status: string;
  startedAt: Date;
  deadlineAt: Date | null;
  targetMs: number;
  receipt: Receipt;
}
const CLOCK = `id, lead_id AS "leadId", key, cycle, status, started_at AS "startedAt", deadline_at AS "deadlineAt",
  target_ms AS "targetMs", receipt`;

const faultsOf = ({ startedAt, deadlineAt, targetMs, receipt }: Omit<ClockRow, 'id' | 'leadId'>): ReceiptFault[] =>
  receiptFaults({
    startedAtMs: startedAt.getTime(),
    deadlineAtMs: deadlineAt?.getTime() ?? null,
    targetMs,
    receipt,
  });

/** Clocks of the org, from one on, that are not what their receipts say. @param after the id of the last one before */
export async function clocksAgainstReceipts(
  tx: OrgTransaction,
  after: string | null,
  limit: number,
): Promise<{
  looked: number;
  last: string | null;
  findings: { leadId: string; clockKey: string; cycle: number; faults: ReceiptFault[] }[];
}> {
  const { rows } = await tx.client.query<ClockRow>(
    `SELECT ${CLOCK} FROM clocks WHERE org_id = $1 AND ($2::uuid IS NULL OR id > $2) ORDER BY id LIMIT $3`,
    [tx.orgId, after, limit],
  );
  const findings = rows.flatMap((row) => {
    const faults = faultsOf(row);
    return faults.length === 0 ? [] : [{ leadId: row.leadId, clockKey: row.key, cycle: row.cycle, faults }];
  });
  return { looked: rows.length, last: rows.at(-1)?.id ?? null, findings };
}

/** An open lead, and what the machine owes it for longer than it should. */
export interface OpenLead {
  id: string;
  neverBegan: boolean;
  overdue: boolean;
  unapplied: boolean;
}

/** For so long something may be under way. */
const PATIENCE = `interval '1 minute'`;

/** Open leads of the org that have been here for a while, from one on. */
export async function openLeads(tx: OrgTransaction, after: string | null, limit: number): Promise<OpenLead[]> {
  const unapplied = (table: 'proofs' | 'commands', since: string): string =>
    `EXISTS (SELECT FROM ${table} u WHERE u.org_id = l.org_id AND u.lead_id = l.id AND u.applied_at IS NULL
       AND u.${since} < now() - ${PATIENCE})`;
  const { rows } = await tx.client.query<OpenLead>(
    `SELECT l.id, l.status = 'RECEIVED' AS "neverBegan", coalesce(l.next_due_at < now() - ${PATIENCE}, false) AS overdue,
       ${unapplied('proofs', 'received_at')} OR ${unapplied('commands', 'requested_at')} AS unapplied
     FROM leads l WHERE l.org_id = $1 AND ($2::uuid IS NULL OR l.id > $2) AND ${leadIsOpen('l')}
       AND l.received_at < now() - ${PATIENCE}
     ORDER BY l.id LIMIT $3`,
    [tx.orgId, after, limit],
  );
  return rows;
}

/** Of these leads those for which nothing can happen any more, and has not for a while, or that are not there at all. */
export async function leadsThatAreOver(tx: OrgTransaction, ids: readonly string[]): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT t.id FROM unnest($2::uuid[]) AS t(id) LEFT JOIN leads l ON l.org_id = $1 AND l.id = t.id
     WHERE l.id IS NULL OR NOT ${leadIsOpen('l')} AND coalesce(l.closed_at, l.received_at) < now() - ${PATIENCE}
     ORDER BY t.id`,
    [tx.orgId, ids],
  );
  return rows.map(({ id }) => id);
}

/** What was done for a lead that stood still. */
export interface Unstuck {
  /** Its start is asked for: a workflow that runs is left alone, one that is lost begins again. */
  startAsked: boolean;
  /** Messages about it that were put off, and are tried now. */
  broughtForward: number;
}

/** Asks for the workflows of these leads, where that is not asked already. @returns of how many leads it was */
export async function askForStarts(tx: OrgTransaction, leadIds: readonly string[]): Promise<number> {
  const { rowCount } = await tx.client.query(
    `INSERT INTO outbox (org_id, topic, lead_id) SELECT $1, 'LEAD_RECEIVED', t.id FROM unnest($2::uuid[]) AS t(id)
     WHERE NOT EXISTS (SELECT FROM outbox o WHERE o.org_id = $1 AND o.lead_id = t.id AND o.topic = 'LEAD_RECEIVED'
       AND o.delivered_at IS NULL AND o.dead_at IS NULL)`,
    [tx.orgId, leadIds],
  );
  return rowCount ?? 0;
}

/** Has the machine look at an open lead now. @returns null: there is no such lead */
export async function unstick(tx: OrgTransaction, id: string): Promise<Unstuck | null> {
  const { rows } = await tx.client.query<{ isOpen: boolean }>(
    `SELECT ${leadIsOpen('l')} AS "isOpen" FROM leads l WHERE l.org_id = $1 AND l.id = $2`,
    [tx.orgId, id],
  );
  if (!rows[0]) return null;
  const { rowCount } = await tx.client.query(
    `UPDATE outbox SET available_at = now() WHERE org_id = $1 AND lead_id = $2 AND delivered_at IS NULL AND dead_at IS NULL
       AND available_at > now()`,
    [tx.orgId, id],
  );
  const broughtForward = rowCount ?? 0;
  if (!rows[0].isOpen) return { startAsked: false, broughtForward };
  const asked = await askForStarts(tx, [id]);
  // The relay is woken by what is new; what was put off is not.
  if (asked === 0 && broughtForward > 0) await tx.client.query("SELECT pg_notify('pinggo_outbox', '')");
  return { startAsked: asked === 1, broughtForward };
}

/** The dead letters of messages about a lead that nobody has decided about. */
export async function deadMessagesOf(tx: OrgTransaction, leadId: string): Promise<string[]> {
  const { rows } = await tx.client.query<{ id: string }>(
    `SELECT l.id FROM outbox o JOIN dead_letters l ON l.org_id = o.org_id AND l.outbox_id = o.id AND l.requeued_at IS NULL
     WHERE o.org_id = $1 AND o.lead_id = $2 AND o.delivered_at IS NULL AND o.dead_at IS NOT NULL ORDER BY l.created_at`,
    [tx.orgId, leadId],
  );
  return rows.map(({ id }) => id);
}
