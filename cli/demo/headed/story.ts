import type { Page } from 'playwright-core';
import type { Stage } from './stage.js';

export interface Person {
  email: string;
  password: string;
}

export interface Scene {
  /** Origin of the dashboard. */
  origin: string;
  manager: Person;
  rep: Person & { name: string };
  /** A source whose leads are late, and are not the rep's. */
  source: string;
}

const PHONE = { width: 390, height: 844 };

/**
 * The main journey: a manager's morning, the worst lead, given to a rep who sees it come in live, calls and says so with one tap,
 * which stops the clock on the manager's screen. Every step waits for what it tells, and throws when that does not come.
 */
export async function playStory(stage: Stage, { origin, manager, rep, source }: Scene): Promise<void> {
  const desk = await stage.openWindow('Manager');
  const phone = await stage.openWindow(rep.name, { viewport: PHONE, hasTouch: true, isMobile: true });
  const tower = desk.page;
  const pocket = phone.page;

  await signIn(pocket, `${origin}/my-day`, rep);
  await signIn(tower, `${origin}/?source=${encodeURIComponent(source)}`, manager);
  await tower.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
  const late = tower.getByRole('link', { name: /^Breached \d/ });
  await late.waitFor();
  await stage.caption(desk, 'The morning. What is late, what is about to be, and who has how much to do.');

  await late.click();
  const worst = tower.getByRole('row').nth(1).getByRole('link').first();
  await worst.waitFor();
  await stage.caption(desk, 'Behind each figure is its list, the most urgent first, counting by the second.');

  await worst.click();
  await tower.getByRole('heading', { name: 'Why' }).waitFor();
  const name = await tower.getByRole('heading', { level: 1 }).innerText();
  await stage.caption(
    desk,
    'Why this score, why this rep and nobody else, why this deadline: nothing is left to guess.',
  );

  await tower.getByRole('button', { name: 'Assign', exact: true }).click();
  const dialog = tower.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Assign to' }).fill(rep.name);
  await dialog.getByRole('option', { name: rep.name }).click();
  await stage.caption(desk, `One click gives the lead to ${rep.name}.`);
  await dialog.getByRole('button', { name: 'Assign' }).click();

  const card = pocket.getByRole('article').filter({ hasText: name });
  await card.waitFor();
  await stage.caption(phone, 'It is there within a second. Nobody had to reload anything.');

  await card.getByRole('button', { name: 'Called' }).click();
  await card.getByRole('button', { name: 'Reached' }).click();
  await stage.caption(phone, 'The call was made, and somebody was reached: two taps are the proof.');

  await tower.getByText('Contacted', { exact: true }).first().waitFor();
  await stage.caption(desk, 'Only a proof stops a clock, and the manager sees it stop.');

  const workflow = tower.getByRole('link', { name: /Temporal/ }).first();
  const opened = tower.context().waitForEvent('page');
  await workflow.click();
  const temporal = await opened;
  await temporal.getByRole('tab', { name: 'User Metadata' }).click();
  await temporal.frameLocator('#user-metadata-current-details').getByText('CONTACTED').waitFor();
  await stage.caption(
    { who: 'Temporal UI', page: temporal },
    'One level deeper: the lead is one durable workflow, and its timers are the deadlines.',
  );
  await temporal.close();

  await tower.getByRole('navigation').getByRole('link', { name: 'Audit' }).click();
  await tower.getByText('gave the lead').filter({ hasText: name }).filter({ hasText: rep.name }).first().waitFor();
  await stage.caption(desk, 'And who did what is written down, in sentences, for ever.');
}

async function signIn(page: Page, url: string, { email, password }: Person): Promise<void> {
  await page.goto(url);
  await page.getByLabel('E-mail').fill(email);
  await page.locator('input[type=password]').fill(password);
  // Not by a click: the pointer would lie on the list that comes there, which keeps its order under it.
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /sign out$/ }).waitFor();
}
