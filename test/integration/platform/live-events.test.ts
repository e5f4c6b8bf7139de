import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { v7 as newId } from 'uuid';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { streamEvents } from '../../../api/platform/contract/live-events.js';
import { takeInLeads } from '../../../db/leads/queries/intake.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { docExample } from '../../support/doc-example.js';
import { StreamClient } from '../../support/live-stream.js';
import { newLead } from '../../support/new-lead.js';
import { waitFor } from '../../support/wait.js';

const HEARTBEAT_MS = 300;

let api: AdminApi;
let server: Server;
let origin: string;
let admin: Person;
let manager: Person;
let rep: Person;
let auditor: Person;
let other: Person;
let stranger: Person;
const clients: StreamClient[] = [];

beforeAll(async () => {
  api = await AdminApi.start('live_events', {}, HEARTBEAT_MS);
  const org = await api.addOrg('Here');
  admin = await api.addPerson(org, 'ADMIN');
  manager = await api.addPerson(org, 'MANAGER');
  rep = await api.addPerson(org, 'REP');
  auditor = await api.addPerson(org, 'AUDITOR');
  other = await api.addPerson(org, 'REP');
  stranger = await api.addPerson(await api.addOrg('There'), 'MANAGER');
  server = api.app.listen(0, '127.0.0.1');
  await waitFor('the server listens', () => Promise.resolve(server.listening));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  api.now = null;
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await api.stop();
});

const listen = async (person: Pick<Person, 'token'>, lastEventId?: string): Promise<StreamClient> => {
  const client = await StreamClient.ready(origin, person.token, lastEventId);
  clients.push(client);
  return client;
};

/** Writes an event as a settlement does, and gives the id of the thing that it is about. */
async function happen(
  org: string,
  event: { action?: string; entityType?: string; leadId?: string; after?: object; before?: object } = {},
  sql: { query(text: string, values: unknown[]): Promise<unknown> } = api.sql,
): Promise<string> {
  const { action = 'flow.published', entityType = 'flow', leadId = null, after = {}, before = null } = event;
  const entityId = leadId ?? newId();
  await sql.query(
    `INSERT INTO audit (org_id, at, actor_type, action, entity_type, entity_id, lead_id, before, after)
     VALUES ($1, now(), 'system', $2, $3, $4, $5, $6, $7)`,
    [org, action, entityType, entityId, leadId, before, after],
  );
  return entityId;
}

async function addLead(ownerId: string | null, duplicateOfId: string | null = null): Promise<string> {
  const id = newId();
  await api.sql.query(
    `INSERT INTO leads (org_id, id, source, name, email, owner_id, duplicate_of_id, status, received_at)
     VALUES ($1, $2, 'web', 'Ana Pop', 'ana@example.com', $3, $4, 'ASSIGNED', now())`,
    [admin.orgId, id, ownerId, duplicateOfId],
  );
  return id;
}

const ofLead = (leadId: string, action: string, after: object = {}, before?: object) =>
  happen(admin.orgId, { action, entityType: 'lead', leadId, after, ...(before ? { before } : {}) });

