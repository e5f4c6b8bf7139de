import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { foldCounts } from '../../../settlement/tower.js';
import { openDatabase, type Database } from '../../../db/client.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';

const MINUTE = 60_000;
/** Friday 20 November 2026, 17:50 in Bucharest. */
const RECEIVED = Date.UTC(2026, 10, 20, 15, 50);

interface Trends {
  buckets: { from: string; to: string; newLeads: number; metInTime: number; breached: number }[];
  breachesByHourOfWeek: number[][];
}

let api: LeadApi;
let relayDb: Database;
let manager: string;
let flowId: string;
const log = pino({ level: 'silent' });

beforeAll(async () => {
  api = await LeadApi.open('trends');
  relayDb = openDatabase(api.database.relayUrl, { role: 'pinggo_relay' });
  manager = await api.manager();
  const { world } = api;
  await world.sql.query("UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1", [world.orgId]);
  await world.addRep('Ana');
  flowId = await world.addFlow();
  const ids = await world.receiveMany(4, { receivedAt: new Date(RECEIVED) });
  const settleAt = (atMs: number) =>
    settleLeads({ db: api.db, outgoing: [], clock: () => atMs, log }, world.orgId, ids, {
      goal: 'SETTLED',
      skipLocked: false,
      atLeastMs: 0,
    });
  await settleAt(RECEIVED);
  for (const [index, minutes] of [6, 10, 20].entries()) {
    const at = new Date(RECEIVED + minutes * MINUTE);
    const proofId = await world.prove(ids[index]!, 'CALL_LOGGED', at);
    await world.sql.query('UPDATE proofs SET received_at = $2 WHERE id = $1', [proofId, at]);
  }
  await settleAt(RECEIVED + 12 * MINUTE);
  await settleAt(RECEIVED + 15 * MINUTE);
  await settleAt(RECEIVED + 20 * MINUTE);
  await world.command(ids[3]!, { kind: 'CLOSE', outcome: 'LOST' }, new Date(RECEIVED + 50 * MINUTE));
  await settleAt(RECEIVED + 50 * MINUTE);
});
afterAll(async () => {
  await relayDb?.close();
  await api?.close();
});

const ask = async (query: string) =>
  (await api.call('get', `/api/control-tower/trends?${query}`).set('authorization', manager).expect(200))
    .body as unknown as Trends;
const EVENING = 'from=2026-11-20T15:30:00Z&to=2026-11-20T17:00:00Z';

describe('trends', () => {
  it('are as the document shows them, before and after the counts are folded', async () => {
    for (const fold of [false, true]) {
      if (fold) expect(await foldCounts({ db: api.db, relayDb, log })).toBeGreaterThan(0);
      const { breachesByHourOfWeek, ...rest } = await ask(`${EVENING}&bucket=PT1H`);
      expect(rest).toEqual(docExample('docs/engine/tower.md', 'trends'));
      expect(breachesByHourOfWeek[4]![18]).toBe(2);
      expect(breachesByHourOfWeek.flat().reduce((sum, count) => sum + count)).toBe(2);
    }
  });

  it('are of whole buckets, days being those of the org’s zone', async () => {
    const quarters = await ask(`${EVENING}&bucket=PT15M`);
    expect(quarters.buckets.map(({ newLeads }) => newLeads)).toEqual([0, 4, 0, 0, 0, 0]);
    const days = await ask('from=2026-03-28T12:00:00Z&to=2026-03-30T12:00:00Z&bucket=P1D');
    // The night to 29 March 2026 the clocks of Bucharest go forward.
    expect(days.buckets.map(({ from }) => from)).toEqual([
      '2026-03-27T22:00:00.000Z',
      '2026-03-28T22:00:00.000Z',
      '2026-03-29T21:00:00.000Z',
    ]);
    const day = await ask('from=2026-11-20T15:30:00Z&to=2026-11-20T15:31:00Z&bucket=P1D');
    expect(day.buckets).toMatchObject([{ newLeads: 4, metInTime: 2, breached: 2 }]);
  });

  it('fit the hours of a zone that is half an hour off', async () => {
    const { world } = api;
    await world.sql.query("UPDATE orgs SET time_zone = 'Asia/Kolkata' WHERE id = $1", [world.orgId]);
    try {
      // 15:50 UTC is 21:20, and the breaches were at 21:35.
      const { breachesByHourOfWeek, buckets } = await ask(`${EVENING}&bucket=P1D`);
      expect(breachesByHourOfWeek[4]![21]).toBe(2);
      expect(buckets).toMatchObject([{ from: '2026-11-19T18:30:00.000Z', newLeads: 4 }]);
    } finally {
      await world.sql.query("UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1", [world.orgId]);
    }
  });

  it('fit the hours of a zone whose law has changed since the server’s data', async () => {
    const { world } = api;
    await world.sql.query("UPDATE orgs SET time_zone = 'America/Vancouver' WHERE id = $1", [world.orgId]);
    try {
      // 16:05 UTC is 09:05 since the clocks of Vancouver stay on summer time.
      const { breachesByHourOfWeek, buckets } = await ask(`${EVENING}&bucket=P1D`);
      expect(breachesByHourOfWeek[4]![9]).toBe(2);
      expect(buckets).toMatchObject([{ from: '2026-11-20T07:00:00.000Z', newLeads: 4 }]);
    } finally {
      await world.sql.query("UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1", [world.orgId]);
    }
  });

  it('are narrowed by flow, team and source, and refuse what cannot be', async () => {
    const total = async (filter: string) =>
      (await ask(`${EVENING}&${filter}`)).buckets.reduce((sum, { newLeads }) => sum + newLeads, 0);
    expect(await total(`flowId=${flowId}&teamId=${api.world.teamId}&source=web`)).toBe(4);
    expect(await total('source=facebook')).toBe(0);
    expect(await total(`teamId=${flowId}`)).toBe(0);
    const refused = await api
      .call('get', '/api/control-tower/trends?from=2020-01-01T00:00:00Z&to=2026-01-01T00:00:00Z&bucket=PT15M')
      .set('authorization', manager)
      .expect(400);
    expect(refused.body.error.details.issues.map(({ path }) => path)).toEqual(['bucket']);
  });
});
