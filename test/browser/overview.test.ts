import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { receiveBusyWeek } from '../support/busy-week.js';
import { LOOKS, Tower } from '../support/tower.js';
import { waitFor } from '../support/wait.js';

/** The org's, which is neither the server's nor the viewer's. */
const ORG_ZONE = 'America/New_York';

let tower: Tower;
let week: Awaited<ReturnType<typeof receiveBusyWeek>>;

beforeAll(async () => {
  tower = await Tower.open('overview', async (world) => {
    await world.sql.query('UPDATE orgs SET time_zone = $2 WHERE id = $1', [world.orgId, ORG_ZONE]);
    week = await receiveBusyWeek(world, new Date());
  });
  await waitFor(
    'every lead has been begun',
    async () => {
      const { count } = await tower.world.one<{ count: string }>(
        `SELECT count(*) FROM leads WHERE status IN ('RECEIVED', 'QUALIFIED') OR NOT clocks_started`,
      );
      return Number(count) === 0;
    },
    240_000,
  );
}, 900_000);

afterAll(() => tower?.close());

describe('the overview', () => {
  for (const { colorScheme, size, viewport } of LOOKS)
    it(`can be seen by everybody: ${colorScheme}, ${size}`, async () => {
      await tower.visit({ colorScheme, viewport }, async (page) => {
        await tower.signIn(page, '/?range=7d');
        await page.getByRole('application').nth(2).waitFor();
        await page.getByRole('table', { name: /^Breaches by weekday/ }).waitFor();
        await tower.look(page, `overview-${colorScheme}-${size}`);
      });
    });
});
