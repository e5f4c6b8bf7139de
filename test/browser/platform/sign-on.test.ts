import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { OidcProvider } from '../../support/oidc.js';
import { DESK, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let provider: OidcProvider;
let org: string;

beforeAll(async () => {
  tower = await Tower.open('sign_on_page', async (world) => {
    await world.one("UPDATE users SET role = 'ADMIN', name = 'Mara Chief' WHERE id = $1 RETURNING id", [
      world.managerId,
    ]);
    org = (
      await world.one<{ name: string }>("UPDATE orgs SET name = 'Acme Solar' WHERE id = $1 RETURNING name", [
        world.orgId,
      ])
    ).name;
  });
  // Who keeps a password must have one.
  await tower.person();
  provider = await OidcProvider.start(`${tower.named}/sso`);
  provider.accounts.set('ana', { email: 'ana@acme.example', email_verified: true, name: 'Ana Pop', groups: ['sales'] });
}, 600_000);
afterAll(async () => {
  await tower?.close();
  await provider?.stop();
});

const openSettings = async (page: Page): Promise<void> => {
  page.setDefaultTimeout(15_000);
  await tower.signIn(page, '/settings/sign-on');
  await page.getByRole('heading', { level: 1, name: 'Single sign-on' }).waitFor();
};
const field = (page: Page, label: string) => page.getByRole('textbox', { name: label, exact: true });
const save = (page: Page) => page.getByRole('button', { name: 'Save' }).click();
const saved = async (page: Page): Promise<void> => {
  const told = page.getByText('Single sign-on was changed');
  await told.waitFor();
  // The next one is another.
  await page.locator('.mantine-Notification-closeButton').click();
  await told.waitFor({ state: 'hidden' });
};
const confirm = async (page: Page, button: string): Promise<void> => {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(org.toLowerCase());
  await dialog.getByRole('button', { name: button }).click();
  await dialog.waitFor({ state: 'hidden' });
};
const settingsOf = () =>
  tower.world.all<{ active: boolean; used_at: Date | null }>('SELECT active, used_at FROM single_sign_on');

/** In a browser of their own, which may go to the provider. */
async function elsewhere(work: (page: Page) => Promise<void>): Promise<void> {
  const context = await tower.browser.newContext({ locale: 'en-GB', viewport: DESK });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    await work(page);
  } finally {
    await context.close();
  }
}

