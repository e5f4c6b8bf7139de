import {
  decideDeadLetter,
  findDeadLetter,
  listDeadLetters,
  type DeadLetterRow,
} from '../../../db/leads/queries/dead-letters.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { takeInLeads } from '../../../db/leads/queries/intake.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import type { OrgTransaction } from '../../../db/client.js';
import { findEndpoint } from '../../../db/leads/queries/endpoints.js';
import { fewNotes, intakeNote } from '../../../domain/leads/lead/intake-notes.js';
import { iso } from '../../http/contract.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/dead-letters.js';
import { route } from '../deps.js';
import { normaliseStandardLead, type NormalisedLead } from '../intake/lead-body.js';
import { deadLetterItemOf, deadLetterOf, draftOf } from '../views/dead-letters.js';
import { newLead, takenInAnswer } from './intake.js';

const LIST = 'dead-letters';
const decidedBefore = () => conflict('Somebody has decided this before you');

const namesIn = (tx: OrgTransaction, rows: readonly DeadLetterRow[]) =>
  namesOf(
    tx,
    rows.map(({ endpointId, decidedBy }) => [endpointId, decidedBy]),
    GIVEN_NAMES,
  );

export const deadLetterRoutes = [
  route(contracts.listDeadLetters, async ({ query, caller, deps }) => {
    const { limit, cursor, ...filter } = query;
    const ended = decodeCursor(LIST, byInstantAndId, cursor);
    const before = ended && { at: new Date(ended[0]), id: ended[1] };
    const { rows, names } = await deps.db.readOrg(caller.orgId, async (tx) => {
      const rows = await listDeadLetters(tx, filter, { limit: limit + 1, before });
      return { rows, names: await namesIn(tx, rows) };
    });
    const item = (row: DeadLetterRow) => deadLetterItemOf(row, names);
    return { status: 200, body: toPage(LIST, rows, limit, item, (row) => [iso(row.receivedAt), row.id]) };
  }),

  route(contracts.getDeadLetter, async ({ params, caller, deps, missing }) => {
    const body = await deps.db.readOrg(caller.orgId, async (tx) => {
      const row = await findDeadLetter(tx, params.id);
      if (!row) throw missing();
      return deadLetterOf(row, await namesIn(tx, [row]));
    });
    return { status: 200, body };
  }),

  route(contracts.replayDeadLetter, async (context) => {
    const { params, body, caller, deps, traceId } = context;
    const stamp = stampOf(context);
    const { letter, endpoint } = await deps.db.inOrg(caller.orgId, async (tx) => {
      const letter = await findDeadLetter(tx, params.id);
      if (!letter) throw context.missing();
      if (letter.status !== 'OPEN') throw decidedBefore();
      return { letter, endpoint: (await findEndpoint(tx, letter.endpointId))! };
    });
    const parsed = normaliseStandardLead(body);
    if (!parsed.ok) throw validation(parsed.issues);
    const taken = await takeInLeads(
      deps.db,
      {
        orgId: caller.orgId,
        endpointId: endpoint.id,
        actor: stamp.actor,
        traceId,
        // Two people at once, or one twice: it becomes one lead.
        inbox: { scope: 'dead-letter', key: letter.id, bodyHash: letter.contentHash },
      },
      [newLead(mendedLead(parsed.lead, letter), endpoint.source)],
    );
    const answer = takenInAnswer(taken, 'id');
    await deps.db.inOrg(caller.orgId, async (tx) => {
      const outcome = { status: 'REPLAYED', leadId: answer.leadId } as const;
      const decided = await decideDeadLetter(tx, letter.id, { at: stamp.at, by: stamp.actor, ...outcome });
      if (!decided?.changed) return;
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'dead_letter.replayed',
        entity: { type: 'dead_letter', id: letter.id },
        leadId: answer.leadId,
        after: { endpointId: endpoint.id },
      });
    });
    return { status: 202, body: answer };
  }),

  route(contracts.discardDeadLetter, async (context) => {
    const stamp = stampOf(context);
    const reason = context.body.reason ?? null;
    const { id } = context.params;
    const body = await context.deps.db.inOrg(context.caller.orgId, async (tx) => {
      const outcome = { status: 'DISCARDED', reason } as const;
      const decided = await decideDeadLetter(tx, id, { at: stamp.at, by: stamp.actor, ...outcome });
      if (!decided) throw context.missing();
      if (!decided.changed) throw decidedBefore();
      await writeLeadAudit(tx, {
        ...stamp,
        action: 'dead_letter.discarded',
        entity: { type: 'dead_letter', id },
        after: { endpointId: decided.row.endpointId, ...(reason === null ? {} : { reason }) },
      });
      return deadLetterOf(decided.row, await namesIn(tx, [decided.row]));
    });
    return { status: 200, body };
  }),
];

/** What a person typed, with all else that was sent. The person asked when the delivery came, not when it was mended. */
function mendedLead(typed: NormalisedLead, letter: DeadLetterRow): NormalisedLead {
  const sent = draftOf(letter);
  const isEmpty = (value: object): boolean => Object.keys(value).length === 0;
  return {
    ...typed,
    externalId: typed.externalId ?? sent?.externalId ?? null,
    source: typed.source ?? sent?.source ?? null,
    tags: typed.tags.length === 0 ? (sent?.tags ?? []) : typed.tags,
    attributes: isEmpty(typed.attributes) ? (sent?.attributes ?? {}) : typed.attributes,
    consents: isEmpty(typed.consents) ? (sent?.consents ?? {}) : typed.consents,
    occurredAt: typed.occurredAt ?? sent?.occurredAt ?? iso(letter.receivedAt),
    language: typed.language ?? sent?.language ?? null,
    country: typed.country ?? sent?.country ?? null,
    intakeNotes: fewNotes([intakeNote('', 'MENDED'), ...typed.intakeNotes, ...(sent?.intakeNotes ?? [])]),
  };
}
