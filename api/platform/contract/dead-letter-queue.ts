import { z } from 'zod';
import { DEAD_LETTER_DECISIONS } from '../../../domain/platform/dead-letters/kinds.js';
import { may } from '../../http/access.js';
import { givenId, id, instantOut, page, pageQuery } from '../../http/contract.js';
import { instant } from '../../http/fields.js';
import { contract } from '../../http/route.js';
import { discardBody } from './bodies/dead-letter-queue.js';

/** The contracts of what lies dead, with the kinds of it that there are. @param lead as answers tell one that a letter is about */
export function deadLetterQueueContracts(kinds: readonly string[], lead: z.ZodType) {
  const kind = z.enum(kinds);

  const fields = {
    kind,
    id,
    what: z
      .string()
      .meta({ description: 'The topic of a message, the kind of a notice or a mail, the adapter of a delivery.' }),
    leadId: id.nullable(),
    lead: lead.nullable().meta({ description: 'The lead as it is now; null: none, or not for you to see.' }),
    error: z
      .string()
      .nullable()
      .meta({ description: 'What the last try came to; without contacts for those who may not see the payload.' }),
    attempts: z.int(),
    bornAt: instantOut
      .nullable()
      .meta({ description: 'When it was first to be processed; null: it was decided about.' }),
    diedAt: instantOut,
    state: z.enum(['OPEN', ...DEAD_LETTER_DECISIONS]),
    decidedAt: instantOut.nullable(),
    decidedBy: z.string().nullable(),
    decidedByName: z.string().nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was discarded.' }),
  };
  const letter = z.object(fields).meta({ id: 'QueuedDeadLetter' });
  const letterInFull = z
    .object({
      ...fields,
      payload: z.record(z.string(), z.unknown()).nullable().meta({
        description:
          'What it was to bring about, with whom it is about. For admins of its organisation only; null for all others.',
      }),
      decisions: z
        .array(
          z.object({
            decision: z.enum(DEAD_LETTER_DECISIONS),
            diedAt: instantOut,
            decidedAt: instantOut,
            decidedBy: z.string().nullable(),
            decidedByName: z.string().nullable(),
            reason: z.string().nullable(),
          }),
        )
        .meta({ description: 'Of each of its deaths, the latest first: what is sent again may die again.' }),
    })
    .meta({ id: 'QueuedDeadLetterInFull' });

  const common = { tags: ['dead letter queue'], entity: 'dead letter' } as const;
  const params = z.object({ kind, id: givenId });
  const died = {
    from: instant.optional().meta({ description: 'Died at this instant or later.' }),
    to: instant.optional().meta({ description: 'Died before this instant.' }),
  };

  const listQueuedDeadLetters = contract({
    operationId: 'listQueuedDeadLetters',
    ...common,
    method: 'get',
    path: '/api/dlq',
    summary: 'Whatever could not be processed after its tries, newest first',
    access: may('dead_letters.read'),
    query: z.strictObject({
      ...pageQuery,
      kind: kind.optional(),
      state: z.enum(['OPEN', ...DEAD_LETTER_DECISIONS]).default('OPEN'),
      leadId: givenId.optional(),
      ...died,
    }),
    responses: { 200: page(letter) },
  });

  const getQueueCadence = contract({
    operationId: 'getQueueCadence',
    ...common,
    method: 'get',
    path: '/api/dlq/queue',
    summary: 'What lies dead, what waits for how long, and what is tried again when',
    access: may('dead_letters.read'),
    responses: {
      200: z
        .object({
          at: instantOut,
          dead: z.array(z.object({ kind, count: z.int(), oldestAt: instantOut })),
          queues: z.array(
            z.object({
              queue: z.enum(['MESSAGES', 'NOTICES', 'ACCESS_MAILS']),
              what: z.string(),
              waiting: z.int(),
              tried: z.int().meta({ description: 'Of those, how many have failed before.' }),
              mostAttempts: z.int(),
              nextAttemptAt: instantOut.nullable(),
              oldestAt: instantOut,
              byAge: z
                .array(z.int())
                .length(5)
                .meta({ description: 'Waiting for less than 10 s, a minute, ten minutes, an hour, and for longer.' }),
            }),
          ),
          retries: z
            .array(
              z.object({
                id: z.int(),
                topic: z.string(),
                leadId: id.nullable(),
                attempts: z.int(),
                nextAttemptAt: instantOut,
                bornAt: instantOut,
                error: z.string().nullable(),
              }),
            )
            .meta({ description: 'Messages that failed and are tried again, the next one first; at most 50.' }),
        })
        .meta({ id: 'QueueCadence' }),
    },
  });

  const getQueuedDeadLetter = contract({
    operationId: 'getQueuedDeadLetter',
    ...common,
    method: 'get',
    path: '/api/dlq/{kind}/{id}',
    summary: 'One of them, with what became of it',
    access: may('dead_letters.read'),
    params,
    responses: { 200: letterInFull },
  });

  const requeueDeadLetter = contract({
    operationId: 'requeueDeadLetter',
    ...common,
    method: 'post',
    path: '/api/dlq/{kind}/{id}/requeue',
    summary: 'Have it tried again, once',
    description:
      'Of many who ask at the same instant, one is answered 202; the others 409. What it was to bring about and has been meanwhile ' +
      'is not done twice. 409 as well: it cannot be tried again as things are, and why.',
    access: may('dead_letters.decide'),
    params,
    responses: { 202: { schema: letterInFull, description: 'It is tried again right after.' } },
    errors: [409],
  });

  const discardQueuedDeadLetter = contract({
    operationId: 'discardQueuedDeadLetter',
    ...common,
    method: 'post',
    path: '/api/dlq/{kind}/{id}/discard',
    summary: 'Say that nobody waits for it any more, and why',
    description: 'It stays to be read, and its work item is resolved. 409: somebody decided about it before.',
    access: may('dead_letters.decide'),
    params,
    body: discardBody,
    responses: { 200: letterInFull },
    errors: [409],
  });

  const requeueDeadLetters = contract({
    operationId: 'requeueDeadLetters',
    ...common,
    method: 'post',
    path: '/api/dlq/requeue',
    summary: 'Have many tried again, by kind and time, the oldest first',
    description:
      'A hundred at most for a request: send `nextCursor` with the same filters until it is null. Without `to`, what has died by now; ' +
      'the answer says until when, for the requests that follow: so what dies again is not tried without end.',
    access: may('dead_letters.decide'),
    body: z.strictObject({
      kinds: z
        .array(kind)
        .min(1, 'Name at least one kind, or leave it out for all.')
        .optional()
        .meta({ description: 'Left out: all.' }),
      ...died,
      dryRun: z.boolean().default(false).meta({ description: 'Only says how many there are.' }),
      cursor: z.string().min(1).max(2000).optional(),
    }),
    responses: {
      200: z
        .object({
          found: z.int().meta({ description: 'How many lie dead within these filters, before this request.' }),
          requeued: z.int(),
          already: z.int().meta({ description: 'Somebody else was faster.' }),
          refused: z.int().meta({ description: 'They cannot be tried again as things are.' }),
          to: instantOut,
          nextCursor: z.string().nullable(),
        })
        .meta({ id: 'DeadLettersRequeued' }),
    },
  });

  return {
    listQueuedDeadLetters,
    getQueueCadence,
    getQueuedDeadLetter,
    requeueDeadLetter,
    discardQueuedDeadLetter,
    requeueDeadLetters,
  };
}
