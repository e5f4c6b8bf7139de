import { NoTurn } from '../../../db/turns.js';

/**
 * `busy`: two changes met, and Postgres took one back. `locked`: what it wanted to change was held for longer than it may wait.
 * `slow`: it took longer than it may. `crowded`: its org has too much under way. `text`: a value that Postgres refuses to store.
 */
export type DatabaseTrouble = 'down' | 'busy' | 'locked' | 'slow' | 'crowded' | 'duplicate' | 'reference' | 'text';

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);
// What pg throws without a code: its pool's timeout, and connections that ended under a query.
const PG_MESSAGES =
  /^(timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection error|Cannot use a pool after calling end|Query read timeout|timeout expired)/;

/** What an error of the database means for the request; null when it is none that anybody should expect. */
export function databaseTrouble(error: unknown): DatabaseTrouble | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof NoTurn) return 'crowded';
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') {
    if (NETWORK.has(code)) return 'down';
    // 08 connection, 53 resources, 57P shutdown, 58 system, 28/3D000 log-in or database gone, 25006 a read-only standby.
    if (/^(08...|53...|57P0.|58...|28...|3D000|25006)$/.test(code)) return 'down';
    if (/^(40001|40P01)$/.test(code)) return 'busy';
    if (code === '55P03') return 'locked';
    // statement_timeout; idle_in_transaction_session_timeout, after which the connection is gone.
    if (/^(57014|25P03)$/.test(code)) return 'slow';
    if (code === '23505') return 'duplicate';
    if (code === '23503') return 'reference';
    if (/^(22021|22P05)$/.test(code)) return 'text';
  }
  return PG_MESSAGES.test(error.message) ? 'down' : null;
}
