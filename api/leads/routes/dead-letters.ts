import {
  decideDeadLetter,
  findDeadLetter,
  listDeadLetters,
  type DeadLetterRow,
} from '../../../db/leads/queries/dead-letters.js';
import { writeLeadAudit } from '../../../db/leads/queries/audit.js';
import { GIVEN_NAMES } from '../../../db/leads/queries/references.js';
import { namesOf } from '../../../db/platform/queries/references.js';
import type { OrgTransaction } from '../../../db/client.js';
import { findEndpoint, type EndpointRow } from '../../../db/leads/queries/endpoints.js';
import type { AdapterName } from '../../../domain/leads/vocabulary/adapters.js';
import { iso } from '../../http/contract.js';
import { byInstantAndId, decodeCursor, toPage } from '../../http/cursor.js';
import { conflict, validation } from '../../http/errors.js';
import { stampOf } from '../../http/stamp.js';
import * as contracts from '../contract/dead-letters.js';
import { route } from '../deps.js';
import { normaliseStandardLead } from '../intake/lead-body.js';
import { readLetter } from '../intake/preview.js';
import { mendedLead, replayAs } from '../replay.js';
import { deadLetterItemOf, deadLetterOf } from '../views/dead-letters.js';

const LIST = 'dead-letters';
const decidedBefore = () => conflict('Somebody has decided this before you');

const namesIn = (tx: OrgTransaction, rows: readonly DeadLetterRow[]) =>
  namesOf(
    tx,
    rows.map(({ endpointId, decidedBy }) => [endpointId, decidedBy]),
    GIVEN_NAMES,
  );

/** What can be read of it with the mapping that its endpoint has now; where that is nothing, what could be then. */
function draftNow(row: DeadLetterRow, endpoint: EndpointRow | null): DeadLetterRow['draft'] {
  if (endpoint === null) return row.draft;
  const { lead } = readLetter(row.adapter as AdapterName, row.body, endpoint.mapping);
  return lead === null ? row.draft : { ...lead };
}

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
      const endpoint = row.status === 'OPEN' ? await findEndpoint(tx, row.endpointId) : null;
      return deadLetterOf(row, await namesIn(tx, [row]), draftNow(row, endpoint));
    });
    return { status: 200, body };
  }),

  route(contracts.replayDeadLetter, async (context) => {
    const { params, body, caller, deps } = context;
    const stamp = stampOf(context);
    const { letter, endpoint } = await deps.db.inOrg(caller.orgId, async (tx) => {
      const letter = await findDeadLetter(tx, params.id);
      if (!letter) throw context.missing();
      if (letter.status !== 'OPEN') throw decidedBefore();
      return { letter, endpoint: (await findEndpoint(tx, letter.endpointId))! };
    });
    const parsed = normaliseStandardLead(body);
    if (!parsed.ok) throw validation(parsed.issues);
    const lead = mendedLead(parsed.lead, { ...letter, draft: draftNow(letter, endpoint) });
    const { answer } = await replayAs(deps, letter, endpoint, lead, stamp);
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
