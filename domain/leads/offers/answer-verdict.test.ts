import { expect, it } from 'vitest';
import type { OfferAnswer, OfferState } from '../lead/state.js';
import { concerns, receiveAnswer, type EarlierAnswer } from './answer-verdict.js';

const offer = (status: OfferAnswer['status']): OfferState => ({
  sequence: 1,
  mode: 'OFFER',
  teamId: 'team-1',
  status: status === 'PENDING' ? 'OPEN' : status,
  offeredAtMs: 0,
  expiresAtMs: 100,
  endedAtMs: null,
  answers: [{ userId: 'ana', status, answeredAtMs: status === 'PENDING' ? null : 10, reason: null }],
  explanationText: '',
  explanation: null,
});
const accept = { kind: 'ACCEPT', userId: 'ana' } as const;
const said = (id: string, applied: boolean, kind: EarlierAnswer['kind'] = 'ACCEPT', userId = 'ana') => ({
  id,
  kind,
  userId,
  applied,
});
const receive = (status: OfferAnswer['status'], earlier: ReturnType<typeof said>[], atMs = 50) =>
  receiveAnswer(
    { offers: [offer(status)], ownerId: status === 'ACCEPTED' ? 'ana' : null },
    accept,
    earlier,
    atMs,
    String,
  );

it('an answer in time is written down, unless the same was said before and waits', () => {
  expect(receive('PENDING', [])).toEqual({ is: 'NEW' });
  expect(receive('PENDING', [said('1', false, 'DECLINE'), said('2', false, 'ACCEPT', 'bob')])).toEqual({ is: 'NEW' });
  expect(receive('PENDING', [said('1', false)])).toMatchObject({ is: 'WAITING', earlier: { id: '1' } });
  // Also when its time is over meanwhile: it was received before.
  expect(receive('EXPIRED', [said('1', false)], 101)).toMatchObject({ is: 'WAITING', earlier: { id: '1' } });
});

it('said again after it was done it is the last that was', () => {
  expect(receive('ACCEPTED', [said('1', true), said('2', true)])).toMatchObject({ is: 'DONE', earlier: { id: '2' } });
  expect(receive('ACCEPTED', [])).toEqual({ is: 'NEW' });
});

it('too late, it is refused', () => {
  expect(receive('PENDING', [], 101)).toMatchObject({ is: 'REFUSED' });
  expect(receive('DECLINED', [said('1', true, 'DECLINE')])).toMatchObject({ is: 'REFUSED' });
});

it('a lead concerns its owner and those who were asked', () => {
  const lead = { ownerId: 'bob', offers: [offer('DECLINED')] };
  expect(['ana', 'bob', 'cat'].map((userId) => concerns(lead, userId))).toEqual([true, true, false]);
});
