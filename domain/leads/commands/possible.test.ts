import { describe, expect, it } from 'vitest';
import { newLead } from '../../../test/support/lead-engine.js';
import type { ApprovalState, CommandRequest, LeadState, OfferState } from '../lead/state.js';
import type { ClockState } from '../../engine/sla/clock.js';
import { LEAD_ACTIONS } from '../vocabulary/actions.js';
import { possibilitiesOf, type Asker } from './possible.js';

const clock = (key: string, change: Partial<ClockState> = {}): ClockState => ({
  id: key,
  key,
  cycle: 1,
  status: 'RUNNING',
  startedAtMs: 0,
  targetMs: 60,
  atRiskAtMs: null,
  atRiskSeenAtMs: null,
  deadlineAtMs: 60,
  breachedAtMs: null,
  metAtMs: null,
  correctedAtMs: null,
  supersededAtMs: null,
  cancelledAtMs: null,
  pauses: [],
  steps: [],
  calendar: null,
  receiptText: '',
  receipt: null,
  ...change,
});

const offer: OfferState = {
  sequence: 1,
  mode: 'OFFER',
  teamId: 'team-1',
  status: 'OPEN',
  offeredAtMs: 0,
  expiresAtMs: 100,
  endedAtMs: null,
  answers: [{ userId: 'bob', status: 'PENDING', answeredAtMs: null, reason: null }],
  explanationText: '',
  explanation: null,
};

const approval: ApprovalState = {
  sequence: 1,
  ruleIndex: 0,
  teamId: 'team-1',
  otherwise: 'ROUTE',
  status: 'OPEN',
  askedAtMs: 0,
  expiresAtMs: 100,
  endedAtMs: null,
  askedUserIds: ['bob'],
  asksManagers: false,
  decidedBy: null,
  reason: null,
  explanationText: '',
  explanation: null,
};

const asker = (id: string, isRep: boolean): Asker => ({
  id,
  actor: { type: 'user', id },
  ownLeadsOnly: isRep,
  mayDecide: !isRep,
});
const manager = asker('mara', false);
const rep = (id: string): Asker => asker(id, true);

/** What can be done; of what cannot why, by `action` or `action key`. */
function judged(change: Partial<LeadState>, asker: Asker, pending: CommandRequest[] = [], nowMs = 50) {
  const lead = newLead({ status: 'ASSIGNED', ownerId: 'ana', clocks: [clock('call')], ...change });
  const all = possibilitiesOf(lead, pending, asker, nowMs, String);
  const refusals = new Map<string, string>();
  const can: string[] = [];
  for (const { action, clockKey, refusal } of all) {
    const name = clockKey === null ? action : `${action} ${clockKey}`;
    if (refusal === null) can.push(name);
    else refusals.set(name, refusal);
  }
  return { can, refusals, actions: new Set(all.map(({ action }) => action)) };
}

const OWNERS = ['RECORD_PROOF', 'ASSIGN', 'PAUSE', 'CLOSE'];

