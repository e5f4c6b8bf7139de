import type { Actor } from '../../domain/platform/audit/actor.js';
import { actorOf, type Caller } from './access.js';
import type { HttpDeps } from './deps.js';

/** Who does it, when and on which trace: spread into `writeAudit`. */
export interface Stamp {
  actor: Actor;
  traceId: string;
  at: Date;
}

export function stampOf(context: { caller: Caller; traceId: string; deps: Pick<HttpDeps, 'clock'> }): Stamp {
  return { actor: actorOf(context.caller), traceId: context.traceId, at: context.deps.clock() };
}
