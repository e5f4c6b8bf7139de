// The clock of the rival that ticks: at each whole minute (or what TICK_MS says) it looks for what is due, as cron does.
// A tick that the process did not live to see is made up by the next one, for it looks at rows, not at the time it slept.
import { setTimeout as delay } from 'node:timers/promises';
import { messageOf } from '../../../../db/errors.js';
import { openLog } from '../../../../db/log.js';
import { inTransaction } from '../../../../db/transaction.js';
import { lockDue, passDue } from './due.js';
import { need, openPool } from './pool.js';

/** Of one transaction: few enough that nobody waits long for its locks. */
const MOST = 500;

const everyMs = Number(need('TICK_MS'));
const pool = openPool();
const log = openLog('tick', 'info');
const running = new AbortController();
for (const event of ['SIGTERM', 'SIGINT', 'disconnect'] as const) process.on(event, () => running.abort());

/** @returns whether there may be more */
const batch = () =>
  inTransaction(pool, 'BEGIN', async (client) => {
    const leads = await lockDue(client, MOST);
    if (leads.length > 0) await passDue(client, leads);
    return leads.length === MOST;
  });

await pool.query('SELECT 1').catch(() => undefined);
process.send?.({ type: 'ready' });
while (!running.signal.aborted) {
  await delay(everyMs - (Date.now() % everyMs), undefined, { signal: running.signal }).catch(() => undefined);
  try {
    while (!running.signal.aborted && (await batch()));
  } catch (error) {
    log.warn({ error: messageOf(error) }, 'the tick failed');
  }
}
await pool.end();
process.exit(0);
