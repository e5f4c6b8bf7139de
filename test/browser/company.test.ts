import { mkdir } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../cli/demo/headed/browser.js';
import { npmStart, type OwnStart } from '../support/own-start.js';
import { startSmtp, type SmtpSink } from '../support/smtp.js';
import { DESK, SCREENSHOTS } from '../support/tower.js';
import { waitFor } from '../support/wait.js';

const PASSWORD = 'seven plates of snow at noon';
const ORG = 'Delta Solar';

let smtp: SmtpSink;
let start: OwnStart;
let browser: Browser;
let admin: Page;
const faults: string[] = [];

beforeAll(async () => {
  await mkdir(SCREENSHOTS, { recursive: true });
  smtp = await startSmtp();
  start = await npmStart(['--empty'], { SMTP_URL: smtp.url });
  browser = await openBrowser();
  admin = await newPage();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  await start?.stop();
  await smtp?.close();
});

/** A browser of somebody's own. */
async function newPage(): Promise<Page> {
  const context = await browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Bucharest', viewport: DESK });
  const page = await context.newPage();
  page.on('pageerror', (error) => faults.push(error.message));
  return page;
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
    await dialog.getByText('2 leads go to others').waitFor();
    await dialog.getByText(/^Bob Stan: 2 leads, load/).waitFor();
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
    await admin.getByRole('link', { name: 'Audit' }).click();
    const told: Record<string, RegExp[]> = {
      'Adrian Ionescu': [
        /revoked a secret of the endpoint “Website form”/,
        /gave the endpoint “Website form” a new secret/,
        /created .*“Website form”/,
        /invited the user “Bob Stan”/,
        /created .*“Night desk”/,
        /changed .*“Office hours”/,
      ],
      'Ana Pop': [/planned time off of Ana Pop/, /logged in/],
    };
    for (const [who, sentences] of Object.entries(told)) {
      await choose(admin, 'Who', who);
      for (const sentence of sentences)
        await admin.getByRole('article').filter({ hasText: sentence }).first().waitFor();
    }
    expect(faults).toEqual([]);
  });
});
