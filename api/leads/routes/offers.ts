import type { AnswerRequest } from '../../../domain/leads/lead/state.js';
import { readerTimeZone } from '../../../db/platform/queries/orgs.js';
import { withTimesIn } from '../../../domain/platform/text/times.js';
import { listOpenOffers } from '../../../db/leads/queries/offers.js';
import { actorOf, callerId, readerOf, sightOf, type Caller } from '../../http/access.js';
import { acceptLead, declineLead } from '../contract/leads.js';
import * as contracts from '../contract/offers.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import type { ApiError } from '../../http/errors.js';
import { route, type LeadsDeps } from '../deps.js';
import { answeredWith } from './answered.js';
import { openOfferOf } from '../views/offers.js';

const LIST = 'offers';

interface Asked {
  deps: LeadsDeps;
  caller: Caller;
  missing: () => ApiError;
}

/** Only who was asked can answer, whatever their role. @throws ApiError 404, 409, or 503 while nobody decided. */
async function answer({ deps, caller, missing }: Asked, leadId: string, requestBy: (userId: string) => AnswerRequest) {
  const actor = actorOf(caller);
  const answered = await deps.answers.give(caller.orgId, leadId, {
    request: requestBy(callerId(caller)),
    actor,
    onlyAsked: sightOf(caller, 'leads') !== null,
  });
  return answeredWith(answered, leadId, missing, {
    noun: 'answer',
    see: 'GET /api/offers lists the offers that wait for you.',
  });
}

export const offerRoutes = [
  route(contracts.listOffers, async ({ query, caller, deps }) => {
    const ended = decodeCursor(LIST, byInstantAndId, query.cursor);
    const after = ended && { expiresAt: ended[0], leadId: ended[1] };
    const [rows, timeZone] = await deps.db.readOrg(caller.orgId, async (tx) => [
      await listOpenOffers(tx, sightOf(caller, 'leads'), { limit: query.limit + 1, after }),
      await readerTimeZone(tx, readerOf(caller)),
    ]);
    const inZone = withTimesIn(timeZone);
    const keys = ({ expiresAtMs, leadId }: (typeof rows)[number]) => [new Date(expiresAtMs).toISOString(), leadId];
    return { status: 200, body: toPage(LIST, rows, query.limit, (row) => openOfferOf(row, inZone), keys) };
  }),

  route(acceptLead, ({ params, ...context }) => answer(context, params.id, (userId) => ({ kind: 'ACCEPT', userId }))),
  route(declineLead, ({ params, body, ...context }) =>
    answer(context, params.id, (userId) => ({ kind: 'DECLINE', userId, ...body })),
  ),
];
