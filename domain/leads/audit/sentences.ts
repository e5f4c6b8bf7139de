import { valueWords } from '../../platform/audit/changes.js';
import type { Sentences, Told } from '../../platform/audit/sentence.js';
import type { CallOutcome, ProofKind } from '../vocabulary/proofs.js';
import { ESCALATIONS } from '../vocabulary/escalations.js';
import type { LeadAuditAction } from './actions.js';
import { commandWords } from './command-words.js';

const clock = ({ say }: Told): string => `the clock “${say('clockKey')}”`;

const PROOFS = new Map<string, string>(
  Object.entries({
    WHATSAPP_SENT: 'a WhatsApp message to',
    EMAIL_SENT: 'an e-mail to',
    CALL_LOGGED: 'a call with',
    MEETING_BOOKED: 'a meeting with',
  } satisfies Record<ProofKind, string>),
);

const CALLS = new Map<string, string>(
  Object.entries({
    REACHED: ', who was reached',
    NO_ANSWER: ', without an answer',
    VOICEMAIL: ', which a voicemail took',
    BUSY: ', whose line was busy',
    WRONG_NUMBER: ', at a wrong number',
  } satisfies Record<CallOutcome, string>),
);

const STEPS = new Map<string, string>(Object.entries(ESCALATIONS).map(([action, { words }]) => [action, words]));

/** A step has a key and no name: people call it by what it does. */
const step = ({ say, after }: Told): string =>
  `${STEPS.get(say('action')) ?? say('action')}${Number(after['repeat']) > 0 ? ` (repeat ${say('repeat')})` : ''}`;

