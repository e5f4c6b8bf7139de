import { Secret, TOTP } from 'otpauth';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { withPasskeyDevice } from '../../support/passkey-device.js';
import { Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';

let tower: Tower;
let ana: string;
let boss: string;

beforeAll(async () => {
  tower = await Tower.open('sessions_page', async (world) => {
    ana = await world.addRep('Ana');
    boss = await world.addRep('Bea');
    await world.sql.query("UPDATE users SET role = 'ADMIN' WHERE id = $1", [boss]);
  });
}, 600_000);

afterAll(() => tower?.close());

const account = (page: Page) => page.getByRole('banner').getByRole('button').last();
const dialog = (page: Page) => page.getByRole('dialog');

/** By the name of this machine: passkeys are for names. */
async function fillIn(page: Page, userId: string, path = '/'): Promise<void> {
  const { email, password } = await tower.person(userId);
  await page.goto(tower.named + path);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

async function signOut(page: Page): Promise<void> {
  await account(page).click();
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
}

const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret.replaceAll(' ', '')) }).generate({
    timestamp: Date.now() + steps * 30_000,
  });

/** Sets up an app for codes on the page that shows the factors. @returns its secret */
async function setUpApp(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const secret = await dialog(page).locator('.secret').innerText();
  await dialog(page).getByRole('img', { name: 'Picture for the app' }).waitFor();
  await dialog(page).getByLabel('The six digits').fill('12');
  await dialog(page).getByRole('button', { name: 'Confirm' }).click();
  await dialog(page).getByText('Give the six digits that the app shows.').waitFor();
  await dialog(page).getByLabel('The six digits').fill(codeOf(secret));
  await dialog(page).getByRole('button', { name: 'Confirm' }).click();
  await dialog(page).getByRole('list', { name: 'Recovery codes' }).waitFor();
  return secret;
}

