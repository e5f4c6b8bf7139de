import type { Request } from 'express';
import { SYSTEM } from '../../domain/platform/audit/actor.js';
import type { PlatformDeps } from './deps.js';
import { openSession, type Admissible, type Session } from './sessions.js';
import { checkWayIn } from './ways-in.js';

/** By what they have shown it. */
export type AdmittedBy = 'PASSWORD' | 'MAGIC_LINK' | 'SINGLE_SIGN_ON' | 'INVITATION' | 'RESET' | 'SETUP';

/** What an answer gives whoever is let in. */
export interface Admitted {
  body: Session;
  headers: Record<string, string | string[]>;
}

interface Door {
  req: Request;
  traceId: string;
}

/**
 * The one door: whoever has shown who they are, by whatever way, comes in by it.
 * @returns null when they were deactivated meanwhile
 * @throws ApiError 403 where the org does not let them in by that way
 */
export async function admit(
  deps: PlatformDeps,
  person: Admissible,
  by: AdmittedBy,
  { traceId }: Door,
): Promise<Admitted | null> {
  await checkWayIn(deps, person, by);
  const session = await openSession(deps, person, { actor: SYSTEM, traceId, at: deps.clock() });
  return session && { body: session, headers: {} };
}