describe('the live stream', () => {
  it('says what was committed within a second, as the documents show it', async () => {
    const stream = await listen(manager);
    expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
    expect(stream.response.headers.get('cache-control')).toContain('no-store');
    expect(stream.names).toEqual(['ready']);
    const tell = async () => {
      const leadId = await addLead(rep.id);
      const startedMs = performance.now();
      await ofLead(leadId, 'lead.assigned', { ownerId: rep.id, mode: 'AUTO', sequence: 1, text: 'Radu has most room' });
      const event = await stream.heard(leadId);
      return { leadId, event, tookMs: performance.now() - startedMs };
    };
    let told = await tell();
    // A transaction of another test holds the horizon back for as long as it lasts, as all are on one server.
    for (let tries = 1; tries < 3 && told.tookMs >= 1_000; tries++) told = await tell();
    const { leadId, event, tookMs } = told;
    expect(tookMs).toBeLessThan(1_000);

    const example = docExample('docs/live-events.md', 'event') as typeof event;
    expect(event).toEqual({
      ...example,
      id: stream.lastId,
      ts: expect.stringMatching(/^\d{4}-.*Z$/) as string,
      org_id: admin.orgId,
      entity: { type: 'lead', id: leadId },
      payload: { ...example.payload, ownerId: rep.id },
    });
    expect(event.id).toMatch(/^\d+-\d+$/);
  });

  it('tells of changes made through the API', async () => {
    const stream = await listen(admin);
    const body: unknown = (await api.call('post', '/api/teams', admin.token).send({ name: 'Night' }).expect(201)).body;
    const { id } = body as { id: string };
    expect(await stream.heard(id)).toMatchObject({ type: 'team.created', entity: { type: 'team', id } });
  });

  it('misses nothing and doubles nothing when transactions commit in the opposite order of their ids', async () => {
    const stream = await listen(manager);
    const [early, late] = [await api.sql.connect(), await api.sql.connect()];
    try {
      await early.query('BEGIN');
      const first = await happen(admin.orgId, {}, early);
      await late.query('BEGIN');
      const second = await happen(admin.orgId, {}, late);
      await late.query('COMMIT');
      const { rows } = await api.sql.query<{ id: string }>(
        'SELECT entity_id AS id FROM audit WHERE entity_id = ANY($1)',
        [[first, second]],
      );
      expect(rows).toEqual([{ id: second }]);
      // Two heartbeats: the reader has looked, with the later row committed and the earlier one not.
      const { comments } = stream;
      await waitFor('two heartbeats', () => Promise.resolve(stream.comments >= comments + 2));
      expect(stream.events).toEqual([]);
      const resumed = await listen(manager, stream.lastId);
      await early.query('COMMIT');
      for (const one of [stream, resumed]) {
        await one.heard(second);
        expect(one.events.map(({ entity }) => entity.id)).toEqual([first, second]);
      }
      // From between the two.
      const again = await listen(manager, stream.events[0]!.id);
      await again.heard(second);
      expect(again.events).toEqual(stream.events.slice(1));
    } finally {
      early.release();
      late.release();
    }
  });

  it('resumes from anywhere without a gap while much goes on', async () => {
    const stream = await listen(manager);
    const start = stream.lastId;
    let written = 0;
    let writing = true;
    const writer = async (): Promise<void> => {
      const client = await api.sql.connect();
      try {
        while (writing) {
          await client.query('BEGIN');
          for (let row = 0; row < 5; row++) await happen(admin.orgId, {}, client);
          // Some are taken back: their ids are never seen.
          const kept = written % 7 !== 3;
          await client.query(kept ? 'COMMIT' : 'ROLLBACK');
          written += kept ? 5 : 1;
        }
      } finally {
        client.release();
      }
    };
    const writers = [writer(), writer(), writer()];
    const joined: StreamClient[] = [];
    for (const share of [0, 0.3, 0.7]) {
      await waitFor('more events', () => Promise.resolve(stream.events.length > 200 * (1 + joined.length)));
      const { events } = stream;
      joined.push(await listen(manager, share === 0 ? start : events[Math.floor(events.length * share)]!.id));
    }
    writing = false;
    await Promise.all(writers);
    const last = await happen(admin.orgId);
    for (const one of [stream, ...joined]) await one.heard(last);
    const all = stream.events.map(({ id }) => id);
    const { rows } = await api.sql.query<{ id: string }>(
      `SELECT a.xid || '-' || a.id AS id FROM audit a WHERE a.org_id = $1 AND (a.xid, a.id) > ($2::xid8, $3)
       ORDER BY a.xid, a.id`,
      [admin.orgId, ...start.split('-')],
    );
    expect(all).toEqual(rows.map(({ id }) => id));
    expect(new Set(all).size).toBe(all.length);
    for (const one of joined) {
      const ids = one.events.map(({ id }) => id);
      expect(ids).toEqual(all.slice(-ids.length));
    }
    expect(joined[0]!.events).toHaveLength(all.length);
  });

  it('begins anew at a position that this database cannot have given', async () => {
    const stream = await listen(manager, '999999999999-1');
    expect(stream.names).toEqual(['reset']);
    const id = await happen(admin.orgId);
    await stream.heard(id);
    // Of the days that a restore took away: others have such numbers now.
    const [xid, number] = stream.lastId.split('-') as [string, string];
    const gone = `${xid}-${Number(number) + 1_000_000}`;
    expect((await listen(manager, gone)).names).toEqual(['ready']);
    await api.sql.query("INSERT INTO counters (name, value) VALUES ('restores_total', 1)");
    expect((await listen(manager, gone)).names).toEqual(['reset']);
    expect((await listen(manager, stream.lastId)).names).toEqual(['ready']);
    await api.sql.query("DELETE FROM counters WHERE name = 'restores_total'");
    const bad = await StreamClient.connect(origin, manager.token, 'yesterday');
    expect(bad.response.status).toBe(400);
    expect(await bad.response.json()).toMatchObject({ error: { details: { issues: [{ path: 'last-event-id' }] } } });
  });
});

