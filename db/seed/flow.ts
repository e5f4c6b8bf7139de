import type { ClockDefinition, FlowDefinition } from '../../domain/leads/flow/definition.js';
import type { ScoringRule } from '../../domain/leads/scoring/score.js';
import type { RoutingRule } from '../../domain/engine/routing/definition.js';

/** Whoever can be reached is worth a call, unless something speaks against it. */
const scoring: ScoringRule[] = [
  { when: { field: 'phone', op: 'exists' }, points: 25, reason: 'can be called' },
  { when: { field: 'email', op: 'exists' }, points: 20, reason: 'can be written to' },
  { when: { field: 'attributes.budget', op: 'gte', value: 10_000 }, points: 40, reason: 'budget of 10,000 or more' },
  { when: { field: 'tags', op: 'contains', value: 'vip' }, points: 20, reason: 'known customer' },
  { when: { field: 'source', op: 'in', value: ['partner', 'referral'] }, points: 15, reason: 'recommended' },
  { when: { field: 'attributes.budget', op: 'lt', value: 500 }, points: -40, reason: 'budget under 500' },
  { when: { field: 'tags', op: 'contains', value: 'newsletter' }, points: -60, reason: 'wants the newsletter only' },
];

/** @param officeId calendar of the follow-up, which is promised in business time. */
export function demoFlow(officeId: string, rules: RoutingRule[], fallbackTeamId?: string): FlowDefinition {
  return {
    priority: 10,
    match: { all: [] },
    scoring: { threshold: 10, rules: scoring },
    routing: {
      rules,
      ...(fallbackTeamId === undefined ? {} : { fallback: { teamId: fallbackTeamId, strategy: 'ROUND_ROBIN' } }),
      maxReassignments: 2,
    },
    clocks: [firstContact, followUp(officeId)],
  };
}

/**
 * Leads tagged `firm`, before any other flow: there is time to ask who wants them, the best first.
 * @param officeId calendar of the follow-up @param fallbackTeamId whose people get it when nobody wants it
 */
export function askingFlow(officeId: string, teamId: string, fallbackTeamId: string): FlowDefinition {
  return {
    priority: 20,
    match: { field: 'tags', op: 'contains', value: 'firm' },
    scoring: { threshold: 10, rules: scoring },
    routing: {
      rules: [
        { when: { all: [] }, teamId, mode: 'OFFER', strategy: 'BALANCED', answerWithin: 'PT2H', answerShare: 0.5 },
      ],
      fallback: { teamId: fallbackTeamId, strategy: 'ROUND_ROBIN' },
      maxReassignments: 2,
    },
    clocks: [{ ...firstContact, target: { duration: 'PT8H', time: 'ELAPSED' }, targets: [] }, followUp(officeId)],
  };
}

/** Elapsed time, so that there is something to see at any hour. */
const firstContact: ClockDefinition = {
  key: 'first_contact',
  name: 'First contact',
  starts: 'RECEIVED',
  target: { duration: 'PT15M', time: 'ELAPSED' },
  targets: [{ when: { field: 'score', op: 'gte', value: 90 }, duration: 'PT5M' }],
  atRisk: 0.75,
  proofs: ['CALL_LOGGED', 'WHATSAPP_SENT', 'MEETING_BOOKED'],
  restartOnReassign: false,
  ladder: [
    {
      key: 'remind',
      at: { share: 0.5 },
      action: 'REMINDER',
      to: ['owner'],
      channels: ['email'],
      repeat: { every: 'PT5M', times: 1 },
    },
    { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
    { key: 'alert', at: { offset: 'PT1M' }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
  ],
};

const followUp = (calendarId: string): ClockDefinition => ({
  key: 'follow_up',
  name: 'Offer sent or meeting booked',
  starts: { afterMet: 'first_contact' },
  target: { duration: 'PT8H', time: 'BUSINESS', calendarId },
  atRisk: 0.75,
  proofs: ['EMAIL_SENT', 'MEETING_BOOKED'],
  restartOnReassign: true,
  ladder: [
    { key: 'remind', at: { offset: '-PT2H' }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
    { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
  ],
});
