import type { OrgTransaction } from '../../../db/client.js';
import { queueOf, retriedMessages } from '../../../db/platform/queries/dead-letters/cadence.js';
import {
  countDeadLetters,
  decisionsOn,
  findDeadLetter,
  listDeadLetters,
  listDecided,
} from '../../../db/platform/queries/dead-letters/list.js';
import type { DeadLetter, DecidedLetter } from '../../../db/platform/queries/dead-letters/rows.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import { users } from '../../../db/platform/schema/users.js';
import { mayDo, type Caller } from '../../http/access.js';
import { iso } from '../../http/contract.js';
import { byInstantAndId, decodeCursor, encodeCursor, toPage } from '../../http/cursor.js';
import { conflict, type ApiError } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import { deadLetterQueueContracts } from '../contract/dead-letter-queue.js';
import { rowsOf, type LetterOutcome } from '../dead-letters/kind.js';
import { platformLetters } from '../dead-letters/kinds.js';
import { route } from '../deps.js';
import type { Product } from '../product.js';
import {
  decidedLetterOf,
  decisionOf,
  openLetterOf,
  queueLineOf,
  retryOf,
  type Surroundings,
} from '../views/dead-letter-queue.js';

const LIST = { OPEN: 'dlq', REQUEUED: 'dlq-requeued', DISCARDED: 'dlq-discarded' } as const;
const BULK = 'dlq-bulk';
const MOST_RETRIES = 50;
/** Of a request for many. */
const MOST_AT_ONCE = 100;

const instantOf = (given: string | undefined): Date | undefined => (given === undefined ? undefined : new Date(given));
const placeOf = (list: string, cursor: string | undefined) => {
  const ended = decodeCursor(list, byInstantAndId, cursor);
  return ended && { at: new Date(ended[0]), id: ended[1] };
};
const mayInspect = (caller: Caller): boolean => mayDo(caller, 'dead_letters.inspect');

/** @throws ApiError for what was not done */
function ensureDone(outcome: LetterOutcome, missing: () => ApiError): void {
  if (outcome.outcome === 'MISSING') throw missing();
  if (outcome.outcome === 'ALREADY')
    throw conflict('Somebody has decided about this before you', ['Nothing was done twice. Read what became of it.']);
  if (outcome.outcome === 'REFUSED')
    throw conflict('This cannot be tried again as things are', [outcome.why, 'Remove the cause, or discard it.']);
}

