import type { World } from '../../support/world.js';
import { spread, type Spread } from '../stats.js';
import { committedAtMs } from '../watch/committed.js';
import type { Happened, Outage } from './verdict.js';

/** When each lead was received: its deadlines are counted from that. */
export async function receiptsOf(world: World, ids: readonly string[]): Promise<Map<string, number>> {
  const rows = await world.all<{ id: string; atMs: number }>(
    'SELECT id, (extract(epoch FROM received_at) * 1000)::float8 AS "atMs" FROM leads WHERE org_id = $1 AND id = ANY($2::uuid[])',
    [world.orgId, ids],
  );
  return new Map(rows.map(({ id, atMs }) => [id, atMs]));
}

const KINDS: Record<string, Happened['kind']> = {
  'sla.started': 'BEGUN',
  'sla.met': 'MET',
  'sla.breached': 'BREACH',
  'escalation.fired': 'STEP',
};

/** What the audit log tells of these leads: its rows are never changed, so that a row's commit is when it happened. */
export async function happenedTo(world: World, ids: readonly string[]): Promise<Happened[]> {
  const rows = await world.all<Omit<Happened, 'kind'> & { action: string }>(
    `SELECT lead_id AS "leadId", action, after->>'stepKey' AS "stepKey", ${committedAtMs()} AS "committedAtMs"
     FROM audit WHERE org_id = $1 AND lead_id = ANY($2::uuid[]) AND action = ANY($3) ORDER BY id`,
    [world.orgId, ids, Object.keys(KINDS)],
  );
  return rows.map(({ action, ...row }) => ({ ...row, kind: KINDS[action]! }));
}

/** Lateness of those of the minimal workflow's timers that fell due while Temporal was away. */
export async function timersLate(world: World, { fromMs, untilMs }: Outage): Promise<Spread> {
  const rows = await world.all<{ dueAtMs: number; committedAtMs: number }>(
    `SELECT (extract(epoch FROM due_at) * 1000)::float8 AS "dueAtMs", ${committedAtMs()} AS "committedAtMs" FROM bench_rows`,
  );
  const due = rows.filter(({ dueAtMs }) => dueAtMs >= fromMs && dueAtMs <= untilMs);
  return spread(due.map(({ dueAtMs, committedAtMs }) => committedAtMs - dueAtMs));
}
