import type { Request } from 'express';
import { isId, type Database } from '../../db/client.js';
import { writeAudit } from '../../db/platform/queries/audit.js';
import { actorOf, type Caller } from '../http/access.js';

export type SupportCaller = Extract<Caller, { kind: 'support' }>;

/** Tells the organisation's audit log what an operator asks in a support session: which route of which things, never what was sent or found. */
export const supportAskedIn =
  (db: Database, clock: () => Date) =>
  (caller: SupportCaller, { method, template, params, traceId }: Request): Promise<void> =>
    db.inOrg(caller.orgId, (tx) =>
      writeAudit(tx, {
        actor: actorOf(caller),
        action: 'support.asked',
        entity: { type: 'support_session', id: caller.supportId },
        after: {
          operatorName: caller.name,
          method,
          path: template ?? null,
          ids: Object.values(params).filter((value): value is string => typeof value === 'string' && isId(value)),
        },
        traceId,
        at: clock(),
      }),
    );