describe('who hears what', () => {
  it('is refused to operators and to keys without the scope', async () => {
    await api.addOrg('Platform', PLATFORM_ORG);
    const operator = await api.addPerson(PLATFORM_ORG, 'OPERATOR');
    for (const token of [operator.token, await api.addKey(admin, ['leads:read'])]) {
      expect((await StreamClient.connect(origin, token)).response.status).toBe(403);
    }
    expect((await StreamClient.connect(origin, 'nonsense')).response.status).toBe(401);
    expect((await fetch(`${origin}/api/events/stream?access_token=${manager.token}`)).status).toBe(401);
    const head = await fetch(`${origin}/api/events/stream`, {
      method: 'HEAD',
      headers: { Authorization: `Bearer ${manager.token}` },
    });
    expect(head.headers.get('content-type')).toContain('text/event-stream');
  });

  it('is the own org only', async () => {
    const [here, there] = [await listen(manager), await listen(stranger)];
    const ours = await happen(admin.orgId);
    const theirs = await happen(stranger.orgId);
    await here.heard(ours);
    await there.heard(theirs);
    // Positions are of all orgs: one org's opens nothing of another's.
    const resumed = await listen(stranger, here.messages[0]!.id);
    await resumed.heard(theirs);
    for (const one of [there, resumed]) expect(one.events.map(({ org_id }) => org_id)).toEqual([stranger.orgId]);
    expect(here.events.every(({ org_id }) => org_id === admin.orgId)).toBe(true);
  });

  it('is for a rep what is theirs, or offered to them, and that it leaves them', async () => {
    const [mine, theirs, offered] = [await addLead(rep.id), await addLead(other.id), await addLead(null)];
    const duplicate = await addLead(null, mine);
    await api.sql.query(`INSERT INTO teams (org_id, id, name) VALUES ($1, $2, $3)`, [
      admin.orgId,
      mine,
      `Team ${mine}`,
    ]);
    await api.sql.query(
      `INSERT INTO offers (org_id, lead_id, sequence, mode, team_id, status, offered_at, expires_at, explanation)
       VALUES ($1, $2, 1, 'OFFER', $3, 'OPEN', now(), now() + interval '1 min', '{}')`,
      [admin.orgId, offered, mine],
    );
    await api.sql.query(
      `INSERT INTO offer_answers (org_id, lead_id, sequence, user_id, status) VALUES ($1, $2, 1, $3, 'PENDING')`,
      [admin.orgId, offered, rep.id],
    );
    const [stream, managers, auditors] = [await listen(rep), await listen(manager), await listen(auditor)];
    await ofLead(theirs, 'sla.breached', { clockKey: 'first_contact' });
    await ofLead(mine, 'sla.at_risk', { clockKey: 'first_contact' });
    await ofLead(duplicate, 'lead.attached', { duplicateOfId: mine });
    await ofLead(offered, 'lead.offered', { mode: 'OFFER', userIds: [rep.id] });
    await happen(admin.orgId);
    await ofLead(theirs, 'lead.assigned', { ownerId: other.id, teamId: null, text: 'Otto' }, { ownerId: rep.id });
    const begin = stream.lastId;
    await ofLead(theirs, 'lead.offer_accepted', { sequence: 1, userId: other.id, userIds: [rep.id, manager.id] });
    const timeOff = (userId: string) =>
      happen(admin.orgId, { action: 'absence.planned', entityType: 'absence', after: { userId, reason: 'Secret' } });
    const own = await timeOff(rep.id);
    await timeOff(other.id);
    await ofLead(mine, 'lead.resumed');

    await stream.heard(mine, 'lead.resumed');
    // Who comes back later is told as well what they lost meanwhile.
    const resumed = await listen(rep, begin);
    await resumed.heard(mine, 'lead.resumed');
    expect(resumed.events).toEqual(stream.events.slice(-resumed.events.length));
    expect(resumed.events.map(({ type }) => type)).toContain('lead.offer_accepted');
    const gone = stream.events.filter((event) => 'gone' in event);
    expect(gone.map(({ type, payload }) => [type, payload])).toEqual([
      ['lead.assigned', {}],
      ['lead.offer_accepted', {}],
    ]);
    expect(stream.events.map(({ type, entity, payload }) => [type, entity.id, payload])).toEqual([
      ['sla.at_risk', mine, { clockKey: 'first_contact' }],
      ['lead.attached', duplicate, { duplicateOfId: mine }],
      ['lead.offered', offered, { mode: 'OFFER', userIds: [rep.id] }],
      ['lead.assigned', theirs, {}],
      ['lead.offer_accepted', theirs, {}],
      ['absence.planned', own, { userId: rep.id }],
      ['lead.resumed', mine, {}],
    ]);
    await managers.heard(mine, 'lead.resumed');
    expect(managers.events).toHaveLength(10);
    expect(managers.events.some((event) => 'gone' in event)).toBe(false);
    await auditors.heard(mine, 'lead.resumed');
    expect(auditors.events).toEqual(managers.events);
  });

  it("tells of a new lead with its source, the sender's id and the endpoint, as the documents show it", async () => {
    const streams = [await listen(manager), await listen({ token: await api.addKey(admin, ['tower:read']) })];
    const endpointId = newId();
    await api.sql.query(
      "INSERT INTO endpoints (org_id, id, name, source, adapter) VALUES ($1, $2, 'Form', 'facebook', 'standard')",
      [admin.orgId, endpointId],
    );
    const made = async (by: string | null, source: string, externalId: string | null): Promise<string> => {
      const actor = { type: by === null ? 'user' : 'endpoint', id: by ?? manager.id } as const;
      const delivery = { orgId: admin.orgId, endpointId: by, actor, traceId: null, inbox: null };
      const taken = await takeInLeads(api.db, delivery, [newLead({ source, externalId })]);
      return 'leadIds' in taken ? taken.leadIds[0]! : '';
    };
    const example = docExample('docs/live-events.md', 'created') as object;
    const told = [
      [await made(endpointId, 'facebook', 'fb-20931'), { source: 'facebook', externalId: 'fb-20931', endpointId }],
      [await made(null, 'manual', null), { source: 'manual', externalId: null, endpointId: null }],
      // An address is contact data, whatever a sender uses it for.
      [await made(endpointId, 'web', 'ana@example.com'), { source: 'web', endpointId }],
    ] as const;
    for (const stream of streams)
      for (const [id, payload] of told) {
        const event = await stream.heard(id, 'sales.lead.created');
        expect(event).toEqual({
          ...example,
          id: expect.stringMatching(/^\d+-\d+$/) as string,
          ts: expect.stringMatching(/^\d{4}-.*Z$/) as string,
          org_id: admin.orgId,
          entity: { type: 'lead', id },
          payload,
        });
        expect(streamEvents.responses[200].safeParse(event).success).toBe(true);
      }
  });

  it('holds no contact data and nothing that people wrote', async () => {
    const key = { token: await api.addKey(admin, ['tower:read']) };
    const streams = [await listen(manager), await listen(key), await listen(rep)];
    const leadId = await addLead(rep.id);
    await ofLead(
      leadId,
      'lead.updated',
      { name: 'Ana Popescu', emailRaw: 'Ana@Secret.example', attributes: { status: 'Secret' } },
      { name: 'Ana Pop' },
    );
    await ofLead(leadId, 'sla.met', {
      clockKey: 'first_contact',
      late: false,
      compensated: ['a:1'],
      note: 'Secret note',
    });
    await happen(admin.orgId, { action: 'user.changed', entityType: 'user', after: { capacity: 3 } });
    await ofLead(leadId, 'lead.closed', { outcome: 'LOST', reason: 'Secret reason', status: { Secret: 1 } });
    for (const stream of streams) {
      await stream.heard(leadId, 'lead.closed');
      expect(JSON.stringify(stream.messages)).not.toMatch(/Secret|Ana/);
      const payloads = stream.events.filter(({ entity }) => entity.type === 'lead').map(({ payload }) => payload);
      expect(payloads).toEqual([
        { fields: ['name', 'emailRaw', 'attributes'] },
        { clockKey: 'first_contact', late: false, compensated: ['a:1'] },
        { outcome: 'LOST' },
      ]);
    }
    const people = streams.map(({ events }) => events.filter(({ entity }) => entity.type === 'user').length);
    expect(people).toEqual([1, 0, 0]);
  });
});

