import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { Secret, TOTP } from 'otpauth';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../cli/demo/headed/browser.js';
import { OidcProvider } from '../support/oidc.js';
import { startByNpm, type OwnStart } from '../support/own-start.js';
import { withPasskeyDevice } from '../support/passkey-device.js';
import { startSmtp, type SmtpSink } from '../support/smtp.js';
import { DESK, SCREENSHOTS } from '../support/tower.js';
import { waitFor } from '../support/wait.js';

const PASSWORD = 'seven plates of snow at noon';
const ORG = 'Delta Solar';

const run = promisify(execFile);
let smtp: SmtpSink;
let start: OwnStart;
/** Where its pages are. */
let at: string;
let provider: OidcProvider;
let browser: Browser;
let admin: Page;
const faults: string[] = [];

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  smtp = await startSmtp();
  start = await startByNpm(['--empty'], { SMTP_URL: smtp.url });
  at = new URL(start.runtime.setupUrl!).origin;
  browser = await openBrowser();
  admin = await newPage();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await start?.stop();
  await provider?.stop();
  await smtp?.close();
});

/** A browser of somebody's own. */
async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Bucharest', viewport: DESK });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  return page;
}

/** Of the story that README.md tells in pictures. */
const picture = (name: string): Promise<unknown> => admin.screenshot({ path: `${SCREENSHOTS}story-${name}.png` });

/** Notices stay for a minute where they can be undone, and lie over what is at the lower right. */
async function putNoticesAway(): Promise<void> {
  const close = admin.locator('.mantine-Notification-closeButton');
  for (let left = await close.count(); left > 0; left = await close.count()) {
    // It may go by itself meanwhile.
    await close
      .first()
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await waitFor('a notice is gone', async () => (await close.count()) < left);
  }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor();
const section = async (name: string): Promise<void> => {
  await admin.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name, exact: true }).click();
  await heading(admin, name);
};
async function choose(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

/** The link of the newest mail to somebody. */
async function linkTo(email: string, page: string): Promise<string> {
  return waitFor(`a mail to ${email}`, () => {
    const mail = smtp.mails.findLast(({ to, text }) => to?.[0]?.address === email && text?.includes(`/${page}#`));
    return Promise.resolve(mail && new RegExp(`http\\S+/${page}#\\S+`).exec(mail.text!)?.[0]);
  });
}

/** A lead source: it knows an address and a secret, and nothing else of us. */
async function send(secret: string, address: string, name: string): Promise<number> {
  const text = JSON.stringify({ name, email: `${name.toLowerCase().replace(' ', '.')}@sender.example` });
  const [id, now] = [`msg_${crypto.randomUUID()}`, new Date()];
  const response = await fetch(address, {
    method: 'POST',
    body: text,
    headers: {
      'content-type': 'application/json',
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, now, text),
    },
  });
  return response.status;
}

/** Goes to the audit log and finds what each has done. */
async function told(byPerson: Record<string, RegExp[]>): Promise<void> {
  await admin.getByRole('link', { name: 'Audit' }).click();
  for (const [who, sentences] of Object.entries(byPerson)) {
    await choose(admin, 'Who', who);
    for (const sentence of sentences) await admin.getByRole('article').filter({ hasText: sentence }).first().waitFor();
  }
}

let source: { secret: string; address: string };
const people: Record<string, Page> = {};

