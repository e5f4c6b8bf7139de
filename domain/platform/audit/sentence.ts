import type { ProofKind } from '../../leads/flow/definition.js';
import type { Names } from '../../leads/flow/words.js';
import { ESCALATIONS } from '../../leads/vocabulary/escalations.js';
import { isObject, valueWords } from './changes.js';

/** An entry of the audit log, as far as words need it. */
export interface AuditFact {
  actor: { type: string; id: string | null };
  /** An event's type: `flow.published`. */
  action: string;
  entity: { type: string; id: string };
  /** The lead that it is about, where the entity is not a lead itself. */
  leadId: string | null;
  before: unknown;
  after: unknown;
}

/**
 * Who did what to what, in one sentence without a full stop: `Mara Manager gave the lead «Ana Pop» to Dan`. Actions that
 * nobody wrote words for are read from their name: `webhook.secret_rotated` → `… rotated the secret of the webhook «…»`.
 * @param names of people, leads, flows … by id; what has none is called by its id
 */
export function sentenceOf(fact: AuditFact, names: Names = new Map()): string {
  const after = isObject(fact.after) ? fact.after : {};
  const before = isObject(fact.before) ? fact.before : {};
  const say = (member: string): string => valueWords(after[member], names);
  const because = (member: string): string => (typeof after[member] === 'string' ? `: ${say(member)}` : '');
  const what = entityWords(fact.entity, names, after['name'] ?? before['name']);
  const lead = fact.leadId === null ? what : entityWords({ type: 'lead', id: fact.leadId }, names, undefined);
  const words = SENTENCES.get(fact.action);
  const did = words ? words({ what, lead, say, because, after, before, names }) : readAction(fact.action, what);
  return `${actorWords(fact.actor, names)} ${did}`;
}

const NO_NAMES: Names = new Map();

interface Told {
  what: string;
  /** The lead that it is about; the entity, where there is none. */
  lead: string;
  /** A member of `after` as words. */
  say: (member: string) => string;
  /** `: why`, where `after` has the member. */
  because: (member: string) => string;
  after: Record<string, unknown>;
  before: Record<string, unknown>;
  names: Names;
}

const clock = ({ say }: Told): string => `the clock «${say('clockKey')}»`;

const PROOFS = new Map<string, string>(
  Object.entries({
    WHATSAPP_SENT: 'a WhatsApp message to',
    EMAIL_SENT: 'an e-mail to',
    CALL_LOGGED: 'a call with',
    MEETING_BOOKED: 'a meeting with',
  } satisfies Record<ProofKind, string>),
);

const STEPS = new Map<string, string>(Object.entries(ESCALATIONS).map(([action, { words }]) => [action, words]));

const SENTENCES = new Map<string, (told: Told) => string>(
  Object.entries({
    'sales.lead.created': ({ what }) => `took in ${what}`,
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
    'lead.contacted': ({ what }) => `contacted ${what} for the first time`,
    'lead.paused': ({ what, because }) => `paused ${what}${because('reason')}`,
    'lead.resumed': ({ what, because }) => `resumed ${what}${because('reason')}`,
    'lead.closed': ({ what, say, because }) => `closed ${what} as ${say('outcome')}${because('reason')}`,
    'lead.attached': ({ what, say }) => `attached ${what} to the open lead of the same person, ${say('duplicateOfId')}`,
    'lead.linked': ({ what }) => `linked ${what} to another lead of the same person`,
    'lead.same_person': ({ what }) => `saw that the person of ${what} asked again`,
    'proof.recorded': ({ lead, say }) => `recorded ${PROOFS.get(say('kind')) ?? `${say('kind')} for`} ${lead}`,
    'command.refused': ({ what, say, because }) => `asked for ${say('kind')} of ${what} in vain${because('refusal')}`,
    'sla.started': (told) => `started ${clock(told)} of ${told.what}`,
    'sla.at_risk': (told) => `saw ${clock(told)} of ${told.what} at risk`,
    'sla.breached': (told) => `saw ${clock(told)} of ${told.what} breached`,
    'sla.met': (told) => `met ${clock(told)} of ${told.what}${told.after['late'] === true ? ', late' : ''}`,
    'sla.corrected': (told) => `corrected the verdict on ${clock(told)} of ${told.what}`,
    'sla.cancelled': (told) => `cancelled ${clock(told)} of ${told.what}${told.because('text')}`,
    'escalation.fired': (told) =>
      `fired the ${STEPS.get(told.say('action')) ?? told.say('action')} «${told.say('stepKey')}» of ${clock(told)} for ${told.what}`,
    'escalation.acknowledged': ({ what, because }) => `acknowledged what had fired on ${what}${because('reason')}`,
    'flow.published': ({ what, say }) => `published version ${say('version')} of ${what}`,
    'flow.rolled_back': ({ what, say }) => `rolled ${what} back to version ${say('of')}, as version ${say('version')}`,
    'work_item.created': ({ say }) => `asked for a person: ${say('summary')}`,
    'work_item.resolved': ({ what, say, because }) => `resolved ${what} (${say('kind')})${because('resolution')}`,
    'absence.planned': ({ say }) => `planned time off of ${say('userId')}`,
    'absence.cancelled': ({ before, names }) => `cancelled time off of ${valueWords(before['userId'], names)}`,
    'auth.refresh_token_reused': () => 'used a refresh token a second time: its whole family was revoked',
  } satisfies Record<string, (told: Told) => string>),
);

/** `: why`; of an assignment by hand, which the sentence says anyway, the reason that was given. */
function whyAssigned(text: unknown, owner: string): string {
  if (typeof text !== 'string' || text === '') return '';
  const byHand = `${owner} by hand`;
  if (text === byHand) return '';
  return `: ${valueWords(text.startsWith(`${byHand}: `) ? text.slice(byHand.length + 2) : text, NO_NAMES)}`;
}

/** `flow.draft_changed` → `changed the draft of the flow …`; `calendar.created` → `created the calendar …`. */
function readAction(action: string, what: string): string {
  const words = (action.split('.').at(-1) ?? action).split('_').filter((word) => word !== '');
  const verb = words.at(-1);
  if (verb === undefined) return `touched ${what}`;
  // «rolled back» is one verb, «secret rotated» a thing and its verb.
  if (words.length > 1 && /(ed|en|wn)$/.test(verb)) return `${verb} the ${words.slice(0, -1).join(' ')} of ${what}`;
  return `${words.join(' ')} ${what}`;
}

const NOUNS = new Map([
  ['api_key', 'API key'],
  ['absence', 'time off'],
  ['refresh_token_family', 'session'],
]);
const noun = (type: string): string => NOUNS.get(type) ?? type.replaceAll('_', ' ');

function entityWords({ type, id }: AuditFact['entity'], names: Names, ownName: unknown): string {
  const name = names.get(id) ?? (typeof ownName === 'string' && ownName !== '' ? ownName : undefined);
  return name === undefined ? `the ${noun(type)} ${id}` : `the ${noun(type)} «${name}»`;
}

function actorWords({ type, id }: AuditFact['actor'], names: Names): string {
  if (type === 'system') return 'Pinggo';
  if (id === null) return `Some ${noun(type)}`;
  const name = names.get(id);
  if (type === 'user' && name !== undefined) return name;
  const words = noun(type);
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)} ${name === undefined ? id : `«${name}»`}`;
}