describe('a stream ends', () => {
  it('when its token expires, and its client goes on with a new one', async () => {
    const stream = await listen(manager);
    api.now = new Date(Date.now() + 16 * 60_000);
    await waitFor('the stream ends', () => Promise.resolve(stream.ended));
    expect(stream.names.at(-1)).toBe('expired');
    expect((await StreamClient.connect(origin, manager.token, stream.lastId)).response.status).toBe(401);
    const missed = await happen(admin.orgId);
    const { id: sub, orgId: org, role } = manager;
    const resumed = await listen({ token: await api.tokens.sign({ sub, org, role, name: 'M' }) }, stream.lastId);
    await resumed.heard(missed);
    expect(resumed.events).toHaveLength(1);
  });

  it('when its key is revoked', async () => {
    const key = await api.addKey(admin, ['tower:read']);
    const stream = await listen({ token: key });
    await api.sql.query('UPDATE api_keys SET revoked_at = now() WHERE revoked_at IS NULL AND org_id = $1', [
      admin.orgId,
    ]);
    await waitFor('the stream ends', () => Promise.resolve(stream.ended));
    expect(stream.names.at(-1)).toBe('expired');
  });

  it('at once when its person is deactivated or signs out, and begins anew with another role', async () => {
    const leaver = await api.addPerson(admin.orgId, 'MANAGER');
    const signedOut = await api.addPerson(admin.orgId, 'MANAGER');
    const promoted = await api.addPerson(admin.orgId, 'REP');
    const session = await api.session(signedOut);
    // Another process, whose heart does not beat while this lasts.
    const replica = api.replica().listen(0, '127.0.0.1');
    await waitFor('the server listens', () => Promise.resolve(replica.listening));
    const there = `http://127.0.0.1:${(replica.address() as AddressInfo).port}`;
    const ends = async (who: { token: string }, end: () => Promise<unknown>): Promise<void> => {
      const stream = await StreamClient.ready(there, who.token);
      const startedMs = performance.now();
      await end();
      await waitFor('the stream ends', () => Promise.resolve(stream.ended));
      // Who is not told finds out at the heartbeat, after 15 s. A busy machine is no failure.
      expect(performance.now() - startedMs).toBeLessThan(5_000);
      expect(stream.names.at(-1)).toBe('expired');
    };
    await ends(leaver, () => api.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [leaver.id]));
    await ends(session, () => api.call('post', '/api/auth/logout').send({ refreshToken: session.refreshToken }));
    await ends(promoted, () => api.sql.query("UPDATE users SET role = 'MANAGER' WHERE id = $1", [promoted.id]));
    expect((await StreamClient.connect(origin, leaver.token)).response.status).toBe(401);
    expect((await StreamClient.connect(origin, session.token)).response.status).toBe(401);
    // A rep would not hear of a flow.
    const stream = await listen(promoted);
    await stream.heard(await happen(admin.orgId));
    replica.closeAllConnections();
    replica.close();
  });

  it('when there are ten of one person already, with 429, until one is closed', async () => {
    const { orgId } = admin;
    const many = await api.addPerson(orgId, 'MANAGER');
    for (let count = 0; count < 10; count++) await listen(many);
    const refused = await StreamClient.connect(origin, many.token);
    expect(refused.response.status).toBe(429);
    expect(await refused.response.json()).toMatchObject({ error: { code: 'TOO_MANY_STREAMS' } });
    clients.at(-1)!.close();
    const next = await waitFor('a free place', async () => {
      const client = await StreamClient.connect(origin, many.token);
      return client.response.ok && client;
    });
    clients.push(next);
    await listen(manager);
  });

  it('when the database cannot be read, and comes back with it', async () => {
    const stream = await listen(manager);
    await api.postgres.cut();
    await waitFor('the stream ends', () => Promise.resolve(stream.ended));
    expect((await StreamClient.connect(origin, manager.token)).response.status).toBe(503);
    const missed = await happen(admin.orgId);
    await api.postgres.restore();
    const resumed = await waitFor('the API reads again', () => listen(manager, stream.lastId).catch(() => null));
    await resumed.heard(missed);
  });

  it('keeps its place while nothing of the reader’s happens', async () => {
    const stream = await listen(other);
    const begin = stream.lastId;
    await happen(admin.orgId);
    await waitFor('a position', () => Promise.resolve(stream.names.includes('position')));
    expect(stream.lastId).not.toBe(begin);
    expect(stream.events).toEqual([]);
  });
});
