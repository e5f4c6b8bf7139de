import { describe, expect, it } from 'vitest';
import type { AskedRequest, CommandRequest } from '../lead/state.js';
import { judgeRequest } from './pending.js';
import type { LeadSituation } from './situation.js';

const situation = (change: Partial<LeadSituation> = {}): LeadSituation => ({
  status: 'ASSIGNED',
  ownerId: 'ana',
  paused: false,
  pausedUntilMs: null,
  closing: false,
  merged: false,
  openClocks: ['first_contact'],
  unacknowledged: true,
  ...change,
});

/** What comes of a request, after others that are not applied yet. */
const judge = (request: AskedRequest, before: CommandRequest[] = [], lead: Partial<LeadSituation> = {}): string => {
  const pending = before.map((one, index) => ({ id: `command ${index + 1}`, request: one }));
  const verdict = judgeRequest(situation(lead), pending, request);
  return verdict.is === 'POSSIBLE' ? 'possible' : verdict.is === 'REFUSED' ? verdict.why : verdict.commandId;
};

const pause: AskedRequest = { kind: 'PAUSE' };
const pauseUntil = (untilMs: number): AskedRequest => ({ kind: 'PAUSE', untilMs });
const resume: AskedRequest = { kind: 'RESUME' };
const reopen: AskedRequest = { kind: 'REOPEN', reason: 'called back' };
const close: AskedRequest = { kind: 'CLOSE', outcome: 'WON' };
const acknowledge: AskedRequest = { kind: 'ACKNOWLEDGE' };
const assignTo = (ownerId: string): AskedRequest => ({ kind: 'ASSIGN', ownerId });
const cancel = (clockKey: string): AskedRequest => ({ kind: 'CANCEL_CLOCK', clockKey });

describe('a command that is asked for', () => {
  it.each<[AskedRequest, Partial<LeadSituation>, string]>([
    [assignTo('ana'), {}, 'this user owns the lead already'],
    [assignTo('bob'), {}, 'possible'],
    [assignTo('bob'), { ownerId: null }, 'possible'],
    [pause, {}, 'possible'],
    [pause, { paused: true }, 'the lead is paused already'],
    [pause, { paused: true, pausedUntilMs: 5 }, 'possible'],
    [pauseUntil(5), { paused: true }, 'possible'],
    [pauseUntil(5), { paused: true, pausedUntilMs: 5 }, 'the lead is paused until then already'],
    [resume, {}, 'the lead is not paused'],
    [resume, { paused: true }, 'possible'],
    [close, {}, 'possible'],
    [reopen, {}, 'the lead is not closed'],
    [reopen, { status: 'CLOSED' }, 'possible'],
    [reopen, { status: 'UNQUALIFIED' }, 'the lead is not closed'],
    [acknowledge, {}, 'possible'],
    [acknowledge, { unacknowledged: false }, 'nothing has fired that nobody has acknowledged yet'],
    [cancel('first_contact'), {}, 'possible'],
    [cancel('answer'), {}, 'no clock "answer" of this lead is open'],
  ])('%j of %j: %s', (request, lead, expected) => {
    expect(judge(request, [], lead)).toBe(expected);
  });

  it('is refused of a lead that has ended, whatever it is', () => {
    for (const request of [assignTo('bob'), pause, resume, close, acknowledge, cancel('first_contact')]) {
      expect(judge(request, [], { status: 'CLOSED' })).toBe('the lead is CLOSED already');
      expect(judge(request, [], { status: 'UNQUALIFIED' })).toBe('the lead is UNQUALIFIED already');
      expect(judge(request, [{ kind: 'CLOSE', outcome: 'LOST' }, assignTo('cat')])).toBe(
        'the lead is about to be closed',
      );
    }
  });

  it('is judged by the lead as it will be once those before it are applied', () => {
    expect(judge(pause, [resume, pause, assignTo('bob')])).toBe('the lead is paused already');
    expect(judge(resume, [pause])).toBe('possible');
    expect(judge(pauseUntil(5), [pauseUntil(5), assignTo('bob')])).toBe('the lead is paused until then already');
    expect(judge(reopen, [close])).toBe('possible');
    expect(judge(assignTo('bob'), [close, reopen])).toBe('possible');
    expect(judge(reopen, [close, reopen, assignTo('bob')])).toBe('the lead is not closed');
    expect(judge(assignTo('ana'), [assignTo('bob')])).toBe('possible');
    expect(judge(assignTo('bob'), [assignTo('bob'), pause])).toBe('this user owns the lead already');
    expect(judge(acknowledge, [acknowledge, pause])).toBe('nothing has fired that nobody has acknowledged yet');
    expect(judge(cancel('first_contact'), [cancel('first_contact'), pause])).toContain('of this lead is open');
    expect(judge(cancel('first_contact'), [cancel('answer')], { openClocks: ['answer', 'first_contact'] })).toBe(
      'possible',
    );
  });

  it('twice in a row is the one before, whatever the reasons; another one is not', () => {
    expect(judge({ ...pause, reason: 'once more' }, [resume, pause])).toBe('command 2');
    expect(judge(close, [close])).toBe('command 1');
    expect(judge(pauseUntil(5), [pauseUntil(5)])).toBe('command 1');
    expect(judge(pauseUntil(6), [pauseUntil(5)])).toBe('possible');
    expect(judge(reopen, [close, reopen])).toBe('command 2');
    expect(judge({ kind: 'CLOSE', outcome: 'LOST' }, [close])).toBe('the lead is about to be closed');
    expect(judge(assignTo('bob'), [assignTo('bob')])).toBe('command 1');
    expect(judge(assignTo('cat'), [assignTo('bob')])).toBe('possible');
    expect(judge(cancel('answer'), [cancel('first_contact')], { openClocks: ['answer'] })).toBe('possible');
    // What it was applied to is another lead by now: what counts is the last.
    expect(judge(pause, [pause, resume])).toBe('possible');
  });

  it('is not refused for what only its turn will tell: who has the lead after an answer or a planning anew', () => {
    const before: CommandRequest[] = [
      { kind: 'ACCEPT', userId: 'bob' },
      { kind: 'DECLINE', userId: 'cat', reason: 'busy' },
      { kind: 'REPLAN', absentUserId: 'ana', reason: 'on leave' },
    ];
    expect(judge(assignTo('bob'), before)).toBe('possible');
    expect(judge(assignTo('ana'), before)).toBe('this user owns the lead already');
  });
});
