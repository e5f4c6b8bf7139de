import type { Names } from '../../engine/conditions/words.js';
import type { SignOnRefusal } from '../access/sign-on.js';
import type { PlatformAction } from './actions.js';
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
 * Who did what to what, in one sentence without a full stop: `Mara Manager gave the lead “Ana Pop” to Dan`. Actions that
 * nobody wrote words for are read from their name: `webhook.secret_rotated` → `… rotated the secret of the webhook “…”`.
 * @param names of people, teams … by id; what has none is called by its id
 * @param sentences of the product's actions
 */
export function sentenceOf(fact: AuditFact, names: Names = new Map(), sentences: Sentences = new Map()): string {
  const after = isObject(fact.after) ? fact.after : {};
  const before = isObject(fact.before) ? fact.before : {};
  const say = (member: string): string => valueWords(after[member], names);
  const because = (member: string): string => (typeof after[member] === 'string' ? `: ${say(member)}` : '');
  const what = entityWords(fact.entity, names, after['name'] ?? before['name']);
  const lead = fact.leadId === null ? what : entityWords({ type: 'lead', id: fact.leadId }, names, undefined);
  const words = sentences.get(fact.action) ?? PLATFORM.get(fact.action);
  const did = words ? words({ what, lead, say, because, after, before, names }) : readAction(fact.action, what);
  return `${actorWords(fact.actor, names)} ${did}`;
}

