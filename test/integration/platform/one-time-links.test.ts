import { Client, Connection } from '@temporalio/client';
import type { Email } from 'postal-mime';
import type { Response } from 'supertest';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { deleteOldOneTimeLinks } from '../../../db/platform/queries/retention.js';
import { openDatabase } from '../../../db/client.js';
import { PLATFORM_ORG } from '../../../db/platform/platform-org.js';
import { accessMailWorkflowId } from '../../../workflows/ids.js';
import { AdminApi, type Person } from '../../support/admin-api.js';
import { expectProblem } from '../../support/problems.js';
import { createNamespace, startWorker, type Process } from '../../support/processes.js';
import { startSmtp, type SmtpSink } from '../../support/smtp.js';
import { temporalAddress } from '../../support/stack.js';
import { waitFor } from '../../support/wait.js';

const DAY_MS = 24 * 60 * 60_000;
const PASSWORD = 'three zebras on a bridge';
const ORIGIN = 'https://pinggo.example';

let api: AdminApi;
let admin: Person;
let stranger: Person;
let smtp: SmtpSink;
let worker: Process;
let connection: Connection;
let client: Client;
let counted = 0;

beforeAll(async () => {
  api = await AdminApi.start('one_time_links', { publicUrl: ORIGIN });
  await api.addOrg('Platform', PLATFORM_ORG);
  admin = await api.addPerson(await api.addOrg('Carpat Solar'), 'ADMIN');
  stranger = await api.addPerson(await api.addOrg('Hudson Movers'), 'ADMIN');
  smtp = await startSmtp();
  const env = { SMTP_URL: smtp.url, PUBLIC_URL: ORIGIN };
  const namespace = await createNamespace('one_time_links');
  worker = await startWorker({ database: api.database, namespace, env });
  connection = await Connection.connect({ address: temporalAddress() });
  client = new Client({ connection, namespace });
});
afterAll(async () => {
  await worker?.stop();
  await connection?.close();
  await smtp?.close();
  await api?.stop();
});
beforeEach(() => {
  api.now = null;
});

const newEmail = (): string => `person${++counted}@example.com`;
const mailsTo = (email: string): Email[] => smtp.mails.filter(({ to }) => to?.[0]?.address === email);
/** The mail that comes to somebody, after those that have come. */
async function nextMail(email: string, after = 0): Promise<Email> {
  await waitFor(`a mail to ${email}`, () => Promise.resolve(mailsTo(email).length > after));
  return mailsTo(email)[after]!;
}
const tokensIn = (mail: Email, page: string): string[] =>
  [...mail.text!.matchAll(new RegExp(`^${ORIGIN}/${page}#([\\w-]{43})$`, 'gm'))].map(([, token]) => token!);
const post = (path: string, body: object, cookie = '') => api.call('post', path).set('Cookie', cookie).send(body);

async function invited(more: object = {}): Promise<{ id: string; email: string }> {
  const email = newEmail();
  const response = await api
    .call('post', '/api/users', admin.token)
    .send({ email, name: 'Invited Person', role: 'REP', ...more })
    .expect(201);
  const { id } = response.body as { id: string };
  return { id, email };
}
const accept = (token: string, more: object = {}) =>
  post('/api/auth/invitation', { token, name: 'Ana Pop', password: PASSWORD, language: 'ro', ...more });
const user = async (id: string) =>
  (await api.call('get', `/api/users/${id}`, admin.token).expect(200)).body as {
    name: string;
    invited: boolean;
    invitation: { status: string; fault: string | null; nextTryAt: string | null } | null;
  };
const tokensOf = (response: Response) => response.body as { accessToken: string; refreshToken: string };
const auditOf = async (id: string): Promise<string[]> =>
  (
    (await api.call('get', `/api/audit?entityId=${id}`, admin.token).expect(200)).body as {
      items: { text: string }[];
    }
  ).items
    .map(({ text }) => text)
    .reverse();
