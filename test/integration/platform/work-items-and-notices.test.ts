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
    expect(await idsOf(rep, '?unread=true')).toEqual([]);
    expect(await idsOf(rep, '?unread=false')).toEqual([mine]);
  });
});
