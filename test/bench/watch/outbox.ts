import { setTimeout as delay } from 'node:timers/promises';
import type { World } from '../../support/world.js';

/** Whether the relay has nothing left to tell Temporal. */
export async function nothingWaits(world: World): Promise<boolean> {
  const { waits } = await world.one<{ waits: boolean }>(
    'SELECT EXISTS (SELECT FROM outbox WHERE delivered_at IS NULL AND dead_at IS NULL) AS waits',
  );
  return !waits;
}

/** Waits for that. @returns whether it came to that before `mostMs` had passed */
export async function untilDelivered(world: World, mostMs: number): Promise<boolean> {
  for (const untilMs = Date.now() + mostMs; ; await delay(500)) {
    if (await nothingWaits(world)) return true;
    if (Date.now() >= untilMs) return false;
  }
}
