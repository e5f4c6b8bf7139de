/** Another transaction was faster, and what we read before is no longer so: reading again decides. */
export class RaceLost extends Error {
  constructor(what: string) {
    super(`another transaction was faster: ${what}`);
    this.name = 'RaceLost';
  }
}

/** serialization_failure, deadlock_detected: Postgres rolled us back, and trying again is the remedy. */
const RETRYABLE = new Set(['40001', '40P01']);
const TRIES = 5;

/**
 * Runs a whole transaction again when it lost a race. Each try sees what the winner committed, so a second try is
 * nearly always enough.
 * @throws what `work` threw, when it is something else or the tries are used up.
 */
export async function retryOnRace<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === TRIES || !isRace(error)) throw error;
    }
  }
}

function isRace(error: unknown): boolean {
  return error instanceof RaceLost || RETRYABLE.has(sqlState(error) ?? '');
}

/** Postgres is there and refused the statement: not a connection, a resource or a shutdown, which trying makes worse. */
export function isRefusal(error: unknown): boolean {
  const state = sqlState(error);
  return state !== null && !/^(08|25|28|3D|53|57|58)/.test(state);
}

/** The SQLSTATE by which Postgres refused; null: it was not Postgres that spoke. */
export function sqlState(error: unknown): string | null {
  // drizzle wraps what Postgres said.
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return typeof code === 'string' && /^(?=.*\d)[0-9A-Z]{5}$/.test(code) ? code : null;
}
