import { describe, expect, it } from 'vitest';
import { CALL_OUTCOMES, type CallOutcome } from '../vocabulary/proofs.js';
import { callOutcomesOf, isContact, stops } from './stops.js';

const call = (outcome?: CallOutcome | null) => ({
  kind: 'CALL_LOGGED' as const,
  ...(outcome !== undefined && { outcome }),
});
const clock = (callOutcomes?: CallOutcome[]) => ({
  proofs: ['CALL_LOGGED' as const, 'MEETING_BOOKED' as const],
  ...(callOutcomes && { callOutcomes }),
});
const stopping = (definition: Parameters<typeof stops>[0]): CallOutcome[] =>
  CALL_OUTCOMES.filter((outcome) => stops(definition, call(outcome)));

describe('whether a proof stops a clock', () => {
  it('is, of calls, for the flow to say by their outcome: reached, where it does not', () => {
    expect(stopping(clock())).toEqual(['REACHED']);
    expect(stopping(clock(['REACHED', 'VOICEMAIL']))).toEqual(['REACHED', 'VOICEMAIL']);
    expect(stopping(clock(['NO_ANSWER']))).toEqual(['NO_ANSWER']);
    expect(stopping({ proofs: ['EMAIL_SENT'] })).toEqual([]);
  });

  it('is so for a sender that does not say what the call came to', () => {
    for (const one of [call(), call(null)]) expect(stops(clock(['VOICEMAIL']), one)).toBe(true);
  });

  it('asks no outcome of other kinds', () => {
    expect(stops(clock(), { kind: 'MEETING_BOOKED' })).toBe(true);
    expect(stops(clock(), { kind: 'EMAIL_SENT' })).toBe(false);
  });

  it('is told of a clock: none where calls do not stop it', () => {
    expect(callOutcomesOf(clock())).toEqual(['REACHED']);
    expect(callOutcomesOf({ proofs: ['EMAIL_SENT'], callOutcomes: ['REACHED'] })).toEqual([]);
  });
});

describe('whether a proof is a contact', () => {
  it('is so of a call that reached nobody only where a clock counts it', () => {
    const contacts = (...clocks: ReturnType<typeof clock>[]) =>
      CALL_OUTCOMES.filter((outcome) => isContact(clocks, call(outcome)));
    expect(contacts()).toEqual(['REACHED']);
    expect(contacts(clock())).toEqual(['REACHED']);
    expect(contacts(clock(), clock(['VOICEMAIL', 'REACHED']))).toEqual(['REACHED', 'VOICEMAIL']);
    expect(isContact([], call())).toBe(true);
    expect(isContact([], { kind: 'EMAIL_SENT' })).toBe(true);
  });
});
