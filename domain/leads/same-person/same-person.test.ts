import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow, newLead, RECEIVED } from '../../../test/support/lead-engine.js';
import type { DuplicatePolicy } from '../flow/definition.js';
import { ContextNeeded, Draft, type EarlierLead, type SettlementContext } from '../lead/draft.js';
import { nextDueOf } from '../view/next.js';
import { withUndecided, type KnownLead } from './same-person.js';
import { settle } from '../settlement/settle.js';
import type { LeadState } from '../lead/state.js';
import { viewOf } from '../view/view.js';

const DAY = 24 * 60 * 60_000;
const earlier = (id: string, daysBefore: number, change: Partial<KnownLead> = {}): KnownLead => ({
  id,
  name: 'Ana Pop',
  email: 'ana@example.com',
  phone: null,
  phoneExtension: null,
  ownerId: 'ana',
  status: 'ASSIGNED',
  receivedAtMs: RECEIVED - daysBefore * DAY,
  ...change,
});
const policy = (action: DuplicatePolicy['action'], window = 'P7D'): DuplicatePolicy => ({ action, window });

/** Qualifies a lead that came after others of its person. */
function qualified(duplicates: DuplicatePolicy | undefined, known: EarlierLead[] | null) {
  const engine = new EngineLead(newFlow({ duplicates }), [newCandidate('bob')]);
  const samePerson = known && new Map([[engine.lead.id, known]]);
  const draft = engine.settle(RECEIVED + 5, [], 'SETTLED', { samePerson });
  return { engine, draft, lead: engine.lead, actions: draft.changes.audit.map(({ action }) => action) };
}

describe('ATTACH', () => {
  it('closes the lead as a duplicate of the open one, tells both, and its owner', () => {
    const { draft, lead, engine } = qualified(policy('ATTACH'), [earlier('old', 1)]);
    expect(lead).toMatchObject({
      status: 'CLOSED',
      outcome: 'DUPLICATE',
      duplicateOfId: 'old',
      linkedToId: null,
      ownerId: null,
      closedAtMs: RECEIVED + 5,
      score: null,
      clocks: [],
      assignments: [],
    });
    expect(lead.flow).toMatchObject({ id: 'flow-1', version: 1 });
    expect(draft.changes.audit).toMatchObject([
      { action: 'lead.attached', leadId: null, after: { duplicateOfId: 'old', outcome: 'DUPLICATE' } },
      { action: 'lead.same_person', leadId: 'old', entityId: 'old', after: { leadId: lead.id, source: 'web' } },
    ]);
    expect(draft.changes.notices).toMatchObject([
      { kind: 'SAME_PERSON', userId: 'ana', leadId: 'old', channels: ['in_app'], dedupeKey: `same-person:${lead.id}` },
    ]);
    expect(viewOf(lead, String)).toMatchObject({ open: false, status: 'CLOSED', nextDueAtMs: null });
    expect(viewOf(lead, String).details).toContain('**Duplicate** of the open lead old');
    expect(nextDueOf(lead, RECEIVED)).toBeNull();
    expect(engine.settle(RECEIVED + DAY, [], 'SETTLED', { samePerson: null }).isDirty).toBe(false);
  });

  it('takes the latest of several open leads, and tells nobody where it has no owner', () => {
    const { lead, draft } = qualified(policy('ATTACH'), [
      earlier('closed', 1, { status: 'CLOSED' }),
      earlier('later', 2, { ownerId: null, status: 'UNROUTED' }),
      earlier('first', 3),
    ]);
    expect(lead.duplicateOfId).toBe('later');
    expect(draft.changes.notices).toEqual([]);
  });

  it.each<[string, EarlierLead[]]>([
    ['nobody was here before', []],
    [
      'the earlier ones are closed or were not worth it',
      [earlier('a', 1, { status: 'CLOSED' }), earlier('b', 1, { status: 'UNQUALIFIED' })],
    ],
    ['the open one is too old', [earlier('a', 7, { receivedAtMs: RECEIVED - 7 * DAY - 1 })]],
  ])('lets the lead go on as its own when %s', (_, known) => {
    const { lead, actions } = qualified(policy('ATTACH'), known);
    expect(lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'bob', duplicateOfId: null, linkedToId: null });
    expect(actions).not.toContain('lead.attached');
  });

  it('counts one that is exactly as old as the window', () => {
    expect(qualified(policy('ATTACH'), [earlier('old', 7)]).lead.duplicateOfId).toBe('old');
  });
});

