import { z } from 'zod';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { checkNextSlice, restartCheck } from '../../../db/leads/queries/tower/check.js';
import {
  clocksAgainstReceipts,
  deadMessagesOf,
  leadsThatAreOver,
  leadWorkings,
  openLeads,
  unstick,
  type LeadWorkings,
  type OpenLead,
} from '../../../db/leads/queries/workings.js';
import { CLOCK_STATUSES } from '../../../domain/engine/sla/clock-status.js';
import { withoutContacts } from '../../../domain/platform/dead-letters/without-contacts.js';
import { leadWorkflowId } from '../../../workflows/ids.js';
import { iso, isoOrNull } from '../../http/contract.js';
import { byId, decodeCursor, encodeCursor } from '../../http/cursor.js';
import { unavailable, validation } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import { platformLetters } from '../../platform/dead-letters/kinds.js';
import * as contracts from '../contract/workings.js';
import { route } from '../deps.js';

const CLOCKS = 'verified-clocks';
const LEADS = 'verified-leads';
const WORKFLOWS = 'verified-workflows';
/** Looked at by a request. */
const MOST_CLOCKS = 2_000;
const MOST_LEADS = 500;
/** For so long something may be under way. */
const PATIENCE_MS = 60_000;

/** Temporal's own word for a place. */
const byPlace = z.tuple([z.string().min(1).max(3000)]);

/** @throws ApiError 503 where Temporal does not answer */
async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question;
  } catch {
    throw unavailable(5, { title: 'Temporal does not answer', howToFix: ['Try again when it does.'] });
  }
}

const isStuck = ({ isOpen, status, receivedAt, nextDueAt, messages }: LeadWorkings, nowMs: number): boolean => {
  const isOver = (at: Date | null): boolean => at !== null && at.getTime() < nowMs - PATIENCE_MS;
  if (messages.some(({ deadAt }) => deadAt !== null)) return true;
  return isOpen && (isOver(nextDueAt) || (status === 'RECEIVED' && isOver(receivedAt)));
};

const whatIsOwed = (lead: OpenLead, runs: boolean) => [
  ...(runs ? [] : (['NO_WORKFLOW'] as const)),
  ...(lead.neverBegan ? (['NEVER_BEGAN'] as const) : []),
  ...(lead.overdue ? (['OVERDUE'] as const) : []),
  ...(lead.unapplied ? (['UNAPPLIED'] as const) : []),
];

export const workingsRoutes = [
  route(contracts.getLeadWorkings, async ({ params, caller, deps, missing }) => {
    const found = await deps.db.readOrg(caller.orgId, (tx) => leadWorkings(tx, params.id));
    if (found === null) throw missing();
    const body = {
      ...found,
      workflowId: leadWorkflowId(caller.orgId, found.id),
      receivedAt: iso(found.receivedAt),
      nextDueAt: isoOrNull(found.nextDueAt),
      isStuck: isStuck(found, deps.clock().getTime()),
      clocks: found.clocks.map((clock) => ({
        ...clock,
        status: CLOCK_STATUSES.find((one) => one === clock.status)!,
        deadlineAt: isoOrNull(clock.deadlineAt),
      })),
      messages: found.messages.map((message) => ({
        ...message,
        availableAt: iso(message.availableAt),
        deadAt: isoOrNull(message.deadAt),
        error: message.error === null ? null : withoutContacts(message.error),
      })),
      workItems: found.workItems.map(({ kind, createdAt }) => ({ kind, createdAt: iso(createdAt) })),
    };
    return { status: 200, body };
  }),

  route(contracts.unstickLead, async (context) => {
    const { params, caller, deps } = context;
    const stamp = stampOf(context);
    const { done, dead } = await deps.db.inOrg(caller.orgId, async (tx) => {
      const dead = await deadMessagesOf(tx, params.id);
      const done = await unstick(tx, params.id);
      if (done === null) throw context.missing();
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'lead.unstuck',
        entity: { type: 'lead', id: params.id },
        leadId: params.id,
        after: { ...done },
      });
      return { done, dead };
    });
    let requeued = 0;
    for (const id of dead) {
      const { outcome } = await platformLetters.MESSAGE.requeue(deps, caller.orgId, id, stamp);
      if (outcome === 'DONE') requeued += 1;
    }
    return { status: 202, body: { ...done, requeued } };
  }),

  route(contracts.verifyCounts, async ({ body, caller, deps }) => {
    const { drifted, first, done } = await deps.db.inOrg(caller.orgId, async (tx) => {
      if (body.restart) await restartCheck(tx);
      return checkNextSlice(tx);
    });
    // What was never made is no drift.
    return { status: 200, body: { drifted: first ? 0 : drifted, done } };
  }),

  route(contracts.verifyClocks, async ({ query, caller, deps }) => {
    const after = decodeCursor(CLOCKS, byId, query.cursor)?.[0] ?? null;
    const { looked, last, findings } = await deps.db.readOrg(caller.orgId, (tx) =>
      clocksAgainstReceipts(tx, after, MOST_CLOCKS),
    );
    const nextCursor = looked < MOST_CLOCKS || last === null ? null : encodeCursor(CLOCKS, [last]);
    return { status: 200, body: { looked, findings, nextCursor } };
  }),

  route(contracts.verifyLeads, async ({ query, caller, deps }) => {
    const after = decodeCursor(LEADS, byId, query.cursor)?.[0] ?? null;
    const leads = await deps.db.readOrg(caller.orgId, (tx) => openLeads(tx, after, MOST_LEADS));
    const running = await asked(
      deps.runningLeads.among(
        caller.orgId,
        leads.map(({ id }) => id),
      ),
    );
    const findings = leads.flatMap((lead) => {
      const what = whatIsOwed(lead, running.has(lead.id));
      return what.length === 0 ? [] : [{ leadId: lead.id, what }];
    });
    const nextCursor = leads.length < MOST_LEADS ? null : encodeCursor(LEADS, [leads.at(-1)!.id]);
    return { status: 200, body: { looked: leads.length, findings, nextCursor } };
  }),

  route(contracts.verifyWorkflows, async ({ query, caller, deps }) => {
    const place = decodeCursor(WORKFLOWS, byPlace, query.cursor)?.[0] ?? null;
    if (place !== null && !/^[\w-]+$/.test(place))
      throw validation([{ path: 'cursor', message: 'This is no cursor of this list.' }]);
    const { leadIds, next } = await asked(deps.runningLeads.page(caller.orgId, place));
    const over = await deps.db.readOrg(caller.orgId, (tx) => leadsThatAreOver(tx, leadIds));
    const findings = over.map((leadId) => ({ leadId, workflowId: leadWorkflowId(caller.orgId, leadId) }));
    const nextCursor = next === null ? null : encodeCursor(WORKFLOWS, [next]);
    return { status: 200, body: { looked: leadIds.length, findings, nextCursor } };
  }),
];
