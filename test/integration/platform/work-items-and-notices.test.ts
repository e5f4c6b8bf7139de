import { v7 as newId } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let rep: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, rep, stranger } = await openWithEverybody('notices'));
});
afterAll(() => api.stop());

describe('work items and notifications', () => {
  it('are filtered, resolved once, and audited', async () => {
    const [open, done] = [newId(), newId()];
    for (const [id, resolved] of [
      [open, null],
      [done, new Date()],
    ] as const) {
      await api.sql.query(
        `INSERT INTO work_items (org_id, id, kind, summary, dedupe_key, created_at, resolved_at)
         VALUES ($1, $2::uuid, 'UNROUTED', 'Nobody could take it', ($2::uuid)::text, now(), $3)`,
        [admin.orgId, id, resolved],
      );
    }
    const idsOf = async (query: string): Promise<string[]> => {
      const body: unknown = (await api.call('get', `/api/work-items?${query}`, manager.token).expect(200)).body;
      return (body as { items: { id: string }[] }).items.map((item) => item.id);
    };
    expect(await idsOf('status=open')).toEqual([open]);
    expect(await idsOf('status=resolved&kind=UNROUTED')).toEqual([done]);
    expect(await idsOf('kind=DEAD_LETTER')).toEqual([]);
    expect((await idsOf('limit=200')).sort()).toEqual([open, done].sort());

    const path = `/api/work-items/${open}/resolve`;
    expectProblem(await api.call('post', path, stranger.token), 404);
    const resolved = await api.call('post', path, manager.token).send({ resolution: 'Assigned by hand' }).expect(200);
    expect(resolved.body).toMatchObject({ resolvedBy: manager.id, resolution: 'Assigned by hand' });
    expectProblem(await api.call('post', path, manager.token), 409);
    const audit = await api
      .call('get', `/api/audit?action=work_item.resolved&entityId=${open}`, manager.token)
      .expect(200);
    expect((audit.body as { items: unknown[] }).items).toHaveLength(1);
  });

  it('are shown to the person they were for', async () => {
    const mine = newId();
    await api.sql.query(
      `INSERT INTO notifications (org_id, id, user_id, kind, subject, text, dedupe_key, mail_status, created_at)
       VALUES ($1, $2, $3, 'REMINDER', 'Call Ana', 'Five minutes left', 'x', 'NONE', now())`,
      [rep.orgId, mine, rep.id],
    );
    const idsOf = async (person: Person, query = ''): Promise<string[]> => {
      const body: unknown = (await api.call('get', `/api/notifications${query}`, person.token).expect(200)).body;
      return (body as { items: { id: string }[] }).items.map((item) => item.id);
    };
    expect(await idsOf(rep, '?unread=true')).toEqual([mine]);
    expect(await idsOf(manager)).toEqual([]);
    expectProblem(await api.call('post', `/api/notifications/${mine}/read`, manager.token), 404);
    const first = await api.call('post', `/api/notifications/${mine}/read`, rep.token).expect(200);
    const again = await api.call('post', `/api/notifications/${mine}/read`, rep.token).expect(200);
    expect(again.body).toEqual(first.body);
    expect(first.body).toMatchObject({ mail: 'NONE', sentAt: null });
    const { createdAt, deliveries } = first.body as { createdAt: string; deliveries: unknown };
    expect(deliveries).toEqual([{ channel: 'in_app', status: 'SENT', waitsUntil: null, at: createdAt }]);
    expect(await idsOf(rep, '?unread=true')).toEqual([]);
    expect(await idsOf(rep, '?unread=false')).toEqual([mine]);
  });

  it('are a line for a lead and minute, counted and read as such', async () => {
    const [lead, other] = [newId(), newId()];
    const told: string[] = [];
    const tell = async (leadId: string | null, createdAt: string, readAt: string | null = null): Promise<string> => {
      const id = newId();
      await api.sql.query(
        `INSERT INTO notifications (org_id, id, user_id, kind, lead_id, subject, text, dedupe_key, mail_status, created_at, read_at)
         VALUES ($1, $2::uuid, $3, 'REMINDER', $4, 's', 't', ($2::uuid)::text, 'NONE', $5, $6)`,
        [rep.orgId, id, rep.id, leadId, createdAt, readAt],
      );
      told.push(id);
      return id;
    };
    const early = await tell(lead, '2026-03-02T08:59:59.999Z');
    const first = await tell(lead, '2026-03-02T09:00:00Z');
    const second = await tell(lead, '2026-03-02T09:00:30Z');
    const last = await tell(lead, '2026-03-02T09:00:59.999Z');
    const next = await tell(lead, '2026-03-02T09:01:00Z');
    const others = await tell(other, '2026-03-02T09:00:10Z');
    const [alone, alone2] = [await tell(null, '2026-03-02T09:00:20Z'), await tell(null, '2026-03-02T09:00:21Z')];
    const call = (method: 'get' | 'post', path: string) => api.call(method, path, rep.token);
    const bodyOf = ({ body }: { body: unknown }) => body;
    const lines = async (query = '') => {
      const body = bodyOf(await call('get', `/api/notifications?lines=true${query}`).expect(200));
      const { items } = body as { items: { id: string; others: { id: string }[] }[] };
      return items.filter(({ id }) => told.includes(id)).map(({ id, others }) => [id, ...others.map((one) => one.id)]);
    };
    const unread = async () => (await call('get', '/api/notifications/unread-count').expect(200)).body as unknown;

    expect(await lines()).toEqual([[next], [last, second, first], [alone2], [alone], [others], [early]]);
    expect(await unread()).toEqual({ unread: 6 });
    // Page by page it is the same.
    const body = bodyOf(await call('get', '/api/notifications?lines=true&unread=true&limit=2').expect(200));
    const { items, nextCursor } = body as { items: { id: string }[]; nextCursor: string };
    expect(items.map(({ id }) => id)).toEqual([next, last]);
    const rest = bodyOf(await call('get', `/api/notifications?lines=true&unread=true&limit=2&cursor=${nextCursor}`));
    expect((rest as { items: { id: string }[] }).items.map(({ id }) => id)).toEqual([alone2, alone]);

    // Reading one reads what was told of the lead before, not what came after it, nor what is another lead's.
    await call('post', `/api/notifications/${last}/read`).expect(200);
    expect(await lines('&unread=true')).toEqual([[next], [alone2], [alone], [others]]);
    expect(await lines('&unread=false')).toEqual([[last, second, first], [early]]);
    expect(await unread()).toEqual({ unread: 4 });
    // Whoever opens the lead has read all of it.
    const read = bodyOf(await call('post', '/api/notifications/read').send({ leadId: lead }).expect(200));
    expect(read).toEqual({ read: 1 });
    expect(await unread()).toEqual({ unread: 3 });
    // Something new of the minute makes its line unread again.
    const newer = await tell(other, '2026-03-02T09:00:40Z');
    expect(await unread()).toEqual({ unread: 3 });
    await call('post', `/api/notifications/${others}/read`).expect(200);
    expect(await lines('&unread=true')).toEqual([[newer, others], [alone2], [alone]]);
    await call('post', '/api/notifications/read').expect(200);
    expect(await unread()).toEqual({ unread: 0 });
  });
});