describe('LINK', () => {
  it('goes on as its own, linked to the latest earlier lead, open or not', () => {
    const { lead, actions, draft } = qualified(policy('LINK'), [
      earlier('b', 1, { status: 'CLOSED' }),
      earlier('a', 2),
    ]);
    expect(lead).toMatchObject({ status: 'ASSIGNED', ownerId: 'bob', linkedToId: 'b', duplicateOfId: null });
    expect(actions.slice(0, 3)).toEqual(['lead.linked', 'lead.linked', 'lead.scored']);
    expect(draft.changes.audit.slice(0, 2).map(({ leadId }) => leadId)).toEqual([null, 'b']);
    expect(draft.changes.notices.map(({ kind }) => kind)).toEqual(['ASSIGNED']);
    expect(qualified(policy('LINK'), [earlier('a', 8)]).lead.linkedToId).toBeNull();
  });
});

it('a flow without a policy asks for nobody; one with it needs to know', () => {
  expect(qualified(undefined, null).lead.status).toBe('ASSIGNED');
  expect(() => qualified(policy('ATTACH'), null)).toThrow(ContextNeeded);
});

describe('leads that are decided together', () => {
  const contacts = fc.constantFrom('a', 'b', 'c', null);
  const some = fc.array(
    fc.record({ email: contacts, phone: contacts, minute: fc.integer({ min: 0, max: 3 }), budget: fc.boolean() }),
    { minLength: 1, maxLength: 12 },
  );
  const flow = newFlow({
    duplicates: policy('ATTACH'),
    scoring: {
      threshold: 0,
      rules: [{ when: { field: 'attributes.budget', op: 'eq', value: true }, points: 1, reason: 'b' }],
    },
  });
  const contextOf = (samePerson: SettlementContext['samePerson']): SettlementContext => ({
    nowMs: RECEIVED + DAY,
    newId: () => 'clock',
    calendars: new Map(),
    candidates: [newCandidate('bob')],
    activeFlows: [{ id: 'flow-1', key: 'main', version: 1, definition: flow }],
    samePerson,
    people: null,
    nameOf: String,
  });

  it('attach to an earlier open lead of the same person, if there is one, and to no other', () => {
    fc.assert(
      fc.property(some, (given) => {
        const leads: LeadState[] = given
          .map(({ email, phone, minute, budget }, index) =>
            newLead({
              id: `lead-${String(index).padStart(2, '0')}`,
              email,
              phone: phone && `+${phone}`,
              attributes: { budget },
              receivedAtMs: RECEIVED + minute * 60_000,
            }),
          )
          .sort((a, b) => a.receivedAtMs - b.receivedAtMs || (a.id < b.id ? -1 : 1));
        const context = contextOf(withUndecided(leads, new Map()));
        for (const lead of leads) settle(new Draft(lead, context), [], 'SETTLED');
        const isSame = (a: LeadState, b: LeadState) =>
          (a.email !== null && a.email === b.email) || (a.phone !== null && a.phone === b.phone);
        leads.forEach((lead, index) => {
          const open = leads.slice(0, index).filter((one) => isSame(one, lead) && one.status === 'ASSIGNED');
          if (open.length > 0) expect(open.map(({ id }) => id)).toContain(lead.duplicateOfId);
          else expect(lead).toMatchObject({ duplicateOfId: null, outcome: null });
        });
      }),
      { numRuns: 300 },
    );
  });

  it('see what is stored of the others, newest first, and themselves as they become', () => {
    const [first, second] = [newLead({ id: 'first' }), newLead({ id: 'second', receivedAtMs: RECEIVED + 1 })];
    const stored = earlier('stored', 3);
    const found = withUndecided(
      [first, second],
      new Map([['second', [stored, earlier('first', 0, { status: 'CLOSED' })]]]),
    );
    expect(found.get('second')).toEqual([first, stored]);
    expect(found.get('second')![0]).toBe(first);
    expect(found.has('first')).toBe(false);
  });
});
