import type { ProofKind } from '../../vocabulary/proofs.js';
import type { ClockDefinition, FlowDefinition, LadderStep } from '../definition.js';
import type { TemplateWords } from './words.js';

/** What all templates ask for. */
export interface Place {
  teamId: string;
  /** The hours that its clocks count. */
  calendarId: string;
}

export const EVERY_LEAD = { all: [] };
/** Whatever somebody can do to reach a person. */
export const ANY_CONTACT: ProofKind[] = ['CALL_LOGGED', 'WHATSAPP_SENT', 'EMAIL_SENT', 'MEETING_BOOKED'];

/** Each lead of the flow is worth a call. */
export const scoringOf = ({ everyLead }: TemplateWords): FlowDefinition['scoring'] => ({
  threshold: 0,
  rules: [{ when: EVERY_LEAD, points: 10, reason: everyLead }],
});

/** Half of the time is over: its owner; all of it: somebody else; a little later still nobody reached the person: the manager. */
const LADDER: LadderStep[] = [
  { key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'], channels: ['email'] },
  { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
  { key: 'alert', at: { offset: 'PT5M' }, action: 'MANAGER_ALERT', to: ['manager'], channels: ['email'] },
];

/** The clock of first contact, in business time. */
export const firstContact = (
  { calendarId }: Place,
  words: TemplateWords,
  duration: string,
  ladder = LADDER,
): ClockDefinition => ({
  key: 'first_contact',
  name: words.firstContact,
  starts: 'RECEIVED',
  target: { duration, time: 'BUSINESS', calendarId },
  atRisk: 0.75,
  proofs: ANY_CONTACT,
  ladder,
});
