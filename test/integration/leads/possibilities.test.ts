import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandRequest } from '../../../domain/leads/lead/state.js';
import { LEAD_ACTIONS, type LeadAction } from '../../../domain/leads/vocabulary/actions.js';
import { docExample } from '../../support/doc-example.js';
import { LeadApi } from '../../support/lead-api.js';

interface Possibility {
  action: LeadAction;
  clockKey: string | null;
  allowed: boolean;
  why: string | null;
}
interface Detail {
  clocks: { key: string; open: boolean }[];
  can: Possibility[];
}

let api: LeadApi;
let radu: string;
let oana: string;
/** Tokens by who has them. */
let callers: Record<'manager' | 'owner' | 'asked' | 'writer' | 'reader', string>;

beforeAll(async () => {
  api = await LeadApi.open('possibilities');
  const { world } = api;
  radu = await world.addRep('Radu');
  oana = await world.addRep('Oana');
  const admin = await api.tokenOf(newId(), 'ADMIN');
  const keyWith = async (scope: string): Promise<string> => {
    const body = { name: scope, scopes: [scope] };
    const made = await api.call('post', '/api/api-keys').set('authorization', admin).send(body).expect(201);
    return `Bearer ${String(made.body.key)}`;
  };
  callers = {
    manager: await api.manager(),
    owner: await api.tokenOf(radu, 'REP'),
    asked: await api.tokenOf(oana, 'REP'),
    writer: await keyWith('leads:write'),
    reader: await keyWith('leads:read'),
  };
});
afterAll(() => api?.close());

