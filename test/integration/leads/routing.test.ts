import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { settleLeads } from '../../../settlement/settle.js';
import type { FlowRouting } from '../../../domain/leads/flow/definition.js';
import type { Candidate, Explanation } from '../../../domain/engine/routing/types.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';
import {
  EXAMPLE_LEAD,
  EXAMPLE_NOW,
  EXAMPLE_PEOPLE,
  NIGHT_HOURS,
  NIGHT_TEAM,
  SOLAR_TEAM,
} from '../../support/routing-example.js';
import { flowDefinition } from '../../support/world.js';

const MINUTE = 60_000;
const routing = docExample('docs/engine/routing.md', 'routing') as FlowRouting;
const [ana, bogdan] = EXAMPLE_PEOPLE.map(({ userId }) => userId) as [string, string];
let api: LeadApi;
let manager: string;

beforeAll(async () => {
  api = await LeadApi.open('routing');
  manager = await api.manager();
  const { world } = api;
  await world.sql.query(`INSERT INTO teams (org_id, id, name) VALUES ($1, $2, 'Solar'), ($1, $3, 'Night desk')`, [
    world.orgId,
    SOLAR_TEAM,
    NIGHT_TEAM,
  ]);
  for (const person of EXAMPLE_PEOPLE) await insertPerson(person);
  await world.addFlow(flowDefinition(SOLAR_TEAM, { routing }));
});
afterAll(() => api.close());

/** The rows that make a person what routing is to see. */
async function insertPerson(person: Candidate): Promise<void> {
  const { world } = api;
  const { userId: id, name, status, capacity, languages, territories, lastAssignedAtMs } = person;
  const insert = (text: string, ...values: unknown[]) => world.sql.query(text, [world.orgId, id, ...values]);
  const calendarId = person.shiftLeftMs === null ? null : await world.addCalendar(NIGHT_HOURS);
  await insert(
    `INSERT INTO users (org_id, id, email, name, role, status, capacity, languages, territories, calendar_id, last_assigned_at)
     VALUES ($1, $2, $3, $4, 'REP', $5, $6, $7, $8, $9, $10)`,
    `${name}@example.com`,
    name,
    status,
    capacity,
    languages,
    territories,
    calendarId,
    lastAssignedAtMs === null ? null : new Date(lastAssignedAtMs),
  );
  for (const team of person.teamIds)
    await insert('INSERT INTO memberships (org_id, user_id, team_id) VALUES ($1, $2, $3)', team);
  for (const [skill, level] of Object.entries(person.skills))
    await insert('INSERT INTO skills (org_id, user_id, skill, level) VALUES ($1, $2, $3, $4)', skill, level);
  if (person.timeOff) await absent(id, EXAMPLE_NOW - MINUTE, person.timeOff.untilMs);
  // What is over, what was cancelled and what others do changes nothing.
  await absent(id, EXAMPLE_NOW - MINUTE, EXAMPLE_NOW + 1e9, true);
  for (let owned = 0; owned < person.load; owned += 1) await own(id, 'ASSIGNED');
  await own(id, 'CLOSED');
}

const absent = (userId: string, fromMs: number, toMs: number | null, cancelled = false) =>
  api.world.sql.query(
    `INSERT INTO absences (org_id, id, user_id, cause, from_at, to_at, cancelled_at) VALUES ($1, $2, $3, 'TIME_OFF', $4, $5, $6)`,
    [
      api.world.orgId,
      newId(),
      userId,
      new Date(fromMs),
      toMs === null ? null : new Date(toMs),
      cancelled ? new Date(fromMs) : null,
    ],
  );

async function own(userId: string, status: string, weight = 1): Promise<void> {
  await api.world.sql.query(
    `INSERT INTO leads (org_id, id, source, received_at, status, owner_id, capacity_weight) VALUES ($1, $2, 'web', $3, $4, $5, $6)`,
    [api.world.orgId, newId(), new Date(EXAMPLE_NOW - 60 * MINUTE), status, userId, weight],
  );
}

/** A lead that is received and settled at an instant; what the API then says of it. */
async function route(nowMs: number, lead: Partial<typeof EXAMPLE_LEAD> = {}) {
  const id = newId();
  const { language, country, attributes } = { ...EXAMPLE_LEAD, ...lead };
  await api.world.sql.query(
    `INSERT INTO leads (org_id, id, source, received_at, language, country, attributes) VALUES ($1, $2, 'web', $3, $4, $5, $6)`,
    [api.world.orgId, id, new Date(nowMs), language, country, attributes],
  );
  const deps = { db: api.db, outgoing: [], clock: () => nowMs, log: pino({ level: 'silent' }) };
  const { views } = await settleLeads(deps, api.world.orgId, [id], {
    goal: 'SETTLED',
    skipLocked: false,
    atLeastMs: 0,
  });
  const { body } = await api.call('get', `/api/leads/${id}`).set('authorization', manager).expect(200);
  const { status, ownerId, assignment } = body as unknown as {
    status: string;
    ownerId: string | null;
    assignment: { explanation: Pick<Explanation, 'text' | 'candidates'> } | null;
  };
  const reasonOf = (userId: string) => assignment?.explanation.candidates.find((one) => one.userId === userId)?.reason;
  return { id, status, ownerId, explanation: assignment?.explanation, reasonOf, details: views[0]!.details };
}

