import { openDatabase } from '../../db/client.js';
import { checkNextSlice } from '../../db/leads/queries/tower/check.js';
import type { TestDatabase } from './stack.js';
import { waitFor } from './wait.js';
import { flowDefinition, type World } from './world.js';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const DAYS = 6;
const NAMES = ['Ana Pop', 'Ion Rusu', 'Elena Ciobanu', 'Mihai Lungu', 'Daria Munteanu', 'Radu Stan', 'Ioana Moraru'];

interface BusyWeek {
  flows: { main: string; partners: string };
  reps: { ana: string; bob: string; carla: string };
  /** Every lead that was received. */
  leads: string[];
}

/** A flow of which a quarter of an hour is at risk from its half on, and that tells the manager at its end. */
const watched = (teamId: string) => {
  const plain = flowDefinition(teamId);
  return {
    ...plain,
    clocks: plain.clocks.map((clock) => ({
      ...clock,
      atRisk: 0.5,
      ladder: [{ key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT' as const, to: ['manager' as const] }],
    })),
  };
};

/**
 * A sales floor and what it got in the last days: leads of each working hour, most of them called in time, fewer the later
 * the day; some that are open now, whose deadlines come minutes apart; one that nobody could take. All before a worker
 * runs, which then catches up.
 */
export async function receiveBusyWeek(world: World, now: Date): Promise<BusyWeek> {
  const reps = {
    ana: await world.addRep('Ana', { capacity: 80 }),
    bob: await world.addRep('Bob', { capacity: 120 }),
    carla: await world.addRep('Carla', { capacity: 40 }),
  };
  await world.sql.query(`UPDATE users SET status = 'AWAY' WHERE id = $1`, [reps.carla]);
  const main = await world.addFlow(watched(world.teamId), 'Web and ads');
  // Its team has no members: what it routes stays unrouted.
  const { id: emptyTeamId } = await world.one<{ id: string }>(
    `INSERT INTO teams (org_id, id, name, manager_id) VALUES ($1, gen_random_uuid(), 'Partners', $2) RETURNING id`,
    [world.orgId, world.managerId],
  );
  const partners = await world.addFlow(
    {
      ...flowDefinition(emptyTeamId),
      priority: 20,
      match: { all: [{ field: 'source', op: 'eq', value: 'partner' }] },
    },
    'Partners',
  );
  const winter = await world.addFlow(watched(world.teamId), 'Winter campaign');
  await world.sql.query('UPDATE flows SET active = false, published_version = NULL WHERE id = $1', [winter]);

  const leads: string[] = [];
  const topOfHourMs = Math.floor(now.getTime() / HOUR) * HOUR;
  for (let hoursAgo = 2; hoursAgo <= DAYS * 24; hoursAgo++) {
    const receivedAt = new Date(topOfHourMs - hoursAgo * HOUR + 7 * MINUTE);
    const hour = receivedAt.getUTCHours();
    // A floor that is at work from 12 to 21 UTC.
    const day = Math.floor(receivedAt.getTime() / (24 * HOUR));
    // One evening of the week, half of the floor was ill.
    const isWorst = day % DAYS === 2 && (hour === 19 || hour === 20);
    const count = hour < 12 || hour > 21 ? 0 : (isWorst ? 4 : 1) + ((hour * 5 + hoursAgo) % 3);
    if (count === 0) continue;
    const source = hoursAgo % 2 === 0 ? 'web' : 'facebook';
    const ids = await world.receiveMany(count, { receivedAt, source, name: NAMES[hoursAgo % NAMES.length]! });
    leads.push(...ids);
    for (const [index, id] of ids.entries()) {
      const minutes = 2 + ((hour * 3 + index * 5 + hoursAgo) % 12);
      // Late hours are worse, and some days are.
      const isMissed =
        isWorst || (hour * 7 + index * 3 + day * 5) % 11 < (hour >= 18 ? 5 : 1) + (day % 3 === 0 ? 2 : 0);
      const calledMs = (isMissed ? 16 + ((hour * 5 + hoursAgo) % 25) : minutes) * MINUTE;
      // One in seven of the missed was never called at all.
      if (!isMissed || hoursAgo % 7 !== 0)
        await world.prove(id, 'CALL_LOGGED', new Date(receivedAt.getTime() + calledMs));
    }
  }
  for (const [index, minutes] of [2, 4, 5, 8, 9, 11, 12].entries())
    leads.push(await world.receive({ ageMs: minutes * MINUTE, source: 'web', name: `${NAMES[index]!} ${minutes}` }));
  leads.push(await world.receive({ ageMs: 30 * MINUTE, source: 'facebook', name: 'Late Larry' }));
  leads.push(await world.receive({ ageMs: 3 * MINUTE, source: 'partner', name: 'Lost Lucy' }));
  return { flows: { main, partners }, reps, leads };
}

/**
 * Waits until a worker has caught up with all leads, and then writes each breach to when it was due: as if the worker had
 * been there all the time.
 */
export async function catchUp(world: World, database: TestDatabase): Promise<void> {
  await waitFor(
    'every lead has been begun, and its proofs counted',
    async () => {
      const { waiting } = await world.one<{ waiting: string }>(
        `SELECT count(*) AS waiting FROM leads l WHERE l.org_id = $1 AND (NOT l.clocks_started OR EXISTS (
           SELECT FROM clocks c WHERE c.lead_id = l.id AND c.met_at IS NULL
             AND (c.status = 'RUNNING' AND c.deadline_at < now() OR EXISTS (SELECT FROM proofs p WHERE p.lead_id = l.id))))`,
        [world.orgId],
      );
      return Number(waiting) === 0;
    },
    300_000,
  );
  await world.sql.query(`UPDATE clocks SET breached_at = deadline_at WHERE org_id = $1 AND status = 'BREACHED'`, [
    world.orgId,
  ]);
  const db = openDatabase(database.appUrl, { role: 'pinggo_app' });
  try {
    for (let done = false; !done;) ({ done } = await db.inOrg(world.orgId, (tx) => checkNextSlice(tx)));
  } finally {
    await db.close();
  }
}
