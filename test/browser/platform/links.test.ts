import type { Email } from 'postal-mime';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSmtp, type SmtpSink } from '../../support/smtp.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { World } from '../../support/world.js';

const PASSWORD = 'three zebras on a bridge';
/** The browser says by itself that something was refused. */
const REFUSED = /Failed to load resource: .* 401/;

let tower: Tower;
let smtp: SmtpSink;
let admin: string;
let ana: string;

beforeAll(async () => {
  smtp = await startSmtp();
  tower = await Tower.open(
    'links',
    async (world) => {
      ana = await world.addRep('Ana');
      admin = await world.addRep('Adrian');
      await world.sql.query("UPDATE users SET role = 'ADMIN' WHERE id = $1", [admin]);
    },
    (ownerUrl) => World.create(ownerUrl),
    { SMTP_URL: smtp.url },
  );
}, 600_000);
afterAll(async () => {
  await tower?.close();
  await smtp?.close();
});

async function mailTo(email: string, after = 0): Promise<Email> {
  const all = (): Email[] => smtp.mails.filter(({ to }) => to?.[0]?.address === email);
  await waitFor(`a mail to ${email}`, () => Promise.resolve(all().length > after));
  return all()[after]!;
}
const linkIn = (mail: Email): string => /^http:\/\/127\.0\.0\.1\S+#[\w-]{43}$/m.exec(mail.text!)![0];

const password = (page: Page) => page.locator('input[autocomplete=new-password]');
const isIn = (page: Page) => page.getByRole('button', { name: /sign out$/ }).waitFor();

it('lets an invited person in by the mail, once; the mail server may be down meanwhile, and the list says so', async () => {
  await smtp.close();
  const email = 'dora@example.com';
  await tower.visit({}, async (page) => {
    await tower.signIn(page, '/settings/people/new', admin);
    await page.getByLabel('Name', { exact: false }).first().fill('Dora Marin');
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('main').getByRole('button', { name: 'Invite' }).click();
    const card = page.getByRole('region', { name: 'Way in' });
    await card.waitFor();
    await waitFor('the person’s page says what it waits for', async () => {
      if (await card.getByText('The mail server cannot be reached.').isVisible()) return true;
      await page.reload();
      await card.waitFor();
      await card.getByText(/The invitation waits to be sent/).waitFor();
      return card.getByText('The mail server cannot be reached.').isVisible();
    });
    await tower.lookAtAll(page, 'links-waiting');
    await page.goto(`${tower.origin}/settings/people`);
    await page
      .getByRole('row', { name: /Dora Marin/ })
      .getByText(/mail server cannot be reached/)
      .waitFor();
    smtp = await startSmtp(Number(new URL(smtp.url).port));
    const first = linkIn(await mailTo(email));
    await page.getByRole('link', { name: 'Dora Marin' }).click();
    await page.reload();
    await card.getByText(/^Invited .+good until/).waitFor();
    // Sent again, the first is good no more.
    await card.getByRole('button', { name: 'Send the invitation again' }).click();
    await page.getByText('Dora Marin is invited again').waitFor();
    await mailTo(email, 1);
    await tower.visit(
      {},
      async (other) => {
        await other.goto(first);
        await other.getByText(/This invitation is not good \(any more\)/).waitFor();
        await tower.lookAtAll(other, 'links-not-good');
      },
      REFUSED,
    );
  });
  const link = linkIn(await mailTo(email, 1));
  await tower.visit(
    {},
    async (page) => {
      await page.goto(link);
      await page.getByRole('heading', { name: 'Welcome to Test org' }).waitFor();
      await password(page).fill('password1234');
      await page.getByText(/^“password” is on every list of passwords/).waitFor();
      await page.getByRole('button', { name: 'Begin' }).click();
      // Refused by the API at the same field, in the same words.
      await page.locator('input[autocomplete=new-password][aria-invalid=true]').waitFor();
      await password(page).fill('Dora Marin 1');
      await page.getByText(/^“marin” is known of you/).waitFor();
      await page.getByLabel('Language').selectOption('ro');
      await page.getByRole('heading', { name: 'Bun venit la Test org' }).waitFor();
      await page.getByLabel('Limba').selectOption('en');
      await page.getByRole('heading', { name: 'Welcome to Test org' }).waitFor();
      await tower.lookAtAll(page, 'links-invitation');
      await page.getByLabel('Your name').fill('Dora M.');
      await password(page).fill(PASSWORD);
      await page.getByText('Very good.').waitFor();
      await page.keyboard.press('Enter');
      await isIn(page);
      await page.getByRole('button', { name: /^Dora M\./ }).waitFor();
      expect(new URL(page.url()).hash).toBe('');

      // The own page: another password, of which a mail tells.
      await page.goto(`${tower.origin}/me`);
      const card = page.getByRole('region', { name: 'Password' });
      await card.getByLabel('Present password').fill('not this one');
      await password(page).fill('four zebras under a bridge');
      await card.getByRole('button', { name: 'Change the password' }).click();
      await card.getByText('This is not your password.').waitFor();
      await tower.lookAtAll(page, 'links-password');
      await card.getByLabel('Present password').fill(PASSWORD);
      await card.getByRole('button', { name: 'Change the password' }).click();
      await page.getByText('Your password was changed').waitFor();
      expect((await mailTo(email, 2)).subject).toBe('Your password was changed');
    },
    /Failed to load resource: .* 400/,
  );
});