// One after the other: it is the story of a company.
describe('a company that sets itself up by its screens alone', () => {
  it('begins with the link that the start prints', async () => {
    expect(start.printed()).toContain(start.runtime.setupUrl);
    await admin.goto(start.runtime.setupUrl!);
    await admin.getByLabel('Name of the organisation').fill(ORG);
    await admin.getByLabel('Your name').fill('Adrian Ionescu');
    await admin.getByLabel('E-mail').fill('adrian@delta.example');
    await admin.locator('input[type=password]').fill(PASSWORD);
    await admin.getByRole('button', { name: 'Set up and sign in' }).click();
    await heading(admin, 'The first hour');
    await picture('first-hour');
    await admin.getByRole('link', { name: 'Settings', exact: true }).click();
    await heading(admin, 'Organisation');
  });

  it('has hours with the holidays of its country', async () => {
    await section('Calendars');
    await admin.getByRole('link', { name: 'Office hours' }).click();
    await heading(admin, 'Office hours');
    await admin.getByRole('button', { name: 'Take in a country’s holidays' }).click();
    const dialog = admin.getByRole('dialog', { name: 'Holidays of a country' });
    await dialog.getByLabel('Country').first().click();
    await admin.getByRole('option', { name: 'Romania' }).click();
    await dialog.getByRole('button', { name: /^Take in \d+ days$/ }).click();
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    // Nothing runs yet that could move.
    await admin.getByText('No running deadline moves.').waitFor();
    await admin.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
    await admin.getByText('“Office hours” is saved.').waitFor();
  });

  it('has a second team, and three people who took up the invitations that were mailed', async () => {
    await section('Teams');
    await admin.getByRole('link', { name: 'Add a team' }).click();
    await heading(admin, 'A new team');
    await admin.getByLabel('Name').fill('Night desk');
    await admin.getByRole('button', { name: 'Add a team' }).click();
    await heading(admin, 'Night desk');

    for (const [name, role] of [
      ['Mara Dinu', 'Manager'],
      ['Ana Pop', 'Rep'],
      ['Bob Stan', 'Rep'],
    ] as const) {
      const email = `${name.toLowerCase().replace(' ', '.')}@delta.example`;
      await section('People');
      await admin.getByRole('link', { name: 'Invite' }).click();
      await heading(admin, 'Invite somebody');
      await admin.getByLabel('Name').fill(name);
      await admin.getByLabel('E-mail').fill(email);
      await choose(admin, 'Role', role);
      if (role === 'Rep') {
        await choose(admin, 'Teams', 'Sales');
        await admin.keyboard.press('Escape');
      }
      await admin.getByRole('button', { name: 'Invite' }).click();
      await heading(admin, name);

      const page = (people[name] = await newPage());
      await page.goto(await linkTo(email, 'invitation'));
      await heading(page, `Welcome to ${ORG}`);
      await page.locator('input[type=password]').fill(PASSWORD);
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByRole('button', { name: /sign out$/ }).waitFor();
    }
    await section('People');
    await admin.getByRole('table', { name: 'People' }).getByText('Active', { exact: true }).nth(3).waitFor();
  });

  it('makes a flow from a template, changes it in the editor, and publishes it', async () => {
    await section('Flows');
    await admin.getByRole('link', { name: 'New flow' }).click();
    await admin.getByRole('radio', { name: 'Web form in 15 minutes' }).click();
    const form = admin.getByRole('form', { name: 'Web form in 15 minutes' });
    await form.getByRole('textbox', { name: 'Name' }).fill('Landing page');
    await form.getByRole('combobox', { name: 'Team' }).click();
    await admin.getByRole('option', { name: 'Sales', exact: true }).click();
    const takes = form.locator('input[aria-label="Source"]');
    await takes.focus();
    await admin.keyboard.press('Backspace');
    await takes.fill('landing');
    await admin.keyboard.press('Enter');
    await takes.blur();
    await form.getByRole('button', { name: 'Make it' }).click();
    await heading(admin, 'Landing page');
    await putNoticesAway();
    await picture('template');

    await admin.getByRole('tab', { name: 'Clocks' }).click();
    await admin.getByRole('button', { name: /^First contact/ }).click();
    // Whatever the hour is: this desk is always quick.
    await choose(admin, 'Counted in', 'all time, day and night');
    await choose(admin, 'Target: unit', 'seconds');
    await admin.getByRole('textbox', { name: 'Target: how many' }).fill('20');
    await admin
      .getByText(/^20 s day and night, from receipt/)
      .first()
      .waitFor();
    await admin
      .getByText(/^Saved/)
      .first()
      .waitFor();
    await admin.getByRole('heading', { name: 'Escalation' }).scrollIntoViewIfNeeded();
    await picture('ladder');
    await admin.getByRole('button', { name: 'Publish', exact: true }).click();
    const dialog = admin.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await admin.getByText('“Landing page”: version 1 is published.').waitFor();
    await putNoticesAway();
  });

  it('escalates its first lead: its owner is reminded, and somebody else gets it', async () => {
    await section('Sources');
    await admin.getByRole('button', { name: 'New source' }).click();
    const making = admin.getByRole('dialog', { name: 'New source' });
    await making.getByRole('textbox', { name: 'Name' }).fill('Landing page');
    await making.getByRole('textbox', { name: 'Source of its leads' }).fill('landing');
    await making.getByRole('button', { name: 'Make it' }).click();
    await heading(admin, 'Landing page');
    const shown = async (name: string): Promise<string> =>
      (await admin.getByRole('group', { name, exact: true }).textContent())!.trim();
    expect(await send(await shown('Secret'), await shown('Address'), 'Flora First')).toBe(202);
    await admin.getByRole('link', { name: 'Leads', exact: true }).click();
    await admin.getByRole('link', { name: 'Flora First' }).click();
    await heading(admin, 'Flora First');
    const timeline = admin.getByRole('region', { name: 'Timeline' });
    await timeline.getByText('First contact: reminder', { exact: true }).first().waitFor({ timeout: 60_000 });
    await timeline.getByText('First contact: reassignment', { exact: true }).first().waitFor({ timeout: 60_000 });
    await picture('escalated');
    // Who was reminded has a mail that says so; who has it now finds it on their day.
    const told = await waitFor('the reminder’s mail', () =>
      Promise.resolve(smtp.mails.find(({ subject }) => subject?.startsWith('Call Flora First '))),
    );
    const reminded = told.to![0]!.address!;
    const now = reminded.startsWith('ana') ? 'Bob Stan' : 'Ana Pop';
    await people[now]!.getByRole('link', { name: 'My day' }).click();
    await people[now]!.getByRole('link', { name: 'Flora First' }).first().waitFor();
    await admin.getByRole('link', { name: 'Settings' }).click();
  });

  it('takes leads in by a source, and they reach its reps', async () => {
    await section('Sources');
    await admin.getByRole('button', { name: 'New source' }).click();
    const dialog = admin.getByRole('dialog', { name: 'New source' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Website form');
    await dialog.getByRole('textbox', { name: 'Source of its leads' }).fill('web');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await heading(admin, 'Website form');
    const shown = async (name: string): Promise<string> =>
      (await admin.getByRole('group', { name, exact: true }).textContent())!.trim();
    source = { secret: await shown('Secret'), address: await shown('Address') };
    for (const name of ['Lia One', 'Lia Two', 'Lia Three', 'Lia Four'])
      expect(await send(source.secret, source.address, name)).toBe(202);
    for (const rep of ['Ana Pop', 'Bob Stan']) {
      await people[rep]!.getByRole('link', { name: 'My day' }).click();
      await people[rep]!.getByRole('link', { name: /^Lia / }).first().waitFor();
    }
  });

  it('has a rep who goes away after seeing what will happen, and comes back', async () => {
    const [ana, bob] = [people['Ana Pop']!, people['Bob Stan']!];
    await ana.getByRole('button', { name: /sign out$/ }).click();
    await ana.getByRole('link', { name: 'Your page' }).click();
    await ana.getByRole('button', { name: 'I am away …' }).click();
    const dialog = ana.getByRole('dialog', { name: 'I am away …' });
    // The four came to both alike; Flora is with one of them.
    await dialog.getByText(/^[23] leads go to others/).waitFor();
    await dialog.getByText(/^Bob Stan: [23] leads, load/).waitFor();
    await dialog.getByRole('button', { name: 'Go', exact: true }).click();
    await ana.getByText('You are away until').first().waitFor();
    for (const name of ['Lia One', 'Lia Two', 'Lia Three', 'Lia Four'])
      await bob.getByRole('link', { name }).first().waitFor();
    await ana.getByRole('button', { name: 'I am back' }).click();
    await ana.getByText('Back: new leads come again.').first().waitFor();
  });

  it('rotates a secret while its sender goes on, and loses no lead', async () => {
    await section('Sources');
    await admin.getByRole('link', { name: 'Website form' }).click();
    let secret = source.secret;
    let isOver = false;
    const answers: number[] = [];
    const sender = (async () => {
      while (!isOver) answers.push(await send(secret, source.address, `Stream ${answers.length}`));
    })();
    try {
      await waitFor('the sender sends', () => Promise.resolve(answers.length > 3));
      await admin.getByRole('tab', { name: 'Secrets' }).click();
      await admin.getByRole('button', { name: 'New secret' }).click();
      await admin.getByRole('dialog').getByRole('button', { name: 'New secret' }).click();
      await admin.getByRole('dialog').waitFor({ state: 'detached' });
      await admin.getByText(/^Somebody still signs with an old secret/).waitFor();
      secret = (await admin.getByRole('group', { name: 'Secret', exact: true }).textContent())!.trim();
      const before = answers.length;
      await waitFor('the sender goes on with the new one', () => Promise.resolve(answers.length > before + 3));
      await admin
        .getByRole('row', { name: /Ends in/ })
        .getByRole('button', { name: 'Revoke' })
        .click();
      await admin.getByRole('dialog').getByRole('textbox').fill('Website form');
      await admin.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
      await admin.getByText(/^Revoked /).waitFor();
    } finally {
      isOver = true;
      await sender;
    }
    expect(new Set(answers)).toEqual(new Set([202]));
  });

  it('finds each of these in the audit log, as a sentence', async () => {
    await told({
      'Adrian Ionescu': [
        /revoked a secret of the endpoint “Website form”/,
        /gave the endpoint “Website form” a new secret/,
        /created .*“Website form”/,
        /invited the user “Bob Stan”/,
        /created .*“Night desk”/,
        /changed .*“Office hours”/,
      ],
      'Ana Pop': [/planned time off of Ana Pop/, /logged in/],
    });
    expect(faults).toEqual([]);
    await admin.getByRole('link', { name: 'Settings' }).click();
  });

  it('sees a delivery fail, mends the mapping, and takes it in', async () => {
    await section('Sources');
    await admin.getByRole('button', { name: 'New source' }).click();
    const dialog = admin.getByRole('dialog', { name: 'New source' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Autumn form');
    await choose(admin, 'Who sends', 'Typeform');
    await dialog.getByRole('textbox', { name: 'Source of its leads' }).fill('web');
    await dialog.getByRole('button', { name: 'Make it' }).click();
    await heading(admin, 'Autumn form');
    // The lines that the page shows, but with a question that nobody would take for a phone.
    const sample = (await admin.getByRole('group', { name: 'Try it' }).textContent())!.replace(
      /\{"type":"email"[^}]*\}\}/,
      '{"type":"text","text":"0722 999 888 after six","field":{"id":"c","ref":"best_line","type":"short_text"}}',
    );
    await run('sh', ['-c', sample], { env: { ...process.env, NO_PROXY: '127.0.0.1,localhost' } });
    const row = (text: string) =>
      admin.getByRole('list', { name: 'Deliveries' }).getByRole('listitem').filter({ hasText: text });
    await admin.getByRole('tab', { name: 'Deliveries' }).click();
    await row('Not readable').waitFor();
    await admin.getByRole('tab', { name: 'Mapping' }).click();
    await choose(admin, 'What “best_line” becomes', 'Phone');
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByRole('button', { name: 'Take 1 in as a lead' }).click();
    await admin.getByText('1 lead was taken in.').waitFor();
    await admin.getByRole('tab', { name: 'Deliveries' }).click();
    await row('Mended: it is a lead now').waitFor();
  });

  it('changes its hours, and what runs moves after a look at it', async () => {
    await section('Calendars');
    await admin.getByRole('link', { name: 'Office hours' }).click();
    await heading(admin, 'Office hours');
    await admin.getByText('As fields, to the minute').click();
    // Five minutes a night: whatever has a quarter of an hour left is due another day.
    await admin.getByLabel('Monday, from').fill('03:00');
    await admin.getByLabel('Monday, to').fill('03:05');
    await admin.getByRole('button', { name: 'Monday’s hours on Tuesday to Friday' }).click();
    await admin.getByRole('button', { name: 'Save', exact: true }).click();
    const dialog = admin.getByRole('dialog', { name: 'What these hours change' });
    await putNoticesAway();
    await dialog.getByText(/^\d+ running deadlines would move, of \d+ leads\./).waitFor();
    const lead = await dialog
      .getByRole('link', { name: /^(Lia|Stream) / })
      .first()
      .getAttribute('href');
    await dialog.getByRole('button', { name: /^Save and move \d+ deadlines$/ }).click();
    await admin.getByText('“Office hours” is saved, and running deadlines are counted anew.').waitFor();
    await admin.goto(at + lead!);
    await admin.getByText(/03:05/).first().waitFor({ timeout: 60_000 });
    await admin.getByRole('link', { name: 'Settings' }).click();
  });

  it('lets a person in who forgot their password, and by a link, each by the mail', async () => {
    const [bob, email] = [people['Bob Stan']!, 'bob.stan@delta.example'];
    const signOut = async (): Promise<void> => {
      await bob.getByRole('button', { name: /sign out$/ }).click();
      await bob.getByRole('button', { name: 'Sign out', exact: true }).click();
      await bob.getByRole('heading', { name: 'Sign in' }).waitFor();
    };
    const isIn = () => bob.getByRole('button', { name: /sign out$/ }).waitFor();
    await signOut();
    await bob.getByLabel('E-mail').fill(email);
    await bob.getByRole('button', { name: 'Forgot your password?' }).click();
    await bob.getByRole('dialog').getByRole('button', { name: 'Mail me the link' }).click();
    await bob.goto(await linkTo(email, 'reset-password'));
    await bob.locator('input[autocomplete=new-password]').fill('four zebras under a bridge');
    await bob.keyboard.press('Enter');
    await isIn();
    await signOut();
    await bob.getByLabel('E-mail').fill(email);
    await bob.getByRole('button', { name: 'Mail me a link' }).click();
    await bob.getByRole('dialog').getByRole('button', { name: 'Mail me the link' }).click();
    await bob.goto(await linkTo(email, 'magic-link'));
    await isIn();
  });

  it('has a manager with a second factor and a passkey, who ends what is signed in elsewhere', async () => {
    const [mara, email] = [people['Mara Dinu']!, 'mara.dinu@delta.example'];
    await withPasskeyDevice(mara);
    const account = (page: Page) => page.getByRole('button', { name: /sign out$/ });
    const elsewhere = await newPage();
    await elsewhere.goto(at);
    await elsewhere.getByLabel('E-mail').fill(email);
    await elsewhere.locator('input[type=password]').fill(PASSWORD);
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
    await account(elsewhere).waitFor();

    await account(mara).click();
    await mara.getByRole('link', { name: 'Your page' }).click();
    const factors = mara.getByRole('region', { name: 'Second factor' });
    await mara.getByRole('button', { name: 'Set up an app' }).click();
    const dialog = mara.getByRole('dialog');
    const secret = (await dialog.locator('.secret').innerText()).replaceAll(' ', '');
    const code = (steps: number) =>
      new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
    await dialog.getByLabel('The six digits').fill(code(0));
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await dialog.getByRole('button', { name: 'I have kept them' }).click();
    await factors.getByText('On', { exact: true }).waitFor();
    await factors.getByRole('button', { name: 'Add a passkey' }).click();
    await dialog.getByLabel('Name').fill('Work laptop');
    await dialog.getByRole('button', { name: 'Keep it' }).click();
    await factors.getByText('Work laptop').waitFor();

    const sessions = mara.getByRole('region', { name: 'Where you are signed in' });
    await sessions.getByRole('button', { name: 'End all others' }).click();
    await dialog.getByRole('button', { name: 'End all others' }).click();
    await sessions.getByText('You are signed in nowhere else.').waitFor();
    await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor();
    await elsewhere.getByLabel('E-mail').fill(email);
    await elsewhere.locator('input[type=password]').fill(PASSWORD);
    await elsewhere.getByRole('button', { name: 'Sign in', exact: true }).click();
    await elsewhere.getByLabel('Code of your app').fill(code(1));
    await elsewhere.getByRole('button', { name: 'Go on' }).click();
    await account(elsewhere).waitFor();

    await account(mara).click();
    await mara.getByRole('button', { name: 'Sign out', exact: true }).click();
    await mara.getByRole('button', { name: 'Sign in with a passkey' }).click();
    await account(mara).waitFor();
  });

  it('lets in by its own provider whom it has never seen', async () => {
    provider = await OidcProvider.start(`${at}/sso`);
    provider.accounts.set('dan', { email: 'dan@delta.example', email_verified: true, name: 'Dan Rus', groups: [] });
    await section('Single sign-on');
    const field = (label: string) => admin.getByRole('textbox', { name: label, exact: true });
    await field('Issuer').fill(provider.issuer);
    await field('Client id').fill(provider.clientId);
    await admin.locator('input[type=password]').fill(provider.clientSecret);
    const domains = admin.getByLabel('Domains of your e-mails', { exact: true }).and(admin.locator('input'));
    await domains.fill('delta.example');
    await domains.press('Enter');
    await admin.getByRole('switch', { name: 'People can sign in by it' }).click();
    await admin.getByRole('button', { name: 'Save' }).click();
    await admin.getByText('Switched on.').waitFor();

    const dan = await newPage();
    await dan.goto(`${at}/`);
    await dan.getByRole('link', { name: 'Single sign-on' }).click();
    await dan.getByLabel('E-mail').fill('dan@delta.example');
    await dan.getByRole('button', { name: 'Continue' }).click();
    await dan.waitForURL(`${provider.issuer}/**`);
    await dan.locator('input[name=login]').fill('dan');
    await dan.locator('input[name=password]').fill('any');
    await dan.locator('button[type=submit]').click();
    await dan.getByRole('button', { name: 'Continue' }).click();
    await dan.getByRole('button', { name: /^Dan Rus: .*sign out$/ }).waitFor();
  });
});
