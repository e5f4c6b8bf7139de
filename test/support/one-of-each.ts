import { pino } from 'pino';
import { v7 as newId } from 'uuid';
import { keepDeadLetters } from '../../db/leads/queries/dead-letters.js';
import { settleLeads } from '../../settlement/settle.js';
import { LeadApi } from './lead-api.js';

/** The API, with an org that has one thing of each kind that a route can name. */
export interface OneOfEach {
  api: LeadApi;
  /** Bearer tokens. */
  admin: string;
  manager: string;
  /** Whose lead it is. */
  ana: string;
  leadId: string;
  /** By the first word of the paths that name it, or by the name that they give it. */
  ids: Readonly<Record<string, string>>;
  /** A route's path with a thing of the org for each of its names. */
  pathTo: (path: string) => string;
  send: (
    method: 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body: object,
    token: string,
  ) => ReturnType<LeadApi['call']>;
}

/** A lead of the org's, through the settlement that gives it to somebody. */
async function receive(api: LeadApi): Promise<string> {
  const id = await api.world.receive({ name: 'Andrei Pop' });
  const deps = { db: api.db, outgoing: [], clock: () => Date.now(), log: pino({ level: 'silent' }) };
  await settleLeads(deps, api.world.orgId, [id], { goal: 'SETTLED', skipLocked: false, atLeastMs: 0 });
  return id;
}

/** @param name of the database: letters and underscores */
export async function openWithOneOfEach(name: string): Promise<OneOfEach> {
  const api = await LeadApi.open(name);
  const { world } = api;
  const send: OneOfEach['send'] = (method, path, body, token) =>
    api.call(method, path).set('authorization', token).send(body);
  const admin = await api.tokenOf(newId(), 'ADMIN');
  const made = async (path: string, body: object): Promise<string> =>
    (await send('post', path, body, admin).expect(201)).body['id'] as string;
  const row = (sql: string, values: unknown[] = []) => world.one<{ id: string }>(sql, [world.orgId, ...values]);

  const ana = await world.addRep('Ana');
  const flow = await world.addFlow();
  const leadId = await receive(api);
  const week = { weekly: [], holidays: [], specialDates: [], timeZone: 'Europe/Bucharest' };
  const apiKey = await made('/api/api-keys', { name: 'CRM', scopes: ['leads:read'] });
  const inDays = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();
  const calendar = await world.addCalendar({ ...week, weekly: [{ day: 'MON', from: '09:00', to: '18:00' }] });
  await send('patch', `/api/teams/${world.teamId}`, { calendarId: calendar }, admin).expect(200);
  const endpointId = (await api.addEndpoint()).id;
  const [deadLetterId] = await keepDeadLetters(
    api.db,
    {
      orgId: world.orgId,
      endpoint: { id: endpointId, name: 'test', adapter: 'typeform' },
      at: new Date(),
      traceId: null,
    },
    [{ contentHash: 'none', body: '{}', issues: [{ path: '', message: 'No contact.' }], draft: null }],
  );
  const webhook = {
    name: 'CRM',
    url: 'https://crm.example/in',
    events: ['lead.assigned'],
    payload: 'THIN',
    ordered: false,
  };
  const webhookId = await made('/api/webhooks', webhook);
  const deliveryId = newId();
  await world.sql.query(
    `INSERT INTO webhook_deliveries (org_id, id, webhook_id, event_type, event_at, xid, audit_id, lane_id, status, status_at, created_at)
     SELECT org_id, $2, $3, 'lead.assigned', at, xid, id, $2, 'PENDING', now(), now() FROM audit WHERE org_id = $1 ORDER BY id LIMIT 1`,
    [world.orgId, deliveryId, webhookId],
  );
  const noticeId = newId();
  await world.sql.query(
    `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at)
     VALUES ($1, $2, $3, 'REMINDER', $4, 'A lead', 'waits', 'of each', 'NONE', now())`,
    [world.orgId, noticeId, ana, leadId],
  );
  const ids: Record<string, string> = {
    'dead-letters': deadLetterId!,
    kind: 'DELIVERY',
    dlq: deadLetterId!,
    webhooks: webhookId,
    deliveryId,
    leads: leadId,
    clockKey: 'first_contact',
    flows: flow,
    calendars: calendar,
    teams: world.teamId,
    userId: ana,
    users: ana,
    absenceId: await made(`/api/users/${ana}/time-off`, { from: inDays(7), to: inDays(14) }),
    endpoints: endpointId,
    'api-keys': apiKey,
    noteId: await made(`/api/leads/${leadId}/notes`, { text: 'Likes mornings' }),
    'lead-views': await made('/api/lead-views', { name: 'Mornings', shared: true }),
    'support-sessions': await made('/api/support-sessions', { level: 'READ', hours: 1, reason: 'Looks odd' }),
    'work-items': (await row('SELECT id FROM work_items WHERE org_id = $1 LIMIT 1')).id,
    notifications: noticeId,
    'endpoints.secretId': (await row('SELECT id FROM endpoint_secrets WHERE org_id = $1 LIMIT 1')).id,
    'webhooks.secretId': (await row('SELECT id FROM webhook_secrets WHERE org_id = $1 LIMIT 1')).id,
    year: '2027',
  };
  const pathTo = (path: string): string => {
    const kind = path.split('/')[2]!;
    return path.replaceAll(
      /\{(\w+)\}/g,
      (_, named: string) => ids[`${kind}.${named}`] ?? ids[named === 'id' ? kind : named] ?? newId(),
    );
  };
  return { api, admin, manager: await api.manager(), ana, leadId, ids, pathTo, send };
}