const refused = (response: Response) => {
  const { error } = expectProblem(response, 401);
  return { code: error.code, title: error.human_title };
};

describe('an invitation', () => {
  it('comes by mail, and taking it up sets name, password and language, and signs in', async () => {
    const { id, email } = await invited();
    const mail = await nextMail(email);
    expect(mail.subject).toBe('Your invitation to Carpat Solar');
    expect(mail.text).toContain('ADMIN person invites you');
    expect(mail.html).toContain('<a href=');
    const [token] = tokensIn(mail, 'invitation');
    await waitFor('it is known to be sent', async () => (await user(id)).invitation?.status === 'SENT');
    const read = await post('/api/auth/links/read', { purpose: 'INVITATION', token }).expect(200);
    expect(read.body).toMatchObject({ org: 'Carpat Solar', email, name: 'Invited Person', language: 'en' });
    // What the form says beforehand the API says as well.
    const weak = expectProblem(await accept(token!, { password: 'Ana Pop 2026!' }), 400);
    expect(weak.error.details.issues).toEqual([
      { path: 'password', message: expect.stringContaining('“ana”') as string },
    ]);
    const session = tokensOf(await accept(token!).expect(200));
    const me = await api.call('get', '/api/auth/me', session.accessToken).expect(200);
    expect(me.body).toMatchObject({ id, name: 'Ana Pop', email });
    expect(await user(id)).toMatchObject({ invited: false, invitation: null });
    await api.login(email, PASSWORD).expect(200);
    expect(refused(await accept(token!)).code).toBe('LINK_NOT_VALID');
    expect(await auditOf(id)).toEqual([
      'ADMIN person created the user “Ana Pop”',
      'ADMIN person invited the user “Ana Pop”',
      'Ana Pop took up the invitation',
    ]);
  });

  it('is taken up once, also by many at the same instant', async () => {
    const [token] = tokensIn(await nextMail((await invited()).email), 'invitation');
    const answers = await Promise.all(Array.from({ length: 8 }, () => accept(token!)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array<number>(7).fill(401)]);
  });

  it('that is used, withdrawn, expired, of another kind or none is refused alike', async () => {
    const people = await Promise.all([invited(), invited(), invited(), invited(), invited(), invited()]);
    const tokens = await Promise.all(
      people.map(async ({ email }) => tokensIn(await nextMail(email), 'invitation')[0]!),
    );
    const [usedOne, withdrawn, renamed, inactive, expired, sentAgain] = tokens;
    await accept(usedOne!).expect(200);
    await api.call('delete', `/api/users/${people[1].id}/invitation`, admin.token).expect(204);
    await api.call('delete', `/api/users/${people[1].id}/invitation`, admin.token).expect(409);
    await api.sql.query(
      "UPDATE users SET email = 'other-' || email, email_folded = 'other-' || email_folded WHERE id = $1",
      [people[2].id],
    );
    await api.call('patch', `/api/users/${people[3].id}`, admin.token).send({ status: 'INACTIVE' }).expect(200);
    await api.call('patch', `/api/users/${people[3].id}`, admin.token).send({ status: 'ACTIVE' }).expect(200);
    await api.call('post', `/api/users/${people[5].id}/invitation`, admin.token).expect(200);
    const of = async (token: string) => refused(await accept(token));
    const answers = [
      await of(usedOne!),
      await of(withdrawn!),
      await of(renamed!),
      await of(inactive!),
      await of(sentAgain!),
      await of('no such token'),
    ];
    expect(refused(await post('/api/auth/new-password', { token: expired, password: PASSWORD })).code).toBe(
      'LINK_NOT_VALID',
    );
    api.now = new Date(Date.now() + 7 * DAY_MS);
    answers.push(await of(expired!));
    for (const answer of answers) expect(answer).toEqual(answers[0]);
    api.now = null;
    // The one that came last is good.
    const again = tokensIn(await nextMail(people[5].email, 1), 'invitation')[0]!;
    await accept(again).expect(200);
    expect((await auditOf(people[5].id)).at(-2)).toBe('ADMIN person invited the user “Ana Pop” again');
  });

  it('is sent by nobody but an admin of the org, to nobody who has a password', async () => {
    const { id } = await invited();
    for (const path of ['invitation', 'password-reset'])
      expectProblem(await api.call('post', `/api/users/${id}/${path}`, stranger.token), 404);
    expectProblem(await api.call('delete', `/api/users/${id}/invitation`, stranger.token), 404);
    expectProblem(await api.call('post', `/api/users/${admin.id}/invitation`, admin.token), 409);
    // Whoever is given a password beforehand is invited to nothing; the password is judged all the same.
    const email = newEmail();
    const body = { email, name: 'Dan Ionescu', role: 'REP', password: 'password1234' };
    expectProblem(await api.call('post', '/api/users', admin.token).send(body), 400);
    const made = await api
      .call('post', '/api/users', admin.token)
      .send({ ...body, password: PASSWORD })
      .expect(201);
    expect(made.body).toMatchObject({ invited: false, invitation: null });
  });

  it('waits while the mail server is down, says so, and goes out when it is there again', async () => {
    await smtp.close();
    const port = Number(new URL(smtp.url).port);
    const { id, email } = await invited();
    await waitFor('the row says why', async () => (await user(id)).invitation?.fault === 'UNREACHABLE');
    expect((await user(id)).invitation).toMatchObject({ status: 'WAITING', nextTryAt: expect.any(String) as string });
    const before = smtp.mails;
    smtp = await startSmtp(port);
    smtp.mails.push(...before);
    // The server is there, and has no time: that is another fault, and no reason to give up.
    smtp.refuse(1);
    const mail = await nextMail(email);
    await waitFor('it is known to be sent', async () => (await user(id)).invitation?.status === 'SENT');
    expect((await user(id)).invitation).toMatchObject({ fault: null, nextTryAt: null });
    // However often it was tried: one link, the one that arrived.
    const { rows } = await api.sql.query('SELECT 1 FROM one_time_links WHERE user_id = $1', [id]);
    expect(rows).toHaveLength(1);
    await accept(tokensIn(mail, 'invitation')[0]!).expect(200);
  });

  it('is shown to who invites where no mail is set up, once, and the audit log says so', async () => {
    const plain = await AdminApi.start('links_without_mail', { mailIsSetUp: false, publicUrl: ORIGIN });
    try {
      const boss = await plain.addPerson(await plain.addOrg('Carpat Solar'), 'ADMIN');
      const email = newEmail();
      const made = await plain
        .call('post', '/api/users', boss.token)
        .send({ email, name: 'Ana Pop', role: 'REP' })
        .expect(201);
      const { id, invitationLink } = made.body as { id: string; invitationLink: string };
      expect(invitationLink).toMatch(/^https:\/\/pinggo\.example\/invitation#[\w-]{43}$/);
      expect(made.body).toMatchObject({ invitation: { status: 'SHOWN' } });
      const again = await plain.call('post', `/api/users/${id}/invitation`, boss.token).expect(200);
      const [first, second] = [invitationLink, (again.body as { link: string }).link].map(
        (link) => link.split('#')[1]!,
      );
      const take = (token: string) =>
        plain.call('post', '/api/auth/invitation').send({ token, name: 'Ana Pop', password: PASSWORD, language: 'en' });
      await take(first!).expect(401);
      await take(second!).expect(200);
      const audit = await plain.call('get', `/api/audit?entityId=${id}&action=invitation.sent`, boss.token).expect(200);
      expect((audit.body as { items: { text: string }[] }).items[0]!.text).toBe(
        'ADMIN person invited the user “Ana Pop”, and was shown the link to hand it over',
      );
      // Nobody waits for a mail that will not come.
      for (const path of ['reset', 'magic-link'])
        expectProblem(await plain.call('post', `/api/auth/${path}`).send({ email }), 409);
      const link = (await plain.call('post', `/api/users/${id}/password-reset`, boss.token).expect(200)).body as {
        link: string;
      };
      expect(link.link).toContain('/reset-password#');
      expect((await plain.sql.query("SELECT 1 FROM outbox WHERE topic = 'ACCESS_MAIL'")).rows).toEqual([]);
    } finally {
      await plain.stop();
    }
  });
});

describe('a password', () => {
  it('is set anew by a mailed link, which ends all sessions, and is told of', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP', { email: newEmail() });
    const { token: old } = await api.session(ana);
    await post('/api/auth/reset', { email: ana.email.toUpperCase() }).expect(202);
    const [token] = tokensIn(await nextMail(ana.email), 'reset-password');
    // The old one is good until the new one is there.
    await api.login(ana.email, ana.password).expect(200);
    const { accessToken } = tokensOf(await post('/api/auth/new-password', { token, password: PASSWORD }).expect(200));
    await api.call('get', '/api/auth/me', old).expect(401);
    await api.call('get', '/api/auth/me', accessToken).expect(200);
    await api.login(ana.email, ana.password).expect(401);
    await api.login(ana.email, PASSWORD).expect(200);
    expect(refused(await post('/api/auth/new-password', { token, password: PASSWORD })).code).toBe('LINK_NOT_VALID');
    expect((await nextMail(ana.email, 1)).subject).toBe('Your password was changed');
    expect(await auditOf(ana.id)).toEqual([
      'Pinggo sent the user “REP person” a link that sets a new password',
      'REP person set a new password by a link',
      // With the old one.
      'Pinggo refused a log-in as the user “REP person”',
    ]);
  });

  it('can be set anew by an admin’s link; who was invited is invited again instead', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP', { email: newEmail() });
    await api.call('post', `/api/users/${ana.id}/password-reset`, admin.token).expect(200);
    const mail = await nextMail(ana.email);
    expect(mail.text).toContain('ADMIN person of Carpat Solar sends you a link');
    await post('/api/auth/new-password', { token: tokensIn(mail, 'reset-password')[0], password: PASSWORD }).expect(
      200,
    );
    const { id, email } = await invited();
    await nextMail(email);
    await post('/api/auth/reset', { email }).expect(202);
    const again = await nextMail(email, 1);
    expect(again.subject).toBe('Your invitation to Carpat Solar');
    await accept(tokensIn(mailsTo(email)[0]!, 'invitation')[0]!).expect(401);
    await accept(tokensIn(again, 'invitation')[0]!).expect(200);
    expect(await auditOf(id)).toContain('Pinggo invited the user “Ana Pop” again');
    // What an admin took back nobody asks for again.
    const other = await invited();
    await nextMail(other.email);
    await api.call('delete', `/api/users/${other.id}/invitation`, admin.token).expect(204);
    await post('/api/auth/reset', { email: other.email }).expect(202);
    await waitFor('it was looked at', async () => {
      const { rows } = await api.sql.query("SELECT 1 FROM access_mails WHERE user_id IS NULL AND status = 'WAITING'");
      return rows.length === 0;
    });
    const { rows } = await api.sql.query('SELECT status FROM access_mails WHERE user_id = $1', [other.id]);
    expect(rows).toEqual([{ status: 'WITHDRAWN' }]);
  });

  it('that is asked for costs an unknown address the same statements, and the same answer', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP', { email: newEmail() });
    const asked = async (path: string, email: string) => {
      const statements: string[] = [];
      const connect = api.db.pool.connect.bind(api.db.pool) as () => Promise<{
        query: (...given: unknown[]) => unknown;
      }>;
      const restore: (() => void)[] = [];
      Object.assign(api.db.pool, {
        connect: async () => {
          const connected = await connect();
          const query = connected.query.bind(connected);
          connected.query = (...given: unknown[]) => {
            const [what] = given;
            statements.push(typeof what === 'string' ? what : (what as { text: string }).text);
            return query(...given);
          };
          restore.push(() => Reflect.deleteProperty(connected, 'query'));
          return connected;
        },
      });
      try {
        const { status, text, headers } = await post(path, { email });
        const names = Object.keys(headers).sort();
        return { status, text, names, statements };
      } finally {
        Reflect.deleteProperty(api.db.pool, 'connect');
        for (const back of restore) back();
      }
    };
    for (const path of ['/api/auth/reset', '/api/auth/magic-link']) {
      const known = await asked(path, ana.email);
      expect(known.status).toBe(202);
      expect(known.statements.length).toBeGreaterThan(2);
      expect(await asked(path, 'nobody@example.com')).toEqual(known);
    }
    await nextMail(ana.email, 1);
    expect(mailsTo('nobody@example.com')).toEqual([]);
    await waitFor('nothing of an unknown address is kept', async () => {
      const { rows } = await api.sql.query('SELECT 1 FROM access_mails WHERE email_folded = $1', [
        'nobody@example.com',
      ]);
      return rows.length === 0;
    });
  });

  it('is changed by who knows the old one; other sessions end, and a mail tells of it', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP', { email: newEmail() });
    const [here, there] = [await api.session(ana), await api.session(ana)];
    const change = (oldPassword: string, newPassword: string) =>
      api.call('post', '/api/auth/password', here.token).send({ oldPassword, newPassword });
    const wrong = expectProblem(await change('not this one', PASSWORD), 400);
    expect(wrong.error.details.issues).toEqual([{ path: 'oldPassword', message: 'This is not your password.' }]);
    const short = expectProblem(await change(ana.password, 'short'), 400);
    expect(short.error.details.issues).toEqual([{ path: 'newPassword', message: 'Use at least 12 characters.' }]);
    await change(ana.password, PASSWORD).expect(204);
    await api.call('get', '/api/auth/me', here.token).expect(200);
    await api.call('get', '/api/auth/me', there.token).expect(401);
    await post('/api/auth/refresh', { refreshToken: here.refreshToken }).expect(200);
    await post('/api/auth/refresh', { refreshToken: there.refreshToken }).expect(401);
    await api.login(ana.email, PASSWORD).expect(200);
    expect((await nextMail(ana.email)).subject).toBe('Your password was changed');
    expect(await auditOf(ana.id)).toEqual(['REP person changed their password']);
  });

  it('is the same in whatever form of Unicode it is typed', async () => {
    const { email } = await invited();
    const password = 'ștrengarul și cățelul';
    await accept(tokensIn(await nextMail(email), 'invitation')[0]!, { password: password.normalize('NFD') }).expect(
      200,
    );
    await api.login(email, password.normalize('NFC')).expect(200);
    await api.login(email, password.normalize('NFD')).expect(200);
  });
});