export interface Told {
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

/** A sentence without its subject, by action. */
export type Sentences = ReadonlyMap<string, (told: Told) => string>;

const PLATFORM: Sentences = new Map(
  Object.entries({
    'organisation.changed': () => 'changed the organisation',
    'organisation.suspended': ({ what, because }) => `suspended ${what}${because('reason')}`,
    'organisation.returned': ({ what, say }) =>
      `let ${what} go on, which had been suspended since ${say('suspendedAt')}: clocks go on with the time that they had left`,
    'organisation.purged': ({ what, say }) => `deleted ${what} for good: ${say('rows')} rows`,
    'organisation.remedied': ({ say }) =>
      `remedied what a check of the organisation had found: ${say('words')} (${say('done')})`,
    'support.granted': ({ say, after, because }) =>
      `let an operator ${after['level'] === 'ACT' ? 'work' : 'look'} in here until ${say('until')}${because('reason')}`,
    'support.entered': ({ say }) => `entered for support: ${say('operatorName')}`,
    'support.asked': ({ say, after }) =>
      `asked in a support session: ${say('method')} ${say('path')}${
        Array.isArray(after['ids']) && after['ids'].length > 0 ? ` (${after['ids'].join(', ')})` : ''
      }, ${say('operatorName')}`,
    'support.ended': () => 'ended a support session',
    'work_item.created': ({ say }) => `asked for a person: ${say('summary')}`,
    'work_item.resolved': ({ what, say, because }) => `resolved ${what} (${say('kind')})${because('resolution')}`,
    'work_item.requeued': ({ say }) => `sent a message again that could not be delivered: ${say('summary')}`,
    'message.requeued': ({ say }) => `sent a dead letter again: ${say('kind')}, ${say('what')}`,
    'message.discarded': ({ say, because }) =>
      `discarded a dead letter: ${say('kind')}, ${say('what')}${because('reason')}`,
    'invitation.sent': ({ what, after }) => `invited ${what}${handedOver(after)}`,
    'invitation.resent': ({ what, after }) => `invited ${what} again${handedOver(after)}`,
    'invitation.withdrawn': ({ what }) => `withdrew the invitation of ${what}`,
    'invitation.accepted': () => 'took up the invitation',
    'password.changed': () => 'changed their password',
    'password.reset': () => 'set a new password by a link',
    'password.reset_sent': ({ what, after }) => `sent ${what} a link that sets a new password${handedOver(after)}`,
    'sign_in_link.sent': ({ what }) => `sent ${what} a link to sign in, as was asked for`,
    'absence.planned': ({ say }) => `planned time off of ${say('userId')}`,
    'absence.cancelled': ({ before, names }) => `cancelled time off of ${valueWords(before['userId'], names)}`,
    'auth.logged_in': ({ after }) =>
      `logged in${BY.get(String(after['by'])) ?? ''}${WITH.get(String(after['factor'])) ?? ''}`,
    'absence.ended': ({ after, names }) => `ended the deactivation of ${valueWords(after['userId'], names)}`,
    'team.member_added': ({ what, say }) => `put ${say('userId')} into ${what}`,
    'team.member_removed': ({ what, before, names }) => `took ${valueWords(before['userId'], names)} out of ${what}`,
    'people.imported': ({ say }) => `imported people: ${say('created')} made, ${say('changed')} changed`,
    'calendar.changed': ({ what, after }) =>
      `changed ${what}${after['applyTo'] === 'RUNNING' ? ', for deadlines that run as well' : ''}`,
    'calendar.applied': ({ what, say }) =>
      `applied ${what} to what runs: deadlines moved: ${say('moved')} (leads looked at: ${say('leads')})`,
    'api_key.rotated': ({ what, say }) => `replaced ${what}, which ends at ${say('previousExpireAt')}`,
    'webhook.enabled': ({ what }) => `switched on ${what}`,
    'webhook.disabled': ({ what, after }) => `switched off ${what}${WEBHOOK_OFF[String(after['reason'])] ?? ''}`,
    'webhook.tested': ({ what }) => `sent a test to ${what}`,
    'webhook.redelivered': ({ what }) => `had a delivery of ${what} sent again`,
    'webhook.replayed': ({ what, say }) =>
      `had what happened from ${say('from')} to ${say('to')} sent to ${what}: ${say('deliveries')} deliveries`,
    'auth.login_failed': ({ what }) => `refused a log-in as ${what}`,
    'auth.login_held': ({ what }) => `held up log-ins as ${what}: too many had failed`,
    'auth.sign_on_refused': ({ say, after, what }) =>
      `refused a single sign-on${what.startsWith('the user') ? ` of ${what}` : ''}: ${
        SIGN_ON_REFUSED[String(after['reason'])] ?? say('reason')
      }`,
    'single_sign_on.changed': () => 'changed how people sign in by the organisation’s provider',
    'single_sign_on.domain_proved': ({ say }) =>
      `found in its DNS that the domain ${say('domain')} is the organisation’s`,
    'single_sign_on.domain_not_proved': ({ say }) => `found no proof in the DNS of the domain ${say('domain')}`,
    'identity.bound': ({ what, say }) => `bound ${what} to their account at ${say('issuer')}`,
    'identity.released': ({ what }) => `let go of the account of ${what} at the organisation’s provider`,
    'auth.factor_failed': ({ what }) => `failed at the second step of a log-in as ${what}`,
    'auth.recovery_code_used': () => 'used up a recovery code',
    'session.ended': ({ say }) => `ended a session of ${say('userId')}`,
    'session.all_ended': ({ say, after }) =>
      `ended ${after['others'] === true ? 'all other sessions' : 'all sessions'} of ${say('userId')}`,
    'factor.added': ({ say, after }) => `set up ${factorWords(after)} of ${say('userId')}`,
    'factor.renamed': ({ before, after }) => `renamed ${factorWords(before)} to “${nameIn(after)}”`,
    'factor.removed': ({ before, names }) =>
      `took away ${factorWords(before)} of ${valueWords(before['userId'], names)}`,
    'factor.codes_made': ({ say }) => `made new recovery codes of ${say('userId')}`,
    'factor.reset': ({ say }) =>
      `reset the second factor of ${say('userId')}: every factor and recovery code was taken away`,
    'list.exported': ({ what, after }) => `exported ${what} as ${after['format'] === 'ndjson' ? 'JSON' : 'CSV'}`,
    'audit.checkpoint': ({ say }) =>
      `wrote down how the audit log stands: ${say('entries')} entries, up to seal ${say('sequence')}`,
    'auth.refresh_token_reused': () => 'used a refresh token a second time: its whole family was revoked',
  } satisfies Partial<Record<PlatformAction, (told: Told) => string>>),
);

/** Where no mail is set up, who asks is shown the link. */
const handedOver = (after: Record<string, unknown>): string =>
  after['shown'] === true ? ', and was shown the link to hand it over' : '';
const SIGN_ON_REFUSED: Readonly<Record<string, string>> = {
  INACTIVE: 'they are deactivated',
  NOT_INVITED: 'there is nobody with their e-mail',
  EMAIL_MISSING: 'the provider said no e-mail',
  EMAIL_NOT_VERIFIED: 'the provider has not verified their e-mail',
  DOMAIN: 'their e-mail has another domain than the organisation’s',
  NO_ROLE: 'nothing that the provider says of them makes them anything here',
  OTHER_IDENTITY: 'their e-mail is that of somebody else whom the provider knows',
} satisfies Record<SignOnRefusal, string>;
const WEBHOOK_OFF: Readonly<Record<string, string>> = {
  GONE: ': its receiver answered that it is gone',
  FAILING: ': nothing had arrived there for three days',
};
/** By what somebody showed who they are, where it was no password. */
const BY = new Map([
  ['PASSKEY', ' with a passkey'],
  ['MAGIC_LINK', ' by a link that was mailed'],
  ['SINGLE_SIGN_ON', ' by single sign-on'],
  ['INVITATION', ' by an invitation'],
  ['RESET', ' by resetting the password'],
  ['SETUP', ' by the setup link'],
]);
const WITH = new Map([
  ['TOTP', ', with a code'],
  ['PASSKEY', ', with a passkey'],
  ['RECOVERY_CODE', ', with a recovery code'],
]);
const nameIn = (member: Record<string, unknown>): string => valueWords(member['name'], new Map());
const factorWords = (factor: Record<string, unknown>): string =>
  factor['kind'] === 'PASSKEY' ? `the passkey “${nameIn(factor)}”` : 'the app for codes';

/** `flow.draft_changed` → `changed the draft of the flow …`; `calendar.created` → `created the calendar …`. */
function readAction(action: string, what: string): string {
  const words = (action.split('.').at(-1) ?? action).split('_').filter((word) => word !== '');
  const verb = words.at(-1);
  if (verb === undefined) return `touched ${what}`;
  // “rolled back” is one verb, “secret rotated” a thing and its verb.
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
  return name === undefined ? `the ${noun(type)} ${id}` : `the ${noun(type)} “${name}”`;
}

function actorWords({ type, id }: AuditFact['actor'], names: Names): string {
  if (type === 'system') return 'Pinggo';
  // Nobody of the org: only among operators they have a name.
  if (type === 'operator') return (id !== null && names.get(id)) || 'The operator';
  if (id === null) return `Some ${noun(type)}`;
  const name = names.get(id);
  if (type === 'user' && name !== undefined) return name;
  const words = noun(type);
  return `${words[0]?.toUpperCase() ?? ''}${words.slice(1)} ${name === undefined ? id : `“${name}”`}`;
}
