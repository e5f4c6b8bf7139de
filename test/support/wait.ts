import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `probe` gives something that is neither false nor null nor undefined. */
export async function waitFor<T>(
  what: string,
  probe: () => Promise<T | null | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  const untilMs = Date.now() + timeoutMs;
  for (;;) {
    const value = await probe();
    if (value !== null && value !== undefined && value !== false) return value;
    if (Date.now() > untilMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`);
    await delay(50);
  }
}