async function insert(table: string, columns: Record<string, unknown>): Promise<string> {
  const row: Record<string, unknown> = { org_id: api.world.orgId, ...columns };
  const names = Object.keys(row);
  await api.world.sql.query(
    `INSERT INTO ${table} (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
    Object.values(row),
  );
  return row.id as string;
}

const AT = new Date(Date.now() - 3_600_000);

interface Situation {
  lead?: Record<string, unknown>;
  /** By key. */
  clocks?: Record<string, Record<string, unknown>>;
  fired?: boolean;
  pending?: CommandRequest[];
  /** Oana is asked, with so many minutes left. */
  askedFor?: number;
}

/** A lead of Radu's. */
async function make({ lead = {}, clocks = {}, fired, pending = [], askedFor }: Situation): Promise<string> {
  const leadId = await insert('leads', {
    id: newId(),
    source: 'web',
    status: 'ASSIGNED',
    owner_id: radu,
    received_at: AT,
    ...lead,
  });
  for (const [key, columns] of Object.entries({ call: {}, ...clocks })) {
    const id = await insert('clocks', {
      id: newId(),
      lead_id: leadId,
      key,
      status: 'RUNNING',
      started_at: AT,
      target_ms: 1000,
      receipt: { timeZone: 'UTC', intervals: [], skipped: [], text: '' },
      ...columns,
    });
    if (key === 'call' && fired)
      await insert('escalations', {
        key: `${leadId}:call:1:remind:0`,
        lead_id: leadId,
        clock_id: id,
        clock_key: key,
        cycle: 1,
        step_key: 'remind',
        repeat: 0,
        action: 'REMINDER',
        due_at: AT,
        fired_at: AT,
      });
  }
  if (askedFor !== undefined) {
    const common = { lead_id: leadId, sequence: 1 };
    await insert('offers', {
      ...common,
      mode: 'OFFER',
      team_id: api.world.teamId,
      status: 'OPEN',
      offered_at: AT,
      expires_at: new Date(Date.now() + askedFor * 60_000),
      explanation: { text: '', rule: '', strategy: null, candidates: [] },
    });
    await insert('offer_answers', { ...common, user_id: oana, status: 'PENDING' });
  }
  for (const request of pending) await api.world.command(leadId, request);
  return leadId;
}

const detailOf = async (leadId: string, token: string): Promise<Detail> =>
  (await api.call('get', `/api/leads/${leadId}`).set('authorization', token).expect(200)).body as unknown as Detail;

/** Asks for it. */
async function attempt(leadId: string, action: LeadAction, clockKey: string | null, token: string) {
  const [path, body] = {
    ACCEPT: ['accept', {}],
    DECLINE: ['decline', { reason: 'busy' }],
    APPROVE: ['approve', {}],
    DECLINE_APPROVAL: ['decline-approval', { reason: 'too big' }],
    RECORD_PROOF: ['proofs', { kind: 'CALL_LOGGED' }],
    ASSIGN: ['assign', { ownerId: oana }],
    PAUSE: ['pause', { until: new Date(Date.now() + 3_600_000).toISOString() }],
    RESUME: ['resume', {}],
    CLOSE: ['close', { outcome: 'LOST' }],
    REOPEN: ['reopen', { reason: 'called back' }],
    ACKNOWLEDGE: ['acknowledge', {}],
    CANCEL_CLOCK: [`clocks/${clockKey ?? 'call'}/cancel`, {}],
  }[action] as [string, object];
  return api.call('post', `/api/leads/${leadId}/${path}`).set('authorization', token).send(body);
}

const breached = { status: 'BREACHED', breached_at: AT, deadline_at: AT };
const SITUATIONS: Record<string, Situation> = {
  'runs, with something to acknowledge': { fired: true },
  'is paused': { lead: { paused_at: AT }, clocks: { call: { status: 'PAUSED' } } },
  'has clocks that ended in every way': {
    clocks: {
      late: breached,
      late_cancelled: { ...breached, cancelled_at: AT },
      late_superseded: { ...breached, superseded_at: AT },
      met: { status: 'MET', met_at: AT },
      met_late: { ...breached, met_at: AT },
      cancelled: { status: 'CANCELLED', cancelled_at: AT },
    },
  },
  'is closed': {
    lead: { status: 'CLOSED', outcome: 'WON', closed_at: AT },
    clocks: { call: { status: 'CANCELLED', cancelled_at: AT }, late: breached },
  },
  'is not qualified': { lead: { status: 'UNQUALIFIED' } },
  'is about to be paused': { pending: [{ kind: 'PAUSE' }] },
  'is about to lose a clock and its escalations': {
    fired: true,
    pending: [{ kind: 'ACKNOWLEDGE' }, { kind: 'CANCEL_CLOCK', clockKey: 'call' }, { kind: 'PAUSE' }],
  },
  'is about to be closed': { fired: true, pending: [{ kind: 'CLOSE', outcome: 'WON' }] },
};

describe('what a lead’s detail says that its reader can do is what the routes then say, of a lead that', () => {
  const WHO = ['manager', 'owner', 'writer', 'reader'] as const;
  it.each(Object.keys(SITUATIONS).flatMap((what) => WHO.map((who) => ({ what, who }))))(
    '$what, asked by a $who',
    async ({ what, who }) => {
      const situation = SITUATIONS[what]!;
      const token = callers[who];
      const { can } = await detailOf(await make(situation), token);
      for (const action of LEAD_ACTIONS) {
        const told = can.filter((one) => one.action === action);
        if (told.length === 0) {
          expect((await attempt(await make(situation), action, null, token)).status, action).toBe(403);
        }
        for (const { clockKey, allowed, why } of told) {
          // Each on a lead of its own: what is asked changes what can be asked next.
          const { status, body } = await attempt(await make(situation), action, clockKey, token);
          const name = `${action} ${clockKey ?? ''}`;
          if (allowed) {
            expect({ status, why }, name).toEqual({ status: 202, why: null });
          } else if (action !== 'ACCEPT' && action !== 'DECLINE') {
            const asked = (situation.pending ?? []).at(-1)?.kind === action;
            // Asked for again it would be one with the one before: it is no use, and does no harm.
            if (!asked || action === 'CLOSE')
              expect({ status, title: body.title }, name).toEqual({ status: 409, title: why });
          } else {
            expect(status, name).toBe(409);
          }
        }
      }
    },
  );

  it('somebody else owns, asked by a rep who is asked to take it: answering, and nothing else', async () => {
    const situation = { lead: { status: 'OFFERED', owner_id: null }, fired: true, askedFor: 5 };
    const { can } = await detailOf(await make(situation), callers.asked);
    expect(can.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual(['ACCEPT', 'DECLINE']);
    for (const { action, allowed, why } of can) {
      if (allowed) continue;
      expect(why, action).toBe('You do not own this lead');
      expect((await attempt(await make(situation), action, null, callers.asked)).status, action).toBe(404);
    }
    // For those who see all leads it is a lead like others, which they were not asked to take.
    const seen = await detailOf(await make(situation), callers.manager);
    expect(seen.can.find(({ action }) => action === 'ACCEPT')).toMatchObject({
      allowed: false,
      why: 'This lead was not offered to you',
    });
    const late = await detailOf(await make({ ...situation, askedFor: -1 }), callers.asked);
    expect(late.can.find(({ action }) => action === 'ACCEPT')?.why).toMatch(/^The time to answer was over at 20/);
  });
});

it('a clock is open while it waits for its proof and the lead has not ended', async () => {
  const openOf = async (situation: Situation): Promise<string[]> =>
    (await detailOf(await make(situation), callers.manager)).clocks.filter(({ open }) => open).map(({ key }) => key);
  expect((await openOf(SITUATIONS['has clocks that ended in every way']!)).sort()).toEqual(['call', 'late']);
  expect(await openOf(SITUATIONS['is paused']!)).toEqual(['call']);
  expect(await openOf(SITUATIONS['is closed']!)).toEqual([]);
  // As it is, not as it will be.
  expect(await openOf(SITUATIONS['is about to lose a clock and its escalations']!)).toEqual(['call']);
});

it('is as the documentation shows it', async () => {
  const leadId = await make({ lead: { paused_at: AT }, clocks: { call: { ...breached, cancelled_at: AT } } });
  await api.world.sql.query("UPDATE clocks SET key = 'first_contact' WHERE lead_id = $1", [leadId]);
  expect((await detailOf(leadId, callers.manager)).can).toEqual(docExample('docs/engine/working-the-list.md', 'can'));
});

it('a change is answered with what can be done next', async () => {
  const leadId = await make({});
  const changed = await api
    .call('patch', `/api/leads/${leadId}`)
    .set({ authorization: callers.owner, 'if-match': '"1"' })
    .send({ name: 'Ana Maria', email: 'ana@example.com' })
    .expect(200);
  expect((changed.body as unknown as Detail).can.filter(({ allowed }) => allowed).map(({ action }) => action)).toEqual([
    'RECORD_PROOF',
    'PAUSE',
    'CLOSE',
  ]);
});
