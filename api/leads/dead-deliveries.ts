import type { OrgTransaction } from '../../db/client.js';
import { writeLeadAudit } from '../../db/leads/queries/audit.js';
import { decideDeadLetter, DELIVERY_ROWS, findDeadLetter } from '../../db/leads/queries/dead-letters.js';
import { findEndpoint } from '../../db/leads/queries/endpoints.js';
import type { AdapterName } from '../../domain/leads/vocabulary/adapters.js';
import type { LeadDeadLetterKind } from '../../domain/leads/vocabulary/dead-letters.js';
import type { LetterKind } from '../platform/dead-letters/kind.js';
import { readLetter } from './intake/preview.js';
import { replayAs } from './replay.js';

async function payloadOf(tx: OrgTransaction, id: string): Promise<Record<string, unknown> | null> {
  const letter = await findDeadLetter(tx, id);
  if (letter === null) return null;
  const { endpointId, adapter, issues, body, draft } = letter;
  const endpoint = await findEndpoint(tx, endpointId);
  return { endpointId, endpointName: endpoint?.name ?? null, adapter, issues, body, draft };
}

/** Deliveries of which no lead could be made. Tried again means read anew, with the mapping that its endpoint has now. */
export const leadLetters: Readonly<Record<LeadDeadLetterKind, LetterKind>> = {
  DELIVERY: {
    rows: DELIVERY_ROWS,
    payloadOf,
    async requeue(deps, orgId, id, stamp) {
      const found = await deps.db.inOrg(orgId, async (tx) => {
        const letter = await findDeadLetter(tx, id);
        return letter && { letter, endpoint: await findEndpoint(tx, letter.endpointId) };
      });
      if (!found) return { outcome: 'MISSING' };
      const { letter, endpoint } = found;
      if (letter.status !== 'OPEN') return { outcome: 'ALREADY' };
      if (endpoint === null) return { outcome: 'REFUSED', why: 'Its source is gone' };
      const { lead, issues } = readLetter(letter.adapter as AdapterName, letter.body, endpoint.mapping);
      if (lead === null) return { outcome: 'REFUSED', why: issues[0]?.message ?? 'It still cannot be read' };
      const { isFirst } = await replayAs(deps, letter, endpoint, lead, stamp);
      return { outcome: isFirst ? 'DONE' : 'ALREADY' };
    },
    discard: (deps, orgId, id, stamp, reason) =>
      deps.db.inOrg(orgId, async (tx) => {
        const decided = await decideDeadLetter(tx, id, { at: stamp.at, by: stamp.actor, status: 'DISCARDED', reason });
        if (!decided) return { outcome: 'MISSING' };
        if (!decided.changed) return { outcome: 'ALREADY' };
        await writeLeadAudit(tx, {
          ...stamp,
          action: 'dead_letter.discarded',
          entity: { type: 'dead_letter', id },
          after: { endpointId: decided.row.endpointId, reason },
        });
        return { outcome: 'DONE' };
      }),
  },
};
