import { flowDefinitions } from '../../../db/leads/queries/settlement/lead-state.js';
import { listOpenApprovals } from '../../../db/leads/queries/approvals.js';
import type { NewDecision } from '../../../db/leads/queries/decisions.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { actorOf, callerId, mayDo, readerOf, sightOf, type Caller } from '../../http/access.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import * as contracts from '../contract/approvals.js';
import { approveLead, declineApproval } from '../contract/leads.js';
import { route, type LeadsDeps } from '../deps.js';
import type { ApiError } from '../../http/errors.js';
import { openApprovalOf } from '../views/approvals.js';
import { answeredWith } from './answered.js';

const LIST = 'approvals';

/** Whose approvals a caller is told of: all, or those that ask them. */
function askedOf(caller: Caller, asked: 'me' | undefined): { userId: string; managed: boolean } | null {
  const own = sightOf(caller, 'leads');
  if (own !== null) return { userId: own, managed: false };
  if (asked === undefined) return null;
  // Neither a key nor an operator is anybody's to ask.
  return { userId: callerId(caller), managed: caller.kind === 'user' };
}

interface Asked {
  deps: LeadsDeps;
  caller: Caller;
  missing: () => ApiError;
}

/** @throws ApiError 404, 409, or 503 while nobody decided. */
async function decide({ deps, caller, missing }: Asked, leadId: string, request: NewDecision['request']) {
  const answered = await deps.decisions.give(caller.orgId, leadId, {
    request,
    actor: actorOf(caller),
    mayDecide: mayDo(caller, 'leads.assign'),
    onlyAsked: sightOf(caller, 'leads') !== null,
  });
  return answeredWith(answered, leadId, missing, {
    noun: 'decision',
    see: 'GET /api/approvals lists the approvals that are waited for.',
  });
}

export const approvalRoutes = [
  route(contracts.listApprovals, async ({ query, caller, deps }) => {
    const ended = decodeCursor(LIST, byInstantAndId, query.cursor);
    const after = ended && { expiresAt: ended[0], leadId: ended[1] };
    const asked = askedOf(caller, query.asked);
    const read = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = await listOpenApprovals(tx, asked, { limit: query.limit + 1, after });
      const definitionOf = await flowDefinitions(
        tx,
        rows.map(({ flowId, flowVersion }) => ({ id: flowId, version: flowVersion })),
      );
      const told = rows.map((row) => ({ row, definition: definitionOf({ id: row.flowId, version: row.flowVersion }) }));
      const names = await namesOf(
        tx,
        told.map(({ row, definition }) => [
          row.teamId,
          row.askedUserIds,
          definition.routing.rules[row.ruleIndex]?.when,
        ]),
      );
      return { told, names, timeZone: await readerTimeZone(tx, readerOf(caller)) };
    });
    const inZone = withTimesIn(read.timeZone);
    return {
      status: 200,
      body: toPage(
        LIST,
        read.told,
        query.limit,
        ({ row, definition }) => openApprovalOf(row, definition, read.names, inZone),
        ({ row }) => [new Date(row.expiresAtMs).toISOString(), row.leadId],
      ),
    };
  }),

  route(approveLead, ({ params, body, ...context }) =>
    decide(context, params.id, { kind: 'APPROVE', ...(body?.reason === undefined ? {} : { reason: body.reason }) }),
  ),
  route(declineApproval, ({ params, body, ...context }) =>
    decide(context, params.id, { kind: 'DECLINE_APPROVAL', reason: body.reason }),
  ),
];