describe('what can be done about a lead', () => {
  it('is judged for every action', () => {
    expect(judged({}, manager).actions).toEqual(new Set(LEAD_ACTIONS));
  });

  it('follows the lead', () => {
    const open = judged({}, manager);
    expect(open.can).toEqual([...OWNERS, 'CANCEL_CLOCK call']);
    expect(Object.fromEntries(open.refusals)).toEqual({
      ACCEPT: 'this lead was not offered to you',
      APPROVE: 'this lead waits for no approval',
      DECLINE: 'this lead was not offered to you',
      DECLINE_APPROVAL: 'this lead waits for no approval',
      RESUME: 'the lead is not paused',
      REOPEN: 'the lead is not closed',
      ACKNOWLEDGE: 'nothing has fired that nobody has acknowledged yet',
    });
    expect(judged({ pausedAtMs: 1 }, manager).can).toEqual([
      'RECORD_PROOF',
      'ASSIGN',
      // Until another instant.
      'PAUSE',
      'RESUME',
      'CLOSE',
      'CANCEL_CLOCK call',
    ]);
  });

  it('is a proof, which can still correct a verdict, and its reopening once the lead is closed', () => {
    const closed = judged({ status: 'CLOSED', closedAtMs: 1, outcome: 'WON' }, manager);
    expect(closed.can).toEqual(['RECORD_PROOF', 'REOPEN']);
    expect(new Set(closed.refusals.values())).toEqual(
      new Set(['the lead is CLOSED already', 'this lead waits for no approval']),
    );
    const unqualified = judged({ status: 'UNQUALIFIED' }, manager);
    expect(unqualified.can).toEqual(['RECORD_PROOF']);
    expect(unqualified.refusals.get('REOPEN')).toBe('the lead is not closed');
  });

  it('cancels clocks that wait, and no breached one that was cancelled, took its place to another or was met late', () => {
    const breached = { status: 'BREACHED', breachedAtMs: 60 } as const;
    const clocks = [
      clock('paused', { status: 'PAUSED', deadlineAtMs: null }),
      clock('late', breached),
      clock('metLate', { ...breached, metAtMs: 70 }),
      clock('cancelled', { ...breached, cancelledAtMs: 70 }),
      clock('superseded', { ...breached, supersededAtMs: 70 }),
      clock('next', { ...breached, supersededAtMs: 70 }),
      clock('next', { id: 'next-2', cycle: 2 }),
    ];
    const { can, refusals } = judged({ clocks }, manager);
    expect(can.filter((one) => one.startsWith('CANCEL'))).toEqual([
      'CANCEL_CLOCK paused',
      'CANCEL_CLOCK late',
      'CANCEL_CLOCK next',
    ]);
    expect(refusals.get('CANCEL_CLOCK cancelled')).toBe('no clock "cancelled" of this lead is open');
  });

  it('takes what was asked before for done', () => {
    expect(judged({}, manager, [{ kind: 'PAUSE' }]).can).toContain('RESUME');
    expect(judged({}, manager, [{ kind: 'CANCEL_CLOCK', clockKey: 'call' }]).can).toEqual(OWNERS);
    const close: CommandRequest = { kind: 'CLOSE', outcome: 'WON' };
    expect(judged({}, manager, [close]).can).toEqual(['RECORD_PROOF', 'REOPEN']);
    expect(judged({}, manager, [close, { kind: 'REOPEN', reason: 'again' }]).can).toContain('CLOSE');
  });

  it('is the owner’s, for those who work on own leads only; answers are for who is asked', () => {
    expect(judged({}, rep('ana')).can).toEqual([...OWNERS, 'CANCEL_CLOCK call']);
    expect(judged({}, rep('bob')).can).toEqual([]);
    expect(judged({}, rep('bob')).refusals.get('RECORD_PROOF')).toBe('you do not own this lead');
    const offered: Partial<LeadState> = { status: 'OFFERED', ownerId: null, offers: [offer] };
    expect(judged(offered, rep('bob')).can).toEqual(['ACCEPT', 'DECLINE']);
    expect(judged(offered, manager).can).toEqual([...OWNERS, 'CANCEL_CLOCK call']);
    const late = judged(offered, rep('bob'), [], 101);
    expect(late.can).toEqual([]);
    expect(late.refusals.get('ACCEPT')).toContain('the time to answer was over');
  });

  it('is no answer a second time, though saying it again does no harm', () => {
    const answers: OfferState['answers'] = [{ userId: 'bob', status: 'ACCEPTED', answeredAtMs: 40, reason: null }];
    const accepted = { ownerId: 'bob', offers: [{ ...offer, status: 'ACCEPTED' as const, answers }] };
    const { can, refusals } = judged(accepted, rep('bob'));
    expect(can).toEqual([...OWNERS, 'CANCEL_CLOCK call']);
    expect(refusals.get('ACCEPT')).toBe('you said so already');
  });

  it('is the decision about an approval: for who may give leads away, and for who is asked by name', () => {
    const waiting: Partial<LeadState> = { status: 'PENDING_APPROVAL', ownerId: null, approvals: [approval] };
    expect(judged(waiting, manager).can).toEqual(['APPROVE', 'DECLINE_APPROVAL', ...OWNERS, 'CANCEL_CLOCK call']);
    expect(judged(waiting, rep('bob')).can).toEqual(['APPROVE', 'DECLINE_APPROVAL']);
    expect(judged(waiting, rep('cat')).can).toEqual([]);
    expect(judged(waiting, manager, [], 101).refusals.get('APPROVE')).toContain('the approval lapsed at');
    const close: CommandRequest = { kind: 'CLOSE', outcome: 'WON' };
    expect(judged(waiting, manager, [close]).refusals.get('APPROVE')).toBe('the lead is about to be closed');
    const decided = { ...approval, status: 'APPROVED' as const, decidedBy: { type: 'user', id: 'mara' } as const };
    const approved = judged({ ownerId: 'ana', approvals: [{ ...decided, endedAtMs: 40 }] }, manager);
    expect(approved.refusals.get('APPROVE')).toBe('you said so already');
    expect(approved.refusals.get('DECLINE_APPROVAL')).toBe('you approved it at 1970-01-01T00:00:00.040Z');
    expect(judged({}, manager).refusals.get('APPROVE')).toBe('this lead waits for no approval');
  });
});
