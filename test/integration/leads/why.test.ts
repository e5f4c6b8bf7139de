import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';
import { flowDefinition } from '../../support/world.js';

/** Friday 20 November 2026, 17:50 in Bucharest. */
const RECEIVED = Date.UTC(2026, 10, 20, 15, 50);

interface Why {
  score: string | null;
  owner: string;
  others: string[];
  deadlines: string[];
  next: string[];
}

let api: LeadApi;
let manager: string;

beforeAll(async () => {
  api = await LeadApi.open('why');
  manager = await api.manager();
  const { world } = api;
  await world.sql.query("UPDATE orgs SET time_zone = 'Europe/Bucharest' WHERE id = $1", [world.orgId]);
  await world.addRep('Ana');
  const dan = await world.addRep('Dan');
  await world.sql.query("UPDATE users SET status = 'AWAY' WHERE id = $1", [dan]);
  const weekly = (['MON', 'TUE', 'WED', 'THU', 'FRI'] as const).map((day) => ({ day, from: '09:00', to: '18:00' }));
  const hours = { timeZone: 'Europe/Bucharest', weekly, holidays: [], specialDates: [] };
  const calendarId = await world.addCalendar(hours);
  const flow = flowDefinition(world.teamId);
  flow.clocks[0]!.target = { duration: 'PT15M', time: 'BUSINESS', calendarId };
  await world.addFlow(flow);
});
afterAll(() => api.close());

/** A lead of that Friday, settled then: what its workflow shows, and what the API answers. */
async function lead(): Promise<{ details: string; why: Why }> {
  const [id] = await api.world.receiveMany(1);
  await api.world.sql.query('UPDATE leads SET received_at = $2 WHERE id = $1', [id, new Date(RECEIVED)]);
  const deps = { db: api.db, outgoing: [], clock: () => RECEIVED, log: pino({ level: 'silent' }) };
  const options = { goal: 'SETTLED' as const, skipLocked: false, atLeastMs: 0 };
  const { views } = await settleLeads(deps, api.world.orgId, [id!], options);
  const { body } = await api.call('get', `/api/leads/${id}`).set('authorization', manager).expect(200);
  return { details: views[0]!.details, why: body.why as Why };
}

describe('why', () => {
  it('is answered as the document shows it, and in the same words by the workflow', async () => {
    const { details, why } = await lead();
    expect(why).toEqual(docExample('docs/engine/why.md', 'why'));
    for (const text of [why.score!, why.owner, ...why.deadlines, ...why.next]) expect(details).toContain(text);
  });

  it('tells why nobody has a lead, and everybody who was considered', async () => {
    await api.world.sql.query("UPDATE users SET status = 'AWAY' WHERE org_id = $1 AND name = 'Ana'", [api.world.orgId]);
    const { details, why } = await lead();
    expect(why.owner).toBe('nobody: rule 1: nobody of 2 candidates could take it');
    expect(why.others.toSorted()).toEqual(['Ana: ACTIVE: is away', 'Dan: ACTIVE: is away']);
    expect(details).toContain(why.owner);
  });
});
