import { RaceLost, sqlState } from './races.js';
import { NoTurn } from './turns.js';

/**
 * What kind of failure it is, for whoever has to choose what to do next.
 * - `OUTAGE`: Postgres is away, full or not migrated yet. Nobody fares better, so each alone would only fail again;
 *   trying later is the remedy.
 * - `CONTENTION`: somebody was in the way, or it took too long. Trying again, alone, is the remedy.
 * - `PERMANENT`: a bug, a constraint, a row that nobody thought of. The same will fail in the same way.
 */
export type Fault = 'OUTAGE' | 'CONTENTION' | 'PERMANENT';

/** Lost races, locks that were not to be had, statements that were cancelled. */
const CONTENDED = /^(40|55|57014|25P03)/;
/**
 * Connections, resources, shutdowns, credentials; read-only, as a standby is; and a schema that lacks what this version
 * asks for, because it is not migrated yet: that is no lead's fault.
 */
const AWAY = /^(08|25|28|3D|53|57|58|XX|42P01|42703|42883|42501)/;
/** A system call's: ECONNREFUSED, ETIMEDOUT, ENOTFOUND … */
const SYSTEM_CALL = /^E[A-Z_]+$/;
/** What the driver says of a connection, which has no code of its own. */
const CONNECTION =
  /connection (terminated|timeout|error|ended)|timeout exceeded when trying to connect|not queryable|pool after calling end|query read timeout/i;

/** Its causes, the innermost last. */
function* causesOf(error: unknown): Generator<unknown> {
  for (let cause = error, depth = 0; cause !== undefined && cause !== null && depth < 10; depth += 1) {
    yield cause;
    const inner: unknown = cause instanceof AggregateError ? cause.errors[0] : undefined;
    cause = inner ?? (cause instanceof Error ? cause.cause : undefined);
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

export function faultOf(error: unknown): Fault {
  for (const cause of causesOf(error)) {
    const state = sqlState(cause);
    if (state !== null) return CONTENDED.test(state) ? 'CONTENTION' : AWAY.test(state) ? 'OUTAGE' : 'PERMANENT';
    if (cause instanceof RaceLost) return 'CONTENTION';
    // The org has too much under way: each alone would make it more.
    if (cause instanceof NoTurn) return 'OUTAGE';
    if (!(cause instanceof Error)) continue;
    if (cause.name === 'AbortError' || SYSTEM_CALL.test(codeOf(cause)) || CONNECTION.test(cause.message))
      return 'OUTAGE';
  }
  return 'PERMANENT';
}

/** An error in words that hold nothing of a row: the kind of error, or Postgres's code and what it names of the schema. */
export function faultWords(error: unknown): string {
  const causes = [...causesOf(error)];
  const state = causes.map(sqlState).find((one) => one !== null);
  if (state === undefined) return error instanceof Error ? error.name : 'no Error';
  const constraint = causes.map((cause) => (cause as { constraint?: unknown }).constraint).find(Boolean);
  return typeof constraint === 'string' ? `Postgres ${state}, ${constraint}` : `Postgres ${state}`;
}
