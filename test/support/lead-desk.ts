import { v7 as newId } from 'uuid';
import { LeadApi, type Sent } from './lead-api.js';

/** The API over leads by SQL that no worker settles, with its callers: tokens of a manager, two reps' and of another org. */
export interface LeadDesk {
  api: LeadApi;
  manager: string;
  repId: string;
  rep: string;
  otherRepId: string;
  /** An admin of another org. */
  foreign: string;
  /** Asks as the manager, if nobody else is named; so do `post` and `patch`. */
  get: (path: string, token?: string) => Sent;
  post: (path: string, body?: unknown, token?: string) => Sent;
  patch: (id: string, body: unknown, etag?: string, token?: string) => Sent;
  /** A lead by SQL, with what a test needs it to be. */
  insertLead: (columns?: Record<string, unknown>) => Promise<string>;
  commandsOf: (leadId: string) => Promise<Record<string, unknown>[]>;
}

/** @param name of the database: letters and underscores */
export async function openLeadDesk(name: string): Promise<LeadDesk> {
  const api = await LeadApi.open(name);
  const { world } = api;
  const manager = await api.manager();
  const repId = await world.addRep('Radu');
  const otherRepId = await world.addRep('Oana');
  const orgId = newId();
  await world.sql.query("INSERT INTO orgs (id, name) VALUES ($1, 'Foreign')", [orgId]);
  return {
    api,
    manager,
    repId,
    rep: await api.tokenOf(repId, 'REP'),
    otherRepId,
    foreign: await api.tokenOf(newId(), 'ADMIN', orgId),
    get: (path, token = manager) => api.call('get', path).set('authorization', token),
    post: (path, body, token = manager) =>
      api
        .call('post', path)
        .set('authorization', token)
        .send(body as object),
    patch: (id, body, etag, token = manager) =>
      api
        .call('patch', `/api/leads/${id}`)
        .set({ authorization: token, ...(etag === undefined ? {} : { 'if-match': etag }) })
        .send(body as object),
    insertLead: async (columns = {}) => {
      const row: Record<string, unknown> = {
        org_id: world.orgId,
        id: newId(),
        source: 'web',
        name: 'Ana Pop',
        email: 'ana@example.com',
        status: 'ASSIGNED',
        received_at: new Date(Date.now() - 60_000),
        ...columns,
      };
      const names = Object.keys(row);
      await world.sql.query(
        `INSERT INTO leads (${names.join(', ')}) VALUES (${names.map((_, index) => `$${index + 1}`).join(', ')})`,
        Object.values(row),
      );
      return row.id as string;
    },
    commandsOf: (leadId) => world.all('SELECT * FROM commands WHERE lead_id = $1', [leadId]),
  };
}