const personOf = (name: string) => EXAMPLE_PEOPLE.find((one) => one.name === name)!.userId;
const setUser = (userId: string, column: string, value: unknown) =>
  api.world.sql.query(`UPDATE users SET ${column} = $2 WHERE id = $1`, [userId, value]);

describe('routing over real rows', () => {
  it('explains every candidate, as the documentation shows it, in the API and in the workflow', async () => {
    const { id, ownerId, explanation, details } = await route(EXAMPLE_NOW);
    expect(explanation).toEqual(docExample('docs/engine/routing.md', 'explanation'));
    expect(ownerId).toBe(bogdan);
    expect(details).toContain(`**Owner** Bogdan. Why: ${explanation!.text}\n`);
    const row = await api.world.one('SELECT capacity_weight FROM leads WHERE id = $1', [id]);
    expect(row).toEqual({ capacity_weight: 2 });
  });

  it('counts the weight of what a rep owns', async () => {
    const { explanation } = await route(EXAMPLE_NOW + MINUTE, { attributes: { budget: 1 } });
    const terms = Object.fromEntries(explanation!.candidates.map((one) => [one.userId, one.terms]));
    expect(terms[bogdan]).toMatchObject({ load: 4, lastAssignedAt: new Date(EXAMPLE_NOW).toISOString() });
    expect(terms[ana]).toMatchObject({ load: 4 });
  });

  it('knows time off that began or ended meanwhile, and who is busy', async () => {
    const later = EXAMPLE_NOW + 30 * MINUTE;
    const [elena, carmen] = [personOf('Elena'), personOf('Carmen')];
    await setUser(carmen, 'busy_until', new Date(later + 15 * MINUTE));
    await api.world.sql.query('UPDATE skills SET level = 5 WHERE user_id = $1', [carmen]);
    await absent(ana, later - 1, null);
    const before = await route(later);
    expect(before.reasonOf(ana)).toBe('AT_WORK: is on time off, and its end is not known');
    expect(before.reasonOf(carmen)).toBe('AT_WORK: is busy until Mon 23 Nov 2026 09:33');
    expect(before.reasonOf(personOf('Florin'))).toBe('AT_WORK: is not at work now');
    // A time off in a quarter of an hour leaves so much of the shift.
    await absent(carmen, later + 30 * MINUTE, later + 90 * MINUTE);
    expect((await route(later + 15 * MINUTE)).reasonOf(carmen)).toBe(
      'AT_WORK: 15 min of the shift left, 30 min needed',
    );
    await api.world.sql.query(`UPDATE absences SET to_at = $2 WHERE user_id = $1 AND cancelled_at IS NULL`, [
      ana,
      new Date(later),
    ]);
    const back = await route(later + MINUTE);
    expect(back.reasonOf(ana)).not.toMatch(/^AT_WORK/);
    expect(back.reasonOf(elena)).toMatch(/^AT_WORK/);
    const terms = back.explanation!.candidates.find(({ userId }) => userId === ana)!.terms;
    expect(terms.rampUp).toMatch(/^back since 2026-11-23T09:18Z, 0 of \d+ leads? since then$/);
  });

  it('holds back who came back, also when others closed what they were given', async () => {
    const at = Date.UTC(2026, 10, 25, 10);
    const horia = personOf('Horia');
    for (const one of EXAMPLE_PEOPLE) await setUser(one.userId, 'status', 'AWAY');
    await setUser(ana, 'status', 'ACTIVE');
    await setUser(bogdan, 'status', 'ACTIVE');
    await setUser(horia, 'status', 'ACTIVE');
    await setUser(horia, 'territories', []);
    await setUser(horia, 'back_at', new Date(at));
    const owners = [];
    for (let lead = 0; lead < 6; lead += 1) {
      const { id, ownerId } = await route(at + lead * MINUTE, { attributes: { budget: 1 } });
      owners.push(ownerId);
      await api.world.sql.query(`UPDATE leads SET status = 'CLOSED', closed_at = received_at WHERE id = $1`, [id]);
    }
    expect(owners.filter((id) => id === horia)).toHaveLength(2);
    expect(new Set(owners.slice(0, 3)).size).toBeGreaterThan(1);
  });

  it('goes on to the next team where one is archived, and to nobody where all are', async () => {
    const at = Date.UTC(2026, 10, 25, 20);
    const archive = (teamId: string) =>
      api.world.sql.query('UPDATE teams SET archived_at = now() WHERE id = $1', [teamId]);
    await setUser(personOf('Jana'), 'status', 'ACTIVE');
    await archive(SOLAR_TEAM);
    const first = await route(at);
    expect(first.ownerId).toBe(personOf('Jana'));
    expect(first.explanation!.text).toMatch(
      /^Jana by rule 1, overflow 1, .*Before that rule 1: team Solar is archived$/,
    );
    await archive(NIGHT_TEAM);
    const second = await route(at);
    expect(second).toMatchObject({ status: 'UNROUTED', ownerId: null });
    const item = await api.world.one<{ summary: string }>('SELECT summary FROM work_items WHERE lead_id = $1', [
      second.id,
    ]);
    expect(item.summary).toContain('fallback: team Night desk is archived');
  });
});
