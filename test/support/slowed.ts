import { setTimeout as delay } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** How slow the processor of a page is then. */
const CPU = 3;

/**
 * Makes a page as slow as a busy machine, to find tests that only pass on a quick one: each answer of the API comes
 * after up to `PINGGO_TEST_SLOW_MS`, in another order than it was asked for, and scripts take three times as long.
 * Does nothing without that variable.
 */
export async function slowed(page: Page): Promise<void> {
  const mostMs = Number(process.env.PINGGO_TEST_SLOW_MS ?? 0);
  if (mostMs === 0) return;
  const devTools = await page.context().newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: CPU });
  await page.context().route('**/api/**', async (route) => {
    await delay(Math.random() * mostMs);
    // The page may be gone.
    await route.continue().catch(() => undefined);
  });
}
