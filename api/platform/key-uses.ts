import type { Logger } from 'pino';
import type { Database } from '../../db/client.js';
import { messageOf } from '../../db/errors.js';
import { noteApiKeyUse } from '../../db/platform/queries/api-keys.js';

/** How exactly it is known when a key was last used; and so how often it is written at most. */
const EVERY_MS = 60_000;
/** Keys that are remembered; more than any installation uses within a minute. */
const MOST = 10_000;

/**
 * Writes down that API keys are used, beside the request and at most once a minute for each key, whichever process it
 * came to.
 */
export function keyUses(
  db: Database,
  clock: () => Date,
  log: Pick<Logger, 'warn'>,
): (key: { orgId: string; id: string }) => void {
  const writtenAtMs = new Map<string, number>();
  return ({ orgId, id }) => {
    const now = clock();
    const last = writtenAtMs.get(id);
    if (last !== undefined && now.getTime() - last < EVERY_MS) return;
    if (writtenAtMs.size >= MOST) writtenAtMs.clear();
    writtenAtMs.set(id, now.getTime());
    db.inOrg(orgId, (tx) => noteApiKeyUse(tx, id, now, EVERY_MS)).catch((error: unknown) => {
      // The next request writes it.
      writtenAtMs.delete(id);
      log.warn({ error: messageOf(error) }, 'the use of an API key is not noted');
    });
  };
}
