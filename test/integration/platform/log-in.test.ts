import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { openWithEverybody } from '../../support/everybody.js';
import { expectProblem } from '../../support/problems.js';

let api: AdminApi;
let admin: Person;
let manager: Person;
let operator: Person;
let stranger: Person;

beforeAll(async () => {
  ({ api, admin, manager, operator, stranger } = await openWithEverybody('log_in'));
});
afterAll(() => api.stop());

describe('log-in', () => {
  it('gives tokens that work, and says who is signed in', async () => {
    const body: unknown = (await api.login(manager.email.toUpperCase(), manager.password).expect(200)).body;
    const session = body as { accessToken: string; expiresIn: number };
    expect(session.expiresIn).toBe(900);
    const me = await api.call('get', '/api/auth/me', session.accessToken).expect(200);
    expect(me.body).toMatchObject({ id: manager.id, role: 'MANAGER', orgId: manager.orgId, org: { name: 'Here' } });
    const boss = await api.call('get', '/api/auth/me', operator.token).expect(200);
    expect(boss.body).toMatchObject({ role: 'OPERATOR', orgId: null, org: null });
  });

  it('refuses a wrong password, an unknown person, an open invitation and an inactive person alike', async () => {
    const invited = await api.addPerson(admin.orgId, 'REP', { password: null });
    const inactive = await api.addPerson(admin.orgId, 'REP', { status: 'INACTIVE' });
    const answers = [
      await api.login(manager.email, 'wrong'),
      await api.login('nobody@example.com', 'wrong'),
      await api.login(invited.email, 'correct horse'),
      await api.login(inactive.email, inactive.password),
    ].map((response) => {
      const { error, ...rest } = expectProblem(response, 401);
      return { ...rest, code: error.code, issues: error.details.issues };
    });
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  it('takes about as long for an unknown e-mail as for a wrong password', async () => {
    const median = async (email: string): Promise<number> => {
      const times: number[] = [];
      for (let round = 0; round < 7; round++) {
        const start = performance.now();
        await api.login(email, 'wrong').expect(401);
        times.push(performance.now() - start);
      }
      return times.sort((a, b) => a - b)[3]!;
    };
    const [known, unknown] = [await median(manager.email), await median('nobody@example.com')];
    // Without the dummy hash the unknown one would be some ten times as fast.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('finds the org by the password when an e-mail is in two', async () => {
    const email = 'both@example.com';
    const here = await api.addPerson(admin.orgId, 'REP', { email, password: 'password here' });
    const there = await api.addPerson(stranger.orgId, 'REP', { email: 'BOTH@example.com', password: 'password there' });
    for (const person of [here, there]) {
      const body: unknown = (await api.login(email, person.password).expect(200)).body;
      const me = await api.call('get', '/api/auth/me', (body as { accessToken: string }).accessToken).expect(200);
      expect(me.body).toMatchObject({ id: person.id, orgId: person.orgId });
    }
  });

  it('is limited per address and e-mail, with the headers of the contract', async () => {
    const strict = await AdminApi.start('login_limit', { loginLimitPerMinute: 2 });
    try {
      for (let round = 0; round < 2; round++) await strict.login('a@example.com', 'x').expect(401);
      const response = await strict.login('A@example.com', 'x');
      expectProblem(response, 429);
      expect(Number(response.headers['retry-after'])).toBeGreaterThan(0);
      expect(response.headers['ratelimit']).toContain('r=0');
      await strict.login('b@example.com', 'x').expect(401);
    } finally {
      await strict.stop();
    }
  });
});

describe('without log-in', () => {
  it('everybody is the demo manager, under a loopback name only', async () => {
    const demo = await AdminApi.start('bypass', { bypassAuth: true });
    try {
      await demo.call('get', '/api/flows').expect(200);
      expectProblem(await demo.call('post', '/api/teams').send({ name: 'x' }), 403);
      expectProblem(await demo.call('get', '/api/flows').set('Host', 'evil.example'), 403);
    } finally {
      await demo.stop();
    }
  });
});
