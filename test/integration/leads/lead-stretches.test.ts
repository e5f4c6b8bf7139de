import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LeadApi } from '../../support/lead-api.js';

const LISTS = ['/api/control-tower/leads?', '/api/leads?sort=urgency&', '/api/leads?sort=received&'];

let api: LeadApi;
let manager: string;

beforeAll(async () => {
  api = await LeadApi.open('lead_stretches');
  manager = await api.manager();
  // Several of each deadline, and a third without any: borders fall between leads of one deadline, and of none.
  await api.world.sql.query(
    `INSERT INTO leads (org_id, id, source, name, status, received_at, deadline_at)
     SELECT $1, gen_random_uuid(), 'web', 'Lead ' || n, 'ASSIGNED', now() - n / 4 * interval '1 minute',
       CASE WHEN n % 3 > 0 THEN date_trunc('minute', now()) + n / 5 * interval '1 minute' END
     FROM generate_series(1, 60) n`,
    [api.world.orgId],
  );
});
afterAll(() => api.close());

const get = (path: string) => api.call('get', path).set('authorization', manager);

interface Page {
  ids: string[];
  cursor: string | null;
  nextCursor: string | null;
}

async function read(list: string, query: Record<string, string | null>): Promise<Page> {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== null);
  const { body } = await get(list + new URLSearchParams(given).toString()).expect(200);
  return { ids: body.items.map(({ id }) => id), cursor: query.cursor ?? null, nextCursor: body.nextCursor };
}

async function pagesOf(list: string, limit: string): Promise<Page[]> {
  const pages: Page[] = [];
  do pages.push(await read(list, { limit, cursor: pages.at(-1)?.nextCursor ?? null }));
  while (pages.at(-1)!.nextCursor !== null);
  return pages;
}

describe.each(LISTS)('a stretch of %s', (list) => {
  it('is the page that was read before', async () => {
    const pages = await pagesOf(list, '7');
    expect(pages.flatMap(({ ids }) => ids)).toHaveLength(60);
    for (const { ids, cursor, nextCursor } of pages.slice(0, -1))
      expect(await read(list, { cursor, until: nextCursor, limit: '200' })).toEqual({ ids, cursor, nextCursor: null });
  });

  it('has what came into it since, page by page, and not what left it', async () => {
    const [first, second, third] = (await pagesOf(list, '7')) as [Page, Page, Page, Page];
    const earlier = list.includes('received')
      ? "received_at = o.received_at + interval '1 millisecond'"
      : "deadline_at = o.deadline_at - interval '1 millisecond'";
    // The third page's leads go to just before the last of the second one.
    await api.world.sql.query(`UPDATE leads l SET ${earlier} FROM leads o WHERE l.id = ANY($1) AND o.id = $2`, [
      third.ids,
      second.ids.at(-1),
    ]);
    const span = { cursor: first.nextCursor, until: second.nextCursor };
    const begun = await read(list, { ...span, limit: '4' });
    expect(begun.nextCursor).not.toBeNull();
    const rest = await read(list, { cursor: begun.nextCursor, until: span.until, limit: '200' });
    const seen = [...begun.ids, ...rest.ids];
    expect(new Set(seen)).toEqual(new Set([...second.ids, ...third.ids]));
    expect(seen).toHaveLength(14);
    const whole = (await pagesOf(list, '200')).flatMap(({ ids }) => ids);
    expect(whole.slice(whole.indexOf(seen[0]!), whole.indexOf(seen[0]!) + seen.length)).toEqual(seen);
    expect(whole[whole.indexOf(seen[0]!) - 1]).toBe(first.ids.at(-1));
  });

  it('is empty where its end is not after its start', async () => {
    const [first, second] = await pagesOf(list, '7');
    for (const until of [first!.nextCursor, second!.nextCursor])
      expect(await read(list, { cursor: second!.nextCursor, until })).toMatchObject({ ids: [], nextCursor: null });
  });

  it('is refused with a cursor of another order, or of nothing', async () => {
    const other = list.includes('received') ? LISTS[0]! : LISTS[2]!;
    const { nextCursor } = await read(other, { limit: '1' });
    for (const until of [nextCursor, 'x']) {
      const { body } = await get(`${list}until=${until}`).expect(400);
      expect(body.error.details.issues).toMatchObject([{ path: 'until' }]);
    }
  });
});

it('ends a CSV as well', async () => {
  const [first, second] = await pagesOf(LISTS[0]!, '7');
  const { text } = (await get(`${LISTS[0]}format=csv&cursor=${first!.nextCursor}&until=${second!.nextCursor}`).expect(
    200,
  )) as unknown as { text: string };
  const lines = text.trimEnd().split('\r\n').slice(1);
  expect(lines.map((line) => line.split(',')[0])).toEqual(second!.ids);
});