describe('a link to sign in', () => {
  const ask = async (email: string, cookie = ''): Promise<string> => {
    const response = await post('/api/auth/magic-link', { email }, cookie).expect(202);
    const [setCookie] = response.headers['set-cookie'] as unknown as [string];
    expect(setCookie).toMatch(
      /^pinggo_asked=[\w-]{43}; Path=\/api\/auth\/magic-link; Max-Age=900; HttpOnly; SameSite=Strict; Secure$/,
    );
    return setCookie.split(';', 1)[0]!;
  };
  const use = (token: string, cookie = '') => post('/api/auth/magic-link/use', { token }, cookie);

  it('works once, in the browser that asked; another is told so, and uses nothing up', async () => {
    const ana = await api.addPerson(admin.orgId, 'REP', { email: newEmail() });
    const cookie = await ask(ana.email);
    const [token] = tokensIn(await nextMail(ana.email), 'magic-link');
    expect(refused(await use(token!)).code).toBe('LINK_OF_ANOTHER_BROWSER');
    expect(refused(await use(token!, await ask('somebody.else@example.com'))).code).toBe('LINK_OF_ANOTHER_BROWSER');
    // One who asks again is the same browser: the first link stays good.
    expect(await ask(ana.email, cookie)).toBe(cookie);
    const answers = await Promise.all(Array.from({ length: 5 }, () => use(token!, cookie)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401, 401]);
    const signedIn = tokensOf(answers.find(({ status }) => status === 200)!);
    expect((await api.call('get', '/api/auth/me', signedIn.accessToken).expect(200)).body).toMatchObject({
      id: ana.id,
    });
    const [later] = tokensIn(await nextMail(ana.email, 1), 'magic-link');
    api.now = new Date(Date.now() + 16 * 60_000);
    expect(refused(await use(later!, cookie)).code).toBe('LINK_NOT_VALID');
    api.now = null;
    expect(await auditOf(ana.id)).toContain('Pinggo sent the user “REP person” a link to sign in, as was asked for');
  });

  it('is one for each organisation that lets its people in so, named', async () => {
    const email = newEmail();
    const third = await api.addOrg('No Links Ltd');
    await api.sql.query(`UPDATE orgs SET sign_in = '{"magicLink": false}' WHERE id = $1`, [third]);
    const here = await api.addPerson(admin.orgId, 'REP', { email });
    const there = await api.addPerson(stranger.orgId, 'MANAGER', { email });
    await api.addPerson(third, 'REP', { email });
    const cookie = await ask(email);
    const mail = await nextMail(email);
    expect(mail.text).toMatch(/Sign in: Carpat Solar:\n.+\n\nSign in: Hudson Movers:\n/);
    expect(mail.text).not.toContain('No Links');
    const ids: string[] = [];
    for (const token of tokensIn(mail, 'magic-link')) {
      const { accessToken } = tokensOf(await use(token, cookie).expect(200));
      ids.push(((await api.call('get', '/api/auth/me', accessToken).expect(200)).body as { id: string }).id);
    }
    expect(ids).toEqual([here.id, there.id]);
    // An org that stops it means those that are under way, too.
    await ask(email, cookie);
    const [first] = tokensIn(await nextMail(email, 1), 'magic-link');
    await api.sql.query(`UPDATE orgs SET sign_in = '{"magicLink": false}' WHERE id = $1`, [admin.orgId]);
    expect(refused(await use(first!, cookie)).code).toBe('LINK_NOT_VALID');
    await api.sql.query(`UPDATE orgs SET sign_in = '{}' WHERE id = $1`, [admin.orgId]);
  });
});

