import { expect, it } from 'vitest';
import type { Database } from './client.js';
import { firstOfName, lanes } from './lanes.js';

it('of things that share a name, only the first stands apart', () => {
  const named = (...all: string[]) => firstOfName(all, (one) => one.split(' ').filter(Boolean));
  expect(named('a b', 'c', 'b d', 'd', '', '')).toEqual([true, true, false, false, true, true]);
});

it('what comes to one org of one database at once goes together', async () => {
  const runs: string[] = [];
  const add = lanes<number, number>(async (db, orgId, items) => {
    runs.push(`${(db as unknown as { name: string }).name} ${orgId} ${items.join()}`);
    await Promise.resolve();
    return items;
  });
  const [one, other] = ['one', 'other'].map((name) => ({ name }) as unknown as Database);
  const all = [add(one!, 'a', 1), add(one!, 'a', 2), add(one!, 'a', 3), add(one!, 'b', 4), add(other!, 'a', 5)];
  expect(await Promise.all(all)).toEqual([1, 2, 3, 4, 5]);
  expect(runs).toEqual(['one a 1,2,3', 'one b 4', 'other a 5']);
});