/** @param product whose leads letters are about, and what else lies dead of it */
export function deadLetterQueueRoutes({ deadLetters, workItems }: Pick<Product, 'deadLetters' | 'workItems'>) {
  const kinds = { ...platformLetters, ...deadLetters };
  const allRows = rowsOf(kinds);
  const rowsFor = (asked: readonly string[] | undefined) =>
    asked === undefined ? allRows : Object.fromEntries(asked.map((kind) => [kind, allRows[kind]!]));
  const contracts = deadLetterQueueContracts(Object.keys(kinds), workItems.lead);
  const kindOf = (name: string) => (kinds as Record<string, (typeof deadLetters)[string]>)[name]!;

  async function surroundings(
    tx: OrgTransaction,
    caller: Caller,
    letters: readonly (DeadLetter | DecidedLetter)[],
  ): Promise<Surroundings> {
    const inspects = mayInspect(caller);
    const leadIds = inspects ? letters.flatMap(({ leadId }) => leadId ?? []) : [];
    const deciders = letters.map((letter) => ('decidedBy' in letter ? letter.decidedBy : null));
    return {
      leads: await workItems.leads(tx, leadIds),
      names: await namesOf(tx, deciders, [users]),
      mayInspect: inspects,
    };
  }

  /** One as it is now: as it lies dead, or as it was last decided about. Null: there is none such. */
  async function inFull(tx: OrgTransaction, caller: Caller, kind: string, id: string) {
    const letter = await findDeadLetter(tx, allRows, kind, id);
    const decisions = await decisionsOn(tx, kind, id);
    const last = decisions[0];
    if (letter === null && last === undefined) return null;
    const around = await surroundings(tx, caller, [...(letter ? [letter] : []), ...decisions]);
    return {
      ...(letter === null ? decidedLetterOf(last!, around) : openLetterOf(letter, around)),
      payload: around.mayInspect ? await kindOf(kind).payloadOf(tx, id) : null,
      decisions: decisions.map((decision) => decisionOf(decision, around.names)),
    };
  }

  return [
    route(contracts.listQueuedDeadLetters, async ({ query, caller, deps }) => {
      const { limit, cursor, kind, state, leadId } = query;
      const filter = { leadId, from: instantOf(query.from), to: instantOf(query.to) };
      const asked = { limit: limit + 1, after: placeOf(LIST[state], cursor) };
      const only = kind === undefined ? undefined : [kind];
      const body = await deps.db.readOrg(caller.orgId, async (tx) => {
        if (state === 'OPEN') {
          const letters = await listDeadLetters(tx.client, tx.orgId, rowsFor(only), filter, asked);
          const around = await surroundings(tx, caller, letters);
          const shown = (letter: DeadLetter) => openLetterOf(letter, around);
          return toPage(LIST[state], letters, limit, shown, ({ diedAt, id }) => [iso(diedAt), id]);
        }
        const letters = await listDecided(tx.client, tx.orgId, only ?? Object.keys(kinds), state, filter, asked);
        const around = await surroundings(tx, caller, letters);
        const shown = (letter: DecidedLetter) => decidedLetterOf(letter, around);
        return toPage(LIST[state], letters, limit, shown, ({ decidedAt, id }) => [iso(decidedAt), id]);
      });
      return { status: 200, body };
    }),

    route(contracts.getQueueCadence, async ({ caller, deps }) => {
      const body = await deps.db.readOrg(caller.orgId, async (tx) => {
        const dead = await countDeadLetters(tx.client, tx.orgId, allRows);
        const queues = await queueOf(tx.client, tx.orgId);
        const retries = await retriedMessages(tx.client, tx.orgId, MOST_RETRIES);
        return {
          at: iso(deps.clock()),
          dead: dead.map(({ kind, count, oldestAt }) => ({ kind, count, oldestAt: iso(oldestAt) })),
          queues: queues.map(queueLineOf),
          retries: retries.map((message) => retryOf(message, mayInspect(caller))),
        };
      });
      return { status: 200, body };
    }),

    route(contracts.getQueuedDeadLetter, async ({ params, caller, deps, missing }) => {
      const body = await deps.db.readOrg(caller.orgId, (tx) => inFull(tx, caller, params.kind, params.id));
      if (body === null) throw missing();
      return { status: 200, body };
    }),

    route(contracts.requeueDeadLetter, async (context) => {
      const { params, caller, deps, missing } = context;
      const { kind, id } = params;
      ensureDone(await kindOf(kind).requeue(deps, caller.orgId, id, stampOf(context)), missing);
      const body = await deps.db.readOrg(caller.orgId, (tx) => inFull(tx, caller, kind, id));
      return { status: 202, body: body! };
    }),

    route(contracts.discardQueuedDeadLetter, async (context) => {
      const { params, caller, deps, missing } = context;
      const { kind, id } = params;
      ensureDone(await kindOf(kind).discard(deps, caller.orgId, id, stampOf(context), context.body.reason), missing);
      const body = await deps.db.readOrg(caller.orgId, (tx) => inFull(tx, caller, kind, id));
      return { status: 200, body: body! };
    }),

    route(contracts.requeueDeadLetters, async (context) => {
      const { body, caller, deps } = context;
      const stamp = stampOf(context);
      const to = instantOf(body.to) ?? stamp.at;
      const filter = { from: instantOf(body.from), to };
      const rows = rowsFor(body.kinds);
      const after = placeOf(BULK, body.cursor);
      const { counts, letters } = await deps.db.readOrg(caller.orgId, async (tx) => ({
        counts: await countDeadLetters(tx.client, tx.orgId, rows, filter),
        letters: body.dryRun
          ? []
          : await listDeadLetters(tx.client, tx.orgId, rows, filter, { limit: MOST_AT_ONCE + 1, after }, 'OLDEST'),
      }));
      const done = { DONE: 0, ALREADY: 0, MISSING: 0, REFUSED: 0 };
      for (const { kind, id } of letters.slice(0, MOST_AT_ONCE))
        done[(await kindOf(kind).requeue(deps, caller.orgId, id, stamp)).outcome] += 1;
      const last = letters.length > MOST_AT_ONCE ? letters[MOST_AT_ONCE - 1] : undefined;
      return {
        status: 200,
        body: {
          found: counts.reduce((sum, { count }) => sum + count, 0),
          requeued: done.DONE,
          already: done.ALREADY + done.MISSING,
          refused: done.REFUSED,
          to: iso(to),
          nextCursor: last === undefined ? null : encodeCursor(BULK, [iso(last.diedAt), last.id]),
        },
      };
    }),
  ];
}