describe('who asks without end', () => {
  const LIMITS = { freePerAccount: 2, freePerAddress: 50, firstWaitMs: 60_000, longestWaitMs: 600_000 };

  it('for mails waits longer and longer, whether anybody has the address or not', async () => {
    const strict = await AdminApi.start('link_limits', { loginLimits: LIMITS, trustProxy: 1 });
    try {
      await strict.addOrg('Platform', PLATFORM_ORG);
      const ana = await strict.addPerson(await strict.addOrg('Here'), 'REP');
      strict.now = new Date();
      const ask = (email: string, path: string, address: string) =>
        strict.call('post', `/api/auth/${path}`).set('X-Forwarded-For', address).send({ email });
      for (const email of [ana.email, 'nobody@example.com']) {
        await ask(email, 'reset', '192.0.2.1').expect(202);
        await ask(email.toUpperCase(), 'magic-link', '192.0.2.2').expect(202);
        await ask(email, 'reset', '192.0.2.3').expect(202);
        const held = expectProblem(await ask(email, 'reset', '192.0.2.4'), 429);
        expect(held.error.code).toBe('TOO_MANY_MAILS');
      }
      strict.now = new Date(strict.now.getTime() + 60_000);
      await ask(ana.email, 'reset', '192.0.2.5').expect(202);
      const held = await ask(ana.email, 'reset', '192.0.2.5').expect(429);
      expect(Number(held.headers['retry-after'])).toBeGreaterThan(60);
      // From one address: twenty, whoever is asked for.
      const answers: number[] = [];
      for (let index = 0; index < 22; index++)
        answers.push((await ask(`no${index}@example.com`, 'reset', '192.0.2.9')).status);
      expect(answers.filter((status) => status === 202)).toHaveLength(20);
      const { rows } = await strict.sql.query("SELECT 1 FROM outbox WHERE topic = 'ACCESS_MAIL'");
      expect(rows).toHaveLength(3 + 3 + 1 + 20);
    } finally {
      await strict.stop();
    }
  });

  it('tries old passwords as log-ins are tried', async () => {
    const strict = await AdminApi.start('change_limits', { loginLimits: LIMITS });
    try {
      await strict.addOrg('Platform', PLATFORM_ORG);
      const ana = await strict.addPerson(await strict.addOrg('Here'), 'REP');
      const { token } = await strict.session(ana);
      const change = (oldPassword: string) =>
        strict.call('post', '/api/auth/password', token).send({ oldPassword, newPassword: PASSWORD });
      await change('wrong').expect(400);
      await change('wrong').expect(400);
      expect(expectProblem(await change(ana.password), 429).error.code).toBe('TOO_MANY_LOGINS');
    } finally {
      await strict.stop();
    }
  });
});

