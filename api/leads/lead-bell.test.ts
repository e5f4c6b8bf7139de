import { expect, it } from 'vitest';
import { leadBell } from './lead-bell.js';

it('an unreachable Temporal is a ring that nobody heard, in time and without an error', async () => {
  const bell = leadBell({ connection: { address: '127.0.0.1:1' }, namespace: 'default' }, 300);
  const start = performance.now();
  expect(await bell.ring('org', 'lead', 'command')).toBe(false);
  expect(performance.now() - start).toBeLessThan(5_000);
  await bell.close();
});