/** From our sign-in page by the provider's own pages. */
async function signInAtProvider(page: Page, login: string): Promise<void> {
  await page.goto(`${tower.named}/`);
  await page.getByRole('link', { name: 'Single sign-on' }).click();
  await page.getByLabel('E-mail').fill(`${login}@acme.example`);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${provider.issuer}/**`);
  // It was told who comes.
  expect(await page.locator('input[name=login]').inputValue()).toBe(`${login}@acme.example`);
  await page.locator('input[name=login]').fill(login);
  await page.locator('input[name=password]').fill('any');
  await page.locator('button[type=submit]').click();
  await page.getByRole('button', { name: 'Continue' }).click();
}

it('is set up, tried, used, required and switched off by its page, with a real provider', async () => {
  await tower.visit(
    {},
    async (page) => {
      await openSettings(page);
      await page.getByText('Not set up yet.').waitFor();
      expect(await field(page, 'Redirect address').inputValue()).toBe(`${tower.named}/sso`);
      await save(page);
      // What is wrong is said at its field, and the first of them is where one goes on.
      await page.getByText('Give the address of the provider.').waitFor();
      expect(await page.evaluate('document.activeElement.id')).toBe(await field(page, 'Issuer').getAttribute('id'));

      await field(page, 'Issuer').fill(provider.issuer);
      await field(page, 'Client id').fill(provider.clientId);
      await page.locator('input[type=password]').fill('wrong');
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('It does not know this client with this secret.').waitFor();
      await page.locator('input[type=password]').fill(provider.clientSecret);
      await page.getByRole('button', { name: 'Try it' }).click();
      await page.getByText('As far as can be seen without a person, it works').waitFor();

      const domains = page.getByLabel('Domains of your e-mails', { exact: true }).and(page.locator('input'));
      await domains.fill('gmail.com');
      await domains.press('Enter');
      await page.getByRole('switch', { name: 'People can sign in by it' }).click();
      await save(page);
      await page.getByText('Anybody can have an address there').first().waitFor();
      await domains.press('Backspace');
      await domains.fill('acme.example');
      await domains.press('Enter');
      await field(page, 'Claim of roles').fill('groups');
      await page.getByRole('button', { name: /^Add a line to Values and roles/ }).click();
      await page.getByLabel(/^Value 1 of Values and roles/).fill('sales');
      await save(page);
      await saved(page);
      await page.getByText('Switched on.').waitFor();

      // It cannot be required before anybody came in by it.
      await page.getByRole('switch', { name: 'Required: no other way in' }).click();
      await page.getByRole('combobox', { name: 'Administrator who keeps a password' }).click();
      await page.getByRole('option', { name: 'Mara Chief' }).click();
      await save(page);
      await confirmRefused(page);
    },
    /status of 40[034]/,
  );

  await elsewhere(async (page) => {
    await signInAtProvider(page, 'ana');
    await page.getByRole('button', { name: /sign out$/ }).waitFor();
    // What the provider sent back stands in no history.
    expect(page.url()).not.toContain('code=');
  });
  expect(await tower.world.all("SELECT name, role FROM users WHERE email = 'ana@acme.example'")).toEqual([
    { name: 'Ana Pop', role: 'MANAGER' },
  ]);

  const { email, password } = await tower.person(
    (await tower.world.one<{ id: string }>("SELECT id FROM users WHERE email = 'ana@acme.example'")).id,
  );
  await tower.visit(
    {},
    async (page) => {
      await openSettings(page);
      await page.getByRole('cell', { name: 'Ana Pop', exact: true }).waitFor();
      await page.getByRole('switch', { name: 'Required: no other way in' }).click();
      await page.getByRole('combobox', { name: 'Administrator who keeps a password' }).click();
      await page.getByRole('option', { name: 'Mara Chief' }).click();
      await save(page);
      await page.getByText('If the provider fails, nobody else can come in.').waitFor();
      await confirm(page, 'Require it');
      await saved(page);
      await page.getByText('Required: nobody comes in by another way').waitFor();

      await page.getByRole('button', { name: 'Let go of the account of Ana Pop' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('textbox').fill('ana pop');
      await dialog.getByRole('button', { name: 'Let go' }).click();
      await page.getByText('Nobody has signed in by it yet.').waitFor();
    },
    /status of 403/,
  );
  await elsewhere(async (page) => {
    await page.goto(`${tower.named}/`);
    await page.getByLabel('E-mail').fill(email);
    await page.locator('input[type=password]').fill(password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByText('Your organisation signs in by single sign-on only').waitFor();

    // A domain that leads nowhere, and a provider that says no.
    await page.getByRole('link', { name: 'Single sign-on' }).click();
    await page.getByLabel('E-mail').fill('ana@elsewhere.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByText('Nothing leads to a single sign-on from here').waitFor();
    await page.getByLabel('E-mail').fill('ana@acme.example');
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('link', { name: /cancel/i }).click();
    await page.getByText('Your provider did not let you in, or you said no').waitFor();
    await page.getByRole('link', { name: 'Back to sign in' }).click();
    await page.locator('input[type=password]').waitFor();
  });

  await tower.visit({}, async (page) => {
    await openSettings(page);
    await page.getByRole('switch', { name: 'Required: no other way in' }).click();
    await page.getByRole('switch', { name: 'People can sign in by it' }).click();
    await save(page);
    await confirm(page, 'Switch it off');
    await waitFor('it is off', async () => (await settingsOf())[0]?.active === false);
    // A minute long it can be taken back.
    await page.getByRole('button', { name: 'Undo' }).click();
    await waitFor('it is on again', async () => (await settingsOf())[0]?.active === true);
  });
}, 240_000);

/** Asks for the name first, and then says why not. */
async function confirmRefused(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(org);
  await dialog.getByRole('button', { name: 'Require it' }).click();
  await dialog.getByText('Sign in by it once before').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
}

it('lets somebody say on their own page when they want no mail', async () => {
  await tower.visit({}, async (page) => {
    await tower.signIn(page, '/me');
    const card = page.getByRole('region', { name: 'Quiet hours' });
    await card.getByRole('switch', { name: 'No mails in quiet hours' }).click();
    await card.getByLabel('From').fill('22:00');
    await card.getByLabel(/^To/).fill('22:00');
    await card.getByRole('button', { name: 'Save' }).click();
    await card.getByText('Leave hours in which mails reach you.').waitFor();
    await card.getByLabel(/^To/).fill('06:30');
    await card.getByText('Sun', { exact: true }).click();
    await card.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Your quiet hours were changed').waitFor();
    const kept = () => tower.world.all('SELECT quiet_hours AS hours FROM users WHERE id = $1', [tower.world.managerId]);
    const days = ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
    expect(await kept()).toEqual([{ hours: { days, from: '22:00', to: '06:30', letThrough: [] } }]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await waitFor('they are gone', async () => ((await kept()) as { hours: unknown }[])[0]!.hours === null);
  });
}, 60_000);

it('is readable in every look', async () => {
  await tower.visit({}, async (page) => {
    await page.goto(`${tower.origin}/sso`);
    await page.getByRole('button', { name: 'Continue' }).waitFor();
    await tower.lookAtAll(page, 'sso');
    await openSettings(page);
    await page.getByRole('button', { name: 'Try it' }).click();
    await page.getByText('As far as can be seen without a person, it works').waitFor();
    await tower.lookAtAll(page, 'sign-on');
    await page.goto(`${tower.origin}/me`);
    await page.getByRole('switch', { name: 'No mails in quiet hours' }).click();
    await page.getByLabel('From').waitFor();
    await tower.lookAtAll(page, 'quiet-hours');
  });
});