describe('what is kept', () => {
  it('holds no link: neither the database, nor a history, nor a log', async () => {
    const { id, email } = await invited();
    const [token] = tokensIn(await nextMail(email), 'invitation');
    await waitFor('it is known to be sent', async () => (await user(id)).invitation?.status === 'SENT');
    const tables = await api.sql.query<{ all: string }>(
      `SELECT (SELECT json_agg(l) FROM one_time_links l)::text || (SELECT json_agg(m) FROM access_mails m)::text
         || (SELECT json_agg(o) FROM outbox o)::text || (SELECT json_agg(a) FROM audit a)::text AS "all"`,
    );
    expect(tables.rows[0]!.all).not.toContain(token);
    const { rows } = await api.sql.query<{ id: string }>('SELECT id FROM access_mails WHERE user_id = $1', [id]);
    const workflow = client.workflow.getHandle(accessMailWorkflowId(admin.orgId, rows[0]!.id));
    await workflow.result();
    const history = JSON.stringify(await workflow.fetchHistory());
    const decoded = history.replace(/[A-Za-z0-9+/]{24,}={0,2}/g, (text) => Buffer.from(text, 'base64').toString());
    for (const text of [history, decoded, worker.output(), api.logged.join('\n')]) {
      expect(text).not.toContain(token);
      expect(text).not.toContain(email);
    }
  });

  it('is deleted when it has been over for long enough', async () => {
    await api.sql.query("UPDATE access_mails SET expire_at = now() - interval '8 days' WHERE user_id IS NULL");
    const old = (await api.sql.query("SELECT 1 FROM access_mails WHERE expire_at < now() - interval '7 days'"))
      .rowCount!;
    const all = (await api.sql.query('SELECT 1 FROM access_mails')).rowCount!;
    expect(old).toBeGreaterThan(0);
    const relay = openDatabase(api.database.relayUrl, { role: 'pinggo_relay', poolSize: 1 });
    try {
      const before = new Date(Date.now() - 7 * DAY_MS);
      expect(await deleteOldOneTimeLinks(relay, before, 1_000)).toBe(old);
      // What was good within the last day stays, whatever is asked.
      expect(await deleteOldOneTimeLinks(relay, new Date(Date.now() + DAY_MS), 1_000)).toBe(0);
    } finally {
      await relay.close();
    }
    expect((await api.sql.query('SELECT 1 FROM access_mails')).rowCount).toBe(all - old);
  });
});
