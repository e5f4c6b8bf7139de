import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, proof } from '../../../test/support/lead-inputs.js';
import type { ClockDefinition } from '../flow/definition.js';
import type { LeadInput } from '../lead/state.js';
import { promisesFirstContact } from './first-contact.js';

const called = clock({ key: 'first_contact', proofs: ['CALL_LOGGED'] });
const written = clock({ key: 'written', proofs: ['EMAIL_SENT'] });
const followUp = clock({ key: 'follow_up', starts: { afterMet: 'first_contact' }, proofs: ['EMAIL_SENT'] });

/** What becomes of a lead at these clocks, where one person can take it. */
function after(clocks: ClockDefinition[], inputs: LeadInput[], reps = ['ana']) {
  const engine = new EngineLead(
    newFlow({ clocks }),
    reps.map((rep) => newCandidate(rep)),
  );
  engine.settle(at(0));
  const { changes } = engine.settle(at(30), inputs);
  return { ...engine.lead, told: changes.audit.map(({ action }) => action), proofs: changes.proofs };
}

const email = (minute: number) => proof(minute, minute, 'EMAIL_SENT');

describe('a clock promises the first contact', () => {
  it('where the lead starts it, not where a contact does', () => {
    expect(
      (['RECEIVED', 'QUALIFIED', 'ASSIGNED', 'CONTACTED', { afterMet: 'first_contact' }] as const).map((starts) =>
        promisesFirstContact({ starts }),
      ),
    ).toEqual([true, true, true, false, false]);
  });
});

describe('a lead is CONTACTED', () => {
  it('by the contact that the clock of first contact takes, in time or late', () => {
    expect(after([called], [proof(5)])).toMatchObject({ status: 'CONTACTED', contactedAtMs: at(5) });
    expect(after([called], [proof(20)])).toMatchObject({
      status: 'CONTACTED',
      contactedAtMs: at(20),
      clocks: [{ status: 'BREACHED', metAtMs: at(20) }],
    });
  });

  it('not by one that no clock takes: neither status nor clock changes, and what waits for the contact does not start', () => {
    const callBack = clock({ key: 'call_back', starts: 'CONTACTED' });
    const lead = after([called, followUp, callBack], [email(5)]);
    expect(lead).toMatchObject({ status: 'ASSIGNED', contactedAtMs: null, clocks: [{ key: 'first_contact' }] });
    expect(lead.proofs).toEqual([{ id: expect.any(String) as string, clockKeys: [] }]);
    expect(lead.told).not.toContain('lead.contacted');
    // The call after it is the first contact.
    expect(after([called, followUp, callBack], [email(5), proof(9)])).toMatchObject({
      status: 'CONTACTED',
      contactedAtMs: at(9),
    });
  });

  it('by any of several clocks that promise it', () => {
    expect(after([called, written], [email(5)])).toMatchObject({ status: 'CONTACTED', contactedAtMs: at(5) });
  });

  it('by every contact where no clock promises one', () => {
    for (const clocks of [[], [clock({ key: 'call_back', starts: 'CONTACTED' })]])
      expect(after(clocks, [email(5)])).toMatchObject({ status: 'CONTACTED', contactedAtMs: at(5) });
  });

  it('by every contact where all that promise one were cancelled', () => {
    const cancelled = command(3, { kind: 'CANCEL_CLOCK', clockKey: 'first_contact' });
    expect(after([called], [cancelled, email(5)])).toMatchObject({ status: 'CONTACTED' });
    expect(after([called, written], [cancelled, proof(5)])).toMatchObject({ status: 'ASSIGNED', contactedAtMs: null });
  });

  it('not before it has the owner whose clock promises the contact', () => {
    const owners = clock({ key: 'first_contact', starts: 'ASSIGNED' });
    expect(after([owners], [proof(5)], [])).toMatchObject({ status: 'UNROUTED', contactedAtMs: null, clocks: [] });
  });
});
