import { condition, defineSignal, proxyLocalActivities, setHandler, sleep } from '@temporalio/workflow';
import type { MinimalActivities } from './worker.js';

// The product's options of lead activities.
const { nothing, insertRow } = proxyLocalActivities<MinimalActivities>({
  startToCloseTimeout: '30s',
  retry: { initialInterval: '200ms', backoffCoefficient: 2, maximumInterval: '15s' },
  localRetryThreshold: '5s',
});

export const bell = defineSignal('bell');

/** A lead's happy life, with one local activity a stage that does nothing: one, a signal, one, a signal, one. */
export async function minimalLife(id: string): Promise<void> {
  let bells = 0;
  setHandler(bell, () => {
    bells += 1;
  });
  await nothing(id, 1);
  await condition(() => bells > 0);
  await nothing(id, 2);
  await condition(() => bells > 1);
  await nothing(id, 3);
}

/** A timer, then one row. */
export async function minimalDue(id: string, dueAtMs: number): Promise<void> {
  await sleep(Math.max(1, dueAtMs - Date.now()));
  await insertRow(id, dueAtMs);
}

/** A signal, then one row. */
export async function minimalProof(id: string): Promise<void> {
  let rung = false;
  setHandler(bell, () => {
    rung = true;
  });
  await condition(() => rung);
  await insertRow(id, null);
}

/** Sleeps. */
export async function minimalSleep(): Promise<void> {
  await sleep('1 day');
}

/** One row, then it stays open for its signal: a lead that is begun and waits. */
export async function minimalBegin(id: string): Promise<void> {
  let rung = false;
  setHandler(bell, () => {
    rung = true;
  });
  await insertRow(id, null);
  await condition(() => rung);
}
