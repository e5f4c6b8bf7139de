import type { z } from 'zod';
import type { listTowerReps } from '../../../api/leads/contract/control-tower.js';
import type { leadDetail } from '../../../api/leads/contract/leads.js';
import { Pool } from '../pool.js';
import type { Session } from '../session.js';
import { percent, quantile, table, tally, words } from '../text.js';

type LeadDetail = z.output<typeof leadDetail>;
type Rep = z.output<(typeof listTowerReps)['responses'][200]>['items'][number];

/** What was found, and by whom it is worked on. */
export interface Found {
  leads: LeadDetail[];
  /** How many more there are that were not looked at. */
  more: number;
  reps: Rep[];
}

/** Looking at each lead costs a request: of a long stream only the last ones are looked at. */
const MOST = 500;
const AT_ONCE = 4;
const PATIENCE_MS = 30_000;

/** The leads as they are once the system has caught up with them. */
export async function lookAt(leadIds: readonly string[], manager: Session): Promise<Found> {
  const pool = new Pool(AT_ONCE);
  const looked = leadIds.slice(-MOST);
  const leads = new Map<string, LeadDetail>();
  let open: readonly string[] = looked;
  for (const giveUpAt = Date.now() + PATIENCE_MS; ;) {
    for (const lead of await pool.map(open, (id) => manager.get<LeadDetail>(`/api/leads/${id}`)))
      leads.set(lead.id, lead);
    open = looked.filter((id) => isBeingHandled(leads.get(id)!));
    if (open.length === 0 || Date.now() > giveUpAt) break;
    await new Promise((done) => setTimeout(done, 500));
  }
  const { items } = await manager.get<{ items: Rep[] }>('/api/control-tower/reps');
  return { leads: [...leads.values()], more: leadIds.length - looked.length, reps: items };
}

/** Taken in, but not routed yet; or a proof came in, or a deadline passed, that has not been settled. */
function isBeingHandled({ status, timeline, clocks }: LeadDetail): boolean {
  const now = new Date().toISOString();
  if (clocks.some((clock) => clock.status === 'RUNNING' && clock.deadlineAt !== null && clock.deadlineAt < now)) {
    return true;
  }
  if (status === 'RECEIVED' || status === 'QUALIFIED') return true;
  return status === 'ASSIGNED' && timeline.some(({ type }) => type === 'PROOF');
}

/** What happened, in tables. */
export function summary({ leads, more, reps }: Found): string {
  const clocks = leads.flatMap((lead) => lead.clocks);
  const escalations = leads.flatMap(({ timeline }) => timeline.filter(({ type }) => type === 'ESCALATION'));
  const owners = new Map(tally(leads.flatMap(({ ownerId }) => ownerId ?? [])));
  const share = (rows: [string, number][], whole: number) =>
    rows.map(([name, count]) => [name, count, percent(count, whole)]);
  const parts = [
    ...(more > 0 ? [`The last ${leads.length} leads (${more} more were sent):`, ''] : []),
    table([['lead status', 'leads', ''], ...share(tally(leads.map(({ status }) => status)), leads.length)]),
    '',
    table([['SLA clock', 'clocks', ''], ...share(tally(clocks.map(clockVerdict)), clocks.length)]),
    '',
    firstContacts(leads),
    '',
    escalations.length === 0
      ? `  No escalation was due so far.${nextWords(leads)}`
      : table([['escalations', 'fired'], ...tally(escalations.map((entry) => String(entry['action'])))]),
    '',
    table([
      ['rep', 'of these', 'open leads', 'capacity', 'load'],
      ...reps
        .filter((rep) => owners.has(rep.id))
        .sort((a, b) => owners.get(b.id)! - owners.get(a.id)!)
        .map((rep) => [
          rep.name,
          owners.get(rep.id)!,
          rep.openLeads,
          rep.capacity,
          percent(rep.openLeads, rep.capacity),
        ]),
    ]),
  ];
  return parts.join('\n');
}

/** What the system does next by itself about any of them. */
function nextWords(leads: readonly LeadDetail[]): string {
  const [next] = leads.flatMap((lead) => lead.next).sort((a, b) => (a.at < b.at ? -1 : 1));
  return next ? ` Next, unless somebody is quicker, ${next.at.slice(11, 19)} UTC: ${next.text}` : '';
}

function clockVerdict({ status, metAt }: LeadDetail['clocks'][number]): string {
  if (status !== 'BREACHED') return status;
  return metAt === null ? 'BREACHED' : 'BREACHED, met late';
}

function firstContacts(leads: readonly LeadDetail[]): string {
  const delays = leads.flatMap(({ receivedAt, contactedAt }) =>
    contactedAt === null ? [] : Date.parse(contactedAt) - Date.parse(receivedAt),
  );
  if (delays.length === 0) return '  Nobody has been reached yet.';
  const [half, most] = [quantile(delays, 0.5), quantile(delays, 0.9)];
  return `  ${delays.length} people were reached: half within ${words(half)}, 90 % within ${words(most)}.`;
}
