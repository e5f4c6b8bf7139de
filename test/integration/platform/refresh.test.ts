import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AdminApi, Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let rep: Person;

beforeAll(async () => {
  ({ api, admin, rep } = await openWithEverybody('refresh'));
});
afterAll(() => api.stop());

describe('refresh', () => {
  const refresh = (refreshToken: string) => api.call('post', '/api/auth/refresh').send({ refreshToken });
  const newSession = async (person: Person): Promise<string> =>
    ((await api.login(person.email, person.password).expect(200)).body as { refreshToken: string }).refreshToken;

  it('rotates; a reused token revokes its whole family, and that is committed', async () => {
    const first = await newSession(rep);
    const body: unknown = (await refresh(first).expect(200)).body;
    const second = (body as { refreshToken: string }).refreshToken;
    expect(second).not.toBe(first);
    const other = await newSession(rep);

    expectProblem(await refresh(first), 401);
    expectProblem(await refresh(second), 401);
    await refresh(other).expect(200);
    const { rows } = await api.sql.query("SELECT actor_id FROM audit WHERE action = 'auth.refresh_token_reused'");
    expect(rows).toContainEqual({ actor_id: rep.id });
  });

  it('lets one of two uses at the same instant through, and then none', async () => {
    const token = await newSession(rep);
    const answers = await Promise.all([refresh(token), refresh(token)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const winner = answers.find(({ status }) => status === 200)!.body as { refreshToken: string };
    await refresh(winner.refreshToken).expect(401);
  });

  describe('with an Idempotency-Key', () => {
    const exchange = async (token: string, key: string): Promise<{ status: number; token: string }> => {
      const answer = await refresh(token).set('Idempotency-Key', key);
      return { status: answer.status, token: (answer.body as { refreshToken?: string }).refreshToken ?? '' };
    };

    it('answers again who lost the answers, as often as it takes', async () => {
      const first = await newSession(rep);
      for (let time = 1; time <= 2; time++) expect(await exchange(first, 'mine')).toMatchObject({ status: 200 });
      const heard = await exchange(first, 'mine');
      const next = await exchange(heard.token, 'next');
      expect(next.status).toBe(200);
      await refresh(next.token).expect(200);
    });

    it('ends the family when both answers are used: one of them is not where it belongs', async () => {
      const first = await newSession(rep);
      const [lost, heard] = [await exchange(first, 'mine'), await exchange(first, 'mine')];
      await refresh(lost.token).expect(401);
      await refresh(heard.token).expect(401);
    });

    it('ends it also when the answer was used already, and when the key is another or none', async () => {
      const first = await newSession(rep);
      const { token: second } = await exchange(first, 'mine');
      const { token: third } = await exchange(second, 'mine');
      expect(await exchange(first, 'mine')).toMatchObject({ status: 401 });
      await refresh(third).expect(401);
      for (const again of [(token: string) => exchange(token, 'other'), (token: string) => refresh(token)]) {
        const token = await newSession(rep);
        const answer = await exchange(token, 'mine');
        expect(await again(token)).toMatchObject({ status: 401 });
        await refresh(answer.token).expect(401);
      }
    });

    it('does not bring back what was signed out', async () => {
      const first = await newSession(rep);
      await exchange(first, 'mine');
      await api.call('post', '/api/auth/logout').send({ refreshToken: first }).expect(204);
      expect(await exchange(first, 'mine')).toMatchObject({ status: 401 });
    });
  });

  it('refuses unknown and expired tokens, and those of a person who was deactivated', async () => {
    expectProblem(await refresh('unknown'), 401);
    const token = await newSession(rep);
    api.now = new Date(Date.now() + 31 * 24 * 3_600_000);
    expectProblem(await refresh(token), 401);
    api.now = null;
    const leaver = await api.addPerson(admin.orgId, 'REP');
    const theirs = await newSession(leaver);
    await api.sql.query("UPDATE users SET status = 'INACTIVE' WHERE id = $1", [leaver.id]);
    expectProblem(await refresh(theirs), 401);
  });

  it('ends with a log-out, which answers alike for unknown tokens', async () => {
    const token = await newSession(rep);
    await api.call('post', '/api/auth/logout').send({ refreshToken: token }).expect(204);
    expectProblem(await refresh(token), 401);
    await api.call('post', '/api/auth/logout').send({ refreshToken: 'unknown' }).expect(204);
  });

  it('keeps neither tokens nor passwords readable', async () => {
    const token = await newSession(rep);
    const { rows } = await api.sql.query<{ all: string }>(
      'SELECT (SELECT json_agg(t)::text FROM refresh_tokens t) || (SELECT json_agg(u)::text FROM users u) AS all',
    );
    expect(rows[0]!.all).not.toContain(token);
    expect(rows[0]!.all).not.toContain(rep.password);
    expect(rows[0]!.all).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });
});