it('lets who forgot their password choose another, by keyboard', async () => {
  const { email } = await tower.person(ana);
  await tower.visit({}, async (page) => {
    await page.goto(tower.origin);
    await page.getByLabel('E-mail').fill(email);
    const forgot = page.getByRole('button', { name: 'Forgot your password?' });
    await forgot.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Forgot your password?' });
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await waitFor(
      'the focus is back',
      async () => (await page.evaluate('document.activeElement?.textContent')) === 'Forgot your password?',
    );
    await page.keyboard.press('Enter');
    await dialog.getByLabel('E-mail').fill('no address');
    await page.keyboard.press('Enter');
    await dialog.getByText('Give an e-mail address.').waitFor();
    await tower.lookAtAll(page, 'links-forgot');
    await dialog.getByLabel('E-mail').fill(email);
    await page.keyboard.press('Enter');
    await dialog.getByText(`If ${email} has an account here, a mail is on its way to it.`).waitFor();
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'hidden' });
    await page.goto(linkIn(await mailTo(email)));
    await page.getByText(`For ${email} at Test org.`).waitFor();
    await tower.lookAtAll(page, 'links-reset');
    await password(page).fill(PASSWORD);
    await page.keyboard.press('Enter');
    await isIn(page);
  });
  await tower.visit({}, async (page) => {
    await page.goto(tower.origin);
    await page.getByLabel('E-mail').fill(email);
    await page.locator('input[type=password]').fill(PASSWORD);
    await page.keyboard.press('Enter');
    await isIn(page);
  });
});

it('signs in by a mailed link, in the browser that asked and in no other', async () => {
  const { email } = await tower.person(ana);
  const before = smtp.mails.filter(({ to }) => to?.[0]?.address === email).length;
  await tower.visit({}, async (page) => {
    await page.goto(tower.origin);
    await page.getByLabel('E-mail').fill(email);
    await page.getByRole('button', { name: 'Mail me a link' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Mail me the link' }).click();
    await page.getByText(/works once, for 15 minutes, in this browser/).waitFor();
    const link = linkIn(await mailTo(email, before));
    await tower.visit(
      {},
      async (other) => {
        await other.goto(link);
        await other.getByText(/works only in the browser in which you asked for it/).waitFor();
        await tower.lookAtAll(other, 'links-other-browser');
        await other.getByRole('link', { name: 'To the sign-in page' }).click();
        await other.getByRole('heading', { name: 'Sign in' }).waitFor();
      },
      REFUSED,
    );
    await page.goto(link);
    await isIn(page);
    await page.goto(`${tower.origin}/my-day`);
    await isIn(page);
  });
});
