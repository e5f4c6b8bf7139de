import type { Database } from '../../db/client.js';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { actorOf } from '../http/access.js';
import { forbidden } from '../http/errors.js';
import type { HttpDeps } from '../http/deps.js';

/** Tells the audit log of lists that are taken along: with the filters as they were typed, never what was found by them. */
export const exportsTo =
  (db: Database, clock: () => Date): HttpDeps['exported'] =>
  async ({ caller, list, format, filters, traceId }) => {
    // What was taken along would outlast the session, and be seen by nobody.
    if (caller.kind === 'support')
      throw forbidden('A support session takes no files along', ['Ask somebody of the organisation for the file.']);
    await db.inOrg(caller.orgId, (tx) =>
      writeAudit(tx, {
        actor: actorOf(caller),
        action: 'list.exported',
        entity: { type: 'list', id: list },
        after: { name: list, format, filters },
        traceId,
        at: clock(),
      }),
    );
  };