describe('the own page', () => {
  it('sets up an app and a passkey, and both sign in', async () => {
    const work = async (page: Page): Promise<void> => {
      await withPasskeyDevice(page);
      await fillIn(page, ana);
      await account(page).click();
      await page.getByRole('link', { name: 'Your page' }).click();
      await page.getByRole('heading', { level: 1, name: 'Your page' }).waitFor();
      const factors = page.getByRole('region', { name: 'Second factor' });
      await factors.getByText('Off', { exact: true }).waitFor();
      const secret = await setUpApp(page);
      const codes = await dialog(page).getByRole('listitem').allInnerTexts();
      expect(codes).toHaveLength(10);
      await tower.look(page, 'recovery-codes-light-desk');
      await dialog(page).getByRole('button', { name: 'I have kept them' }).click();
      await factors.getByText('On', { exact: true }).waitFor();
      await factors.getByRole('button', { name: 'Add a passkey' }).click();
      await dialog(page).getByLabel('Name').fill('Work laptop');
      await dialog(page).getByRole('button', { name: 'Keep it' }).click();
      await factors.getByText('Work laptop').waitFor();

      // The password is right, and not enough.
      await signOut(page);
      await fillIn(page, ana);
      await page.getByRole('heading', { name: 'One more step' }).waitFor();
      expect(await page.evaluate('localStorage.getItem("pinggo.session")')).toBeNull();
      await page.getByLabel('Code of your app').fill('000000');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByRole('alert').getByText('That is not right').waitFor();
      await tower.look(page, 'second-factor-light-desk');
      await page.getByLabel('Code of your app').fill(codeOf(secret, 1));
      await page.getByRole('button', { name: 'Go on' }).click();
      await account(page).waitFor();

      await signOut(page);
      await fillIn(page, ana);
      await page.getByRole('button', { name: 'Use a recovery code' }).click();
      await page.getByLabel('Recovery code').fill(codes[0]!.toLowerCase());
      await page.getByRole('button', { name: 'Go on' }).click();
      await account(page).waitFor();

      await signOut(page);
      await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
      await account(page).waitFor();
      await page.goto(`${tower.named}/me`);
      await page.getByText('9 are left.').waitFor();

      // What was shown at the sign-in counts for five minutes.
      await tower.world.sql.query("UPDATE sessions SET proved_at = now() - interval '6 minutes' WHERE user_id = $1", [
        ana,
      ]);
      await page.getByRole('button', { name: 'Take away “Work laptop”' }).click();
      await dialog(page).getByLabel('Type').fill('Work laptop');
      await dialog(page).getByRole('button', { name: 'Take away', exact: true }).click();
      const proof = page.getByRole('dialog', { name: 'Is it you?' });
      await proof.getByRole('textbox', { name: 'Password' }).fill('not the password');
      await proof.getByRole('button', { name: 'Go on' }).click();
      await proof.getByRole('alert').waitFor();
      await proof.getByRole('textbox', { name: 'Password' }).fill((await tower.person(ana)).password);
      await proof.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('“Work laptop” was taken away').waitFor();
      await factors.getByText('Work laptop', { exact: true }).waitFor({ state: 'detached' });
    };
    await tower.visit({}, work, /status of 40[19]/);
  });

  it('shows where one is signed in, and ends what is elsewhere at once', async () => {
    await tower.world.sql.query('DELETE FROM factors');
    await tower.visit(
      {},
      async (there) => {
        await tower.signInByHand(there, '/', ana);
        await tower.visit({}, async (here) => {
          await tower.signInByHand(here, '/me', ana);
          const sessions = here.getByRole('region', { name: 'Where you are signed in' });
          await sessions.getByText('This one').waitFor();
          await sessions.getByRole('button', { name: 'End all others' }).click();
          await dialog(here).getByRole('button', { name: 'End all others' }).click();
          await sessions.getByText('You are signed in nowhere else.').waitFor();
          await there.getByRole('heading', { name: 'Sign in' }).waitFor();
        });
      },
      /status of 401/,
    );
  });

  it('keeps the refresh token from scripts, and takes up what the version before kept', async () => {
    await tower.visit({}, async (page) => {
      const session = await tower.world.addSession(ana);
      await page.goto(`${tower.origin}/healthz`);
      await page.evaluate(`localStorage.setItem('pinggo.refreshToken', '${session}')`);
      await page.goto(`${tower.origin}/`);
      await account(page).waitFor();
      expect(await page.evaluate('JSON.stringify(localStorage) + document.cookie')).not.toContain(session);
      expect(await page.evaluate('localStorage.getItem("pinggo.refreshToken")')).toBeNull();
      const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'pinggo_session');
      expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
      expect(await page.evaluate('document.cookie')).toBe('');
      await page.reload();
      await account(page).waitFor();
    });
  });

  it('signs out at the server as soon as that can be reached', async () => {
    await tower.visit(
      {},
      async (page) => {
        await tower.signInByHand(page, '/me', ana);
        await page.getByText('This one').waitFor();
        const left = () =>
          tower.world.one<{ n: number }>(
            'SELECT count(*)::int AS n FROM sessions WHERE user_id = $1 AND revoked_at IS NULL AND ends_at > now()',
            [ana],
          );
        const { n: before } = await left();
        await page.route('**/api/auth/logout', (route) => route.abort());
        await signOut(page);
        expect((await left()).n).toBe(before);
        await page.unroute('**/api/auth/logout');
        await page.reload();
        await waitFor('the session has ended', async () => (await left()).n === before - 1);
      },
      /ERR_FAILED/,
    );
  });

  it('speaks the language and tells the times that somebody chose, on every device', async () => {
    await tower.visit({}, async (page) => {
      await tower.signInByHand(page, '/me', ana);
      await page.getByLabel('Language', { exact: true }).selectOption('ro');
      await page.getByRole('combobox', { name: 'Time zone' }).fill('America/New_York');
      await page.getByRole('option', { name: 'America/New_York' }).click();
      await page.getByRole('region', { name: 'You', exact: true }).getByRole('button', { name: 'Save' }).click();
      await page.getByRole('heading', { level: 1, name: 'Pagina dumneavoastră' }).waitFor();
      await page.getByText('Pagina a fost modificată').waitFor();
    });
    await tower.visit({}, async (page) => {
      await fillIn(page, ana, '/me');
      await page.getByRole('heading', { level: 1, name: 'Pagina dumneavoastră' }).waitFor();
      const told = await page.locator('time').first().getAttribute('title');
      expect(told).toMatch(/America\/New_York · .*Europe\/Bucharest/);
    });
    await tower.world.sql.query('UPDATE users SET language = NULL, time_zone = NULL WHERE id = $1', [ana]);
  });

  it('is all that an admin sees who must set up a second factor', async () => {
    const { world } = tower;
    await world.sql.query(`UPDATE orgs SET sign_in = '{"factorForAdmins": true}' WHERE id = $1`, [world.orgId]);
    try {
      await tower.visit({}, async (page) => {
        await fillIn(page, boss, '/audit');
        await page.getByRole('heading', { level: 1, name: 'Set up a second factor' }).waitFor();
        expect(await page.getByRole('navigation').count()).toBe(0);
        await tower.look(page, 'set-up-factor-light-desk');
        await setUpApp(page);
        await dialog(page).getByRole('button', { name: 'I have kept them' }).click();
        await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();
        await page.getByText('set up the app for codes').first().waitFor();
      });
    } finally {
      await world.sql.query(`UPDATE orgs SET sign_in = '{}' WHERE id = $1`, [world.orgId]);
    }
  });

  it('can be used by everybody, in every look', async () => {
    await tower.visit({}, async (page) => {
      await withPasskeyDevice(page);
      await tower.signInByHand(page, '/me', ana);
      await page.getByText('This one').waitFor();
      await page.getByText('With it a stolen password').waitFor();
      await tower.lookAtAll(page, 'me');
      await page.getByRole('button', { name: 'Set up an app' }).click();
      await dialog(page).getByRole('img', { name: 'Picture for the app' }).waitFor();
      await tower.lookAtAll(page, 'set-up-app');
      await page.keyboard.press('Escape');
      await dialog(page).waitFor({ state: 'detached' });
    });
  });
});