export const LEAD_SENTENCES: Sentences = new Map(
  Object.entries({
    'sales.lead.created': ({ what }) => `took in ${what}`,
    'sales.lead.sent_again': ({ what }) => `sent ${what} again, with something new`,
    'lead.scored': ({ what, say }) => `scored ${what} with ${say('value')}`,
    'lead.unqualified': ({ what }) => `found ${what} not qualified`,
    'lead.unrouted': ({ what, because }) => `found nobody for ${what}${because('text')}`,
    'lead.assigned': ({ what, say, after, before, names }) =>
      `gave ${what} to ${say('ownerId')}` +
      (typeof before['ownerId'] === 'string' ? `, who takes over from ${valueWords(before['ownerId'], names)}` : '') +
      whyAssigned(after['text'], say('ownerId')),
    'lead.replanned': ({ what, because }) => `planned ${what} anew${because('text')}`,
    'lead.offered': ({ what, say }) => `offered ${what} to ${say('userIds')}`,
    'lead.offer_declined': ({ what, because }) => `declined ${what}${because('reason')}`,
    'lead.offer_accepted': ({ what }) => `accepted ${what}`,
    'lead.offer_expired': ({ what, say }) => `ended the offer of ${what}: no answer in time from ${say('userIds')}`,
    'lead.offer_withdrawn': ({ what, because }) => `withdrew the offer of ${what}${because('text')}`,
    'lead.approval_asked': ({ what, say }) =>
      `asked for an approval before ${what} is given to anybody, as rule ${say('rule')} wants`,
    'lead.approved': ({ what, because }) => `approved ${what}${because('reason')}`,
    'lead.approval_declined': ({ what, because }) =>
      `declined to approve ${what}, which is unqualified now${because('reason')}`,
    'lead.approval_lapsed': ({ what }) => `let the approval of ${what} lapse: nobody decided in time`,
    'lead.approval_withdrawn': ({ what, because }) => `withdrew the approval of ${what}${because('text')}`,
    'lead.contacted': ({ what }) => `contacted ${what} for the first time`,
    'lead.stood_still': ({ what, say }) =>
      `gave ${what} the time back for which the organisation was suspended: ${say('suspendedAt')} to ${say('returnedAt')}`,
    'lead.paused': ({ what, after, say, because }) =>
      `paused ${what}${typeof after['until'] === 'string' ? ` until ${say('until')}` : ''}${because('reason')}`,
    'lead.resumed': ({ what, after, because }) =>
      after['pauseEndedAt'] === undefined ? `resumed ${what}${because('reason')}` : `ended the pause of ${what}`,
    'lead.closed': ({ what, after, say, because }) =>
      `closed ${what} as ${say('outcome')}` +
      `${typeof after['duplicateOfId'] === 'string' ? ` of ${say('duplicateOfId')}` : ''}${because('reason')}`,
    'lead.reopened': ({ what, because }) => `reopened ${what}${because('reason')}`,
    'lead.merged': ({ what, say, because }) => `merged the lead ${say('leadId')} into ${what}${because('reason')}`,
    'lead.unmerged': ({ what, say, because }) =>
      `undid the merge of the lead ${say('leadId')} into ${what}${because('reason')}`,
    'note.added': ({ lead }) => `wrote a note on ${lead}`,
    'note.changed': ({ lead }) => `changed a note on ${lead}`,
    'note.deleted': ({ lead, after }) =>
      `deleted ${after['others'] === true ? 'a note of somebody else' : 'a note'} on ${lead}`,
    'note.restored': ({ lead }) => `took back the deletion of a note on ${lead}`,
    'lead.attached': ({ what, say }) => `attached ${what} to the open lead of the same person, ${say('duplicateOfId')}`,
    'lead.linked': ({ what }) => `linked ${what} to another lead of the same person`,
    'lead.same_person': ({ what }) => `saw that the person of ${what} asked again`,
    'proof.recorded': ({ lead, after, say }) =>
      `recorded ${PROOFS.get(say('kind')) ?? `${say('kind')} for`} ${lead}` +
      (typeof after['outcome'] === 'string' ? (CALLS.get(after['outcome']) ?? `: ${say('outcome')}`) : ''),
    'command.refused': ({ what, say, because }) =>
      `asked for ${commandWords(say('kind'))} of ${what} in vain${because('refusal')}`,
    'sla.started': (told) => `started ${clock(told)} of ${told.what}`,
    'sla.at_risk': (told) => `saw ${clock(told)} of ${told.what} at risk`,
    'sla.breached': (told) => `saw ${clock(told)} of ${told.what} breached`,
    'sla.met': (told) => `met ${clock(told)} of ${told.what}${told.after['late'] === true ? ', late' : ''}`,
    'sla.corrected': (told) => `corrected the verdict on ${clock(told)} of ${told.what}`,
    'sla.cancelled': (told) => `cancelled ${clock(told)} of ${told.what}${told.because('text')}`,
    'sla.recounted': (told) => `counted ${clock(told)} of ${told.what} anew${told.because('reason')}`,
    'escalation.fired': (told) => `fired the ${step(told)} of ${clock(told)} for ${told.what}`,
    'escalation.acknowledged': ({ what, because }) => `acknowledged what had fired on ${what}${because('reason')}`,
    'flow.published': ({ what, say }) => `published version ${say('version')} of ${what}`,
    'flow.rolled_back': ({ what, say }) => `rolled ${what} back to version ${say('of')}, as version ${say('version')}`,
    'endpoint.switched_off': ({ what }) => `switched ${what} off`,
    'endpoint.switched_on': ({ what }) => `switched ${what} on again`,
    'endpoint.secret_rotated': ({ what, after, say }) =>
      `gave ${what} a new secret` +
      (typeof after['previousExpireAt'] === 'string' ? `; those before it end at ${say('previousExpireAt')}` : ''),
    'endpoint.secret_revoked': ({ what }) => `revoked a secret of ${what}`,
    'demo_org.created': () => 'made a demo to look at',
    'demo_org.thrown_away': () => 'threw the demo away, with everything in it',
    'first_hour.confirmed': ({ after }) =>
      after['step'] === 'FLOW'
        ? 'said that the first flow is right as it is'
        : 'said that the hours are right as they are',
    'first_hour.put_away': () => 'put the checklist of the first hour away',
    'first_hour.brought_back': () => 'brought the checklist of the first hour back',
    'lead.unstuck': ({ lead }) => `had ${lead} looked at again`,
    'dead_letter.replayed': ({ lead }) => `made ${lead} of a delivery that could not be read`,
    'dead_letter.discarded': ({ because }) => `discarded a delivery that could not be read${because('reason')}`,
    'lead_view.created': ({ what, after }) => `saved ${what}${after['shared'] === true ? ' for everybody' : ''}`,
    'lead_view.changed': ({ what, before, after }) =>
      before['shared'] === after['shared']
        ? `changed ${what}`
        : after['shared'] === true
          ? `shared ${what} with everybody`
          : `took back ${what}, which was shared`,
  } satisfies Partial<Record<LeadAuditAction, (told: Told) => string>>),
);

/** `: why`; of an assignment by hand, which the sentence says anyway, the reason that was given. */
function whyAssigned(text: unknown, owner: string): string {
  if (typeof text !== 'string' || text === '') return '';
  const byHand = `${owner} by hand`;
  if (text === byHand) return '';
  return `: ${valueWords(text.startsWith(`${byHand}: `) ? text.slice(byHand.length + 2) : text, new Map())}`;
}
