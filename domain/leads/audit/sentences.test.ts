import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sentenceOf as sentence, type AuditFact } from '../../platform/audit/sentence.js';
import { LEAD_SENTENCES } from './sentences.js';

const names = new Map([
  ['u1', 'Mara Manager'],
  ['u2', 'Dan'],
  ['u3', 'Ana'],
  ['l1', 'Ana Pop'],
  ['l2', 'Dan Rus'],
  ['f1', 'Main'],
  ['k1', 'CRM'],
  ['next_touch', 'Next touch'],
]);
const system = { type: 'system', id: null };
const mara = { type: 'user', id: 'u1' };
const lead = { type: 'lead', id: 'l1' };
const fact = (given: Partial<AuditFact>): AuditFact => ({
  actor: mara,
  action: 'x.changed',
  entity: lead,
  leadId: null,
  before: null,
  after: null,
  ...given,
});

const sentenceOf = (one: AuditFact, known?: ReadonlyMap<string, string>) => sentence(one, known, LEAD_SENTENCES);

describe('sentenceOf', () => {
  it.each<[string, Partial<AuditFact>]>([
    [
      'Mara Manager paused the lead “Ana Pop” until 2026-12-01T07:00:00.000Z: on holiday',
      { action: 'lead.paused', after: { until: '2026-12-01T07:00:00.000Z', reason: 'on holiday' } },
    ],
    ['Mara Manager paused the lead “Ana Pop”', { action: 'lead.paused', after: { until: null, reason: null } }],
    [
      'Pinggo ended the pause of the lead “Ana Pop”',
      { actor: system, action: 'lead.resumed', after: { reason: null, pauseEndedAt: '2026-12-01T07:00:00.000Z' } },
    ],
    [
      'Mara Manager closed the lead “Ana Pop” as DUPLICATE of Dan Rus',
      { action: 'lead.closed', after: { outcome: 'DUPLICATE', duplicateOfId: 'l2', reason: null } },
    ],
    [
      'Mara Manager reopened the lead “Ana Pop”: called back',
      { action: 'lead.reopened', after: { outcome: 'LOST', reason: 'called back' } },
    ],
    [
      'Mara Manager recorded a call with the lead “Ana Pop”, without an answer',
      { action: 'proof.recorded', leadId: 'l1', after: { kind: 'CALL_LOGGED', outcome: 'NO_ANSWER' } },
    ],
    [
      'Mara Manager gave the lead “Ana Pop” to Dan, who takes over from Ana',
      { action: 'lead.assigned', before: { ownerId: 'u3' }, after: { ownerId: 'u2', mode: 'DIRECT' } },
    ],
    [
      'Mara Manager gave the lead “Ana Pop” to Dan, who takes over from Ana: Ana is ill',
      {
        action: 'lead.assigned',
        before: { ownerId: 'u3' },
        after: { ownerId: 'u2', mode: 'DIRECT', text: 'Dan by hand: Ana is ill' },
      },
    ],
    [
      'Mara Manager gave the lead “Ana Pop” to Dan',
      { action: 'lead.assigned', after: { ownerId: 'u2', mode: 'DIRECT', text: 'Dan by hand' } },
    ],
    [
      'Pinggo gave the lead “Ana Pop” to Dan: Dan has most room',
      { actor: system, action: 'lead.assigned', after: { ownerId: 'u2', mode: 'AUTO', text: 'Dan has most room' } },
    ],
    ['Pinggo gave the lead “Ana Pop” to Dan', { actor: system, action: 'lead.assigned', after: { ownerId: 'u2' } }],
    [
      'Pinggo saw the clock “first_contact” of the lead “Ana Pop” breached',
      { actor: system, action: 'sla.breached', after: { clockKey: 'first_contact' } },
    ],
    [
      'Pinggo fired the alert to the manager of the clock “first_contact” for the lead “Ana Pop”',
      {
        actor: system,
        action: 'escalation.fired',
        after: { clockKey: 'first_contact', stepKey: 'alert', action: 'MANAGER_ALERT', repeat: 0 },
      },
    ],
    [
      'Pinggo fired the reminder (repeat 2) of the clock “Next touch” for the lead “Ana Pop”',
      {
        actor: system,
        action: 'escalation.fired',
        after: { clockKey: 'next_touch', stepKey: 'again', action: 'REMINDER', repeat: 2 },
      },
    ],
    [
      'Mara Manager asked for the end of a clock of the lead “Ana Pop” in vain: the lead is CLOSED already',
      { action: 'command.refused', after: { kind: 'CANCEL_CLOCK', refusal: 'the lead is CLOSED already' } },
    ],
    [
      'Mara Manager recorded a call with the lead “Ana Pop”',
      {
        action: 'proof.recorded',
        entity: { type: 'proof', id: 'p1' },
        leadId: 'l1',
        after: { kind: 'CALL_LOGGED' },
      },
    ],
    [
      'Mara Manager closed the lead “Ana Pop” as LOST: too dear',
      { action: 'lead.closed', after: { outcome: 'LOST', reason: 'too dear' } },
    ],
    [
      'Mara Manager published version 3 of the flow “Main”',
      { action: 'flow.published', entity: { type: 'flow', id: 'f1' }, after: { version: 3 } },
    ],
    [
      'Mara Manager changed the draft of the flow “Main”',
      { action: 'flow.draft_changed', entity: { type: 'flow', id: 'f1' } },
    ],
    [
      'Mara Manager rotated the secret of the webhook w1',
      { action: 'webhook.secret_rotated', entity: { type: 'webhook', id: 'w1' } },
    ],
    [
      'Mara Manager created the calendar “Hours”',
      { action: 'calendar.created', entity: { type: 'calendar', id: 'c1' }, after: { name: 'Hours' } },
    ],
    ['API key “CRM” updated the lead “Ana Pop”', { actor: { type: 'api_key', id: 'k1' }, action: 'lead.updated' }],
    [
      'Endpoint e1 took in the lead l9',
      { actor: { type: 'endpoint', id: 'e1' }, action: 'sales.lead.created', entity: { type: 'lead', id: 'l9' } },
    ],
  ])('%s', (text, given) => {
    expect(sentenceOf(fact(given), names)).toBe(text);
  });

  it('has words for whatever is in the log', () => {
    const actions = fc.oneof(
      fc.constantFrom('lead.assigned', 'sla.met', 'escalation.fired', 'command.refused', 'flow.rolled_back'),
      fc.constantFrom('toString', 'constructor', 'x.__proto__'),
      fc.stringMatching(/^[a-z]+\.[a-z]+(_[a-z]+){0,2}$/),
    );
    fc.assert(
      fc.property(actions, fc.string(), fc.jsonValue(), fc.jsonValue(), (action, type, before, after) => {
        const text = sentenceOf(fact({ action, entity: { type, id: 'x1' }, before, after }));
        expect(text).toMatch(/^User u1 \S/);
      }),
    );
  });
});
