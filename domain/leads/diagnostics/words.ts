import type { DiagnosticFault, DiagnosticRemedy, RemedyPage } from '../vocabulary/diagnostics.js';
import type { Remedy, Verdict } from './verdict.js';

/** Without a full stop; `count` is told beside it. */
const FAULTS: Readonly<Record<DiagnosticFault, string>> = {
  NO_ADMIN: 'No administrator can sign in',
  PROVIDER_FAILS: 'Single sign-on fails at the provider',
  LOG_INS_HELD: 'Log-ins were held up, as too many had failed',
  MAIL_NOT_SET_UP: 'No mail is set up for this installation',
  MAIL_REFUSED: 'The mail server takes no mail',
  WEBHOOK_SWITCHED_OFF: 'A webhook was switched off, as nothing arrived',
  WEBHOOK_FAILING: 'Nothing arrives at a webhook',
  BAD_SIGNATURE: 'Deliveries are refused for their signature',
  DELIVERIES_REFUSED: 'Deliveries are refused',
  NO_FLOW: 'No flow is active',
  LEADS_WITHOUT_FLOW: 'No flow takes these leads',
  FLOW_TAKES_NOTHING: 'A flow takes no lead',
  TEAM_EMPTY: 'A team that flows give leads to has nobody in it',
  NOBODY_AT_WORK: 'Nobody is at work in a team that flows give leads to',
  MESSAGES_WAIT: 'Messages of the outbox wait',
  LEFT_DEAD: 'Something could not be processed after its tries',
  NO_WORKFLOW: 'No workflow looks after open leads',
  NOT_LOOKED_AFTER: 'Something is owed to open leads for longer than a minute',
  COUNTS_DRIFTED: 'Counts are not what the rows say',
  ZONES_CHANGED: 'Clocks were computed by other time zones than those of this version',
  TOOK_TOO_LONG: 'This could not be asked in time',
  TEMPORAL_AWAY: 'Temporal does not answer',
  COULD_NOT_ASK: 'This could not be asked',
};

const REMEDIES: Readonly<Record<DiagnosticRemedy, string>> = {
  SEND_TEST_MAIL: 'send a test mail',
  BRING_FORWARD: 'try them now',
  REQUEUE: 'try all of it again',
  START_WORKFLOWS: 'start their workflows again',
  RECOUNT: 'count again',
  RECOUNT_CLOCKS: 'count the clocks again',
};

const PLACES: Readonly<Record<RemedyPage, string>> = {
  people: 'Settings → People',
  signOn: 'Settings → Single sign-on',
  webhook: 'Settings → Webhooks',
  source: 'Settings → Sources',
  flows: 'Settings → Flows',
  flow: 'Settings → Flows',
  team: 'Settings → Teams',
};

export const remedyWords = (remedy: Remedy): string =>
  'action' in remedy ? REMEDIES[remedy.action] : PLACES[remedy.page];

/** What is wrong, in English: `Deliveries are refused for their signature: 3 (Website form)`. */
export function verdictWords({
  what,
  count,
  subjects,
  isPartial,
}: Omit<Verdict, 'status' | 'sinceMs' | 'remedy'>): string {
  const partly = isPartial ? ', as far as there was time to look' : '';
  if (what === null) return `All is well${partly}`;
  const many = count > 1 || (count === 1 && subjects.length === 0 && COUNTED.has(what)) ? `: ${count}` : '';
  const which = subjects.length === 0 ? '' : ` (${subjects.map(({ name }) => name).join(', ')})`;
  return `${FAULTS[what]}${many}${which}${partly}`;
}

/** Of the others there is one, or how many is no matter. */
const COUNTED: ReadonlySet<DiagnosticFault> = new Set([
  'LOG_INS_HELD',
  'MAIL_REFUSED',
  'LEADS_WITHOUT_FLOW',
  'MESSAGES_WAIT',
  'LEFT_DEAD',
  'NO_WORKFLOW',
  'NOT_LOOKED_AFTER',
  'COUNTS_DRIFTED',
  'ZONES_CHANGED',
]);
