import type { Lab } from './lab.js';
import { takeIn } from './lives.js';
import { mark, watchBegun } from './watch/begun.js';
import { untilDelivered } from './watch/outbox.js';

/** Leads through the API, one after another: code is compiled, connections are open, tables are planned for as they are. */
export async function warmUp(lab: Lab, leads = 100): Promise<void> {
  const { world } = lab.tenant;
  const watch = watchBegun(world, [world.orgId], await mark(world));
  for (let n = 0; n < leads; n += 1) {
    await takeIn(lab.tenant, lab.api);
  }
  const done = await watch.until(leads, 60_000);
  await watch.stop();
  if (!done) throw new Error('the first leads were not begun within a minute');
  await lab.tenant.gatherStatistics();
}

/** Leads received at one instant, once they are begun and Temporal has been told of them. @returns how long that took */
export async function beginMany(
  lab: Lab,
  count: number,
  mostMs = 900_000,
): Promise<{ ids: string[]; seconds: number }> {
  const { world } = lab.tenant;
  const watch = watchBegun(world, [world.orgId], await mark(world));
  const receivedAtMs = Date.now();
  const ids = await lab.tenant.receiveAt(Array.from({ length: count }, () => receivedAtMs));
  const done = (await watch.until(count, mostMs)) && (await untilDelivered(lab.tenant.world, mostMs));
  await watch.stop();
  if (!done) throw new Error(`${count} leads were not begun within ${mostMs / 1000} s`);
  return { ids, seconds: (Date.now() - receivedAtMs) / 1000 };
}
