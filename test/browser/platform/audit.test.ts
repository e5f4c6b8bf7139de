import { readFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../db/client.js';
import { newestSeal } from '../../../db/platform/queries/audit-checkpoints.js';
import { sealAudit } from '../../../db/platform/queries/audit-seals.js';
import { PHONE, SCREENSHOTS, Tower } from '../../support/tower.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';

const OLD = 600;

let tower: Tower;
let ana: string;
let bob: string;
let lead: string;
let flow: string;

beforeAll(async () => {
  tower = await Tower.open('audit', async (world) => {
    ana = await world.addRep('Ana', { capacity: 1 });
    bob = await world.addRep('Bob', { capacity: 0 });
    flow = await world.addFlow();
    lead = await world.receive({ name: 'Ion Rusu' });
    // A long log from before, entry by entry a minute apart.
    await world.sql.query(
      `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, before, after, trace_id)
       SELECT $1, timestamptz '2026-01-10T12:00:00Z' - n * interval '1 minute', 'user', $2, 'team.changed', 'team', $3,
         jsonb_build_object('name', 'Team ' || n), jsonb_build_object('name', 'Team ' || n - 1), 'trace-' || n
       FROM generate_series(1, $4::int) n`,
      [world.orgId, world.managerId, world.teamId, OLD],
    );
  });
  await waitFor('the lead has an owner', async () => (await owner()) === ana);
  await reassigned(bob, 'Ana is ill');
}, 600_000);

afterAll(() => tower?.close());

const owner = async (): Promise<string | null> =>
  (await tower.world.one<{ owner: string | null }>('SELECT owner_id AS owner FROM leads WHERE id = $1', [lead])).owner;

/** Gives the lead to somebody, as the manager, and waits until it is so. */
async function reassigned(ownerId: string, reason: string): Promise<void> {
  await tower.world.command(lead, { kind: 'ASSIGN', ownerId, reason });
  await waitFor('the lead has its new owner', async () => (await owner()) === ownerId);
}

/** Entries that change the team’s name, as somebody’s doing, now. */
const happen = (name: string, count = 1) =>
  tower.world.sql.query(
    `INSERT INTO audit (org_id, at, actor_type, actor_id, action, entity_type, entity_id, before, after)
     SELECT $1, clock_timestamp(), 'user', $2, 'team.changed', 'team', $3, '{"name": "Sales"}', jsonb_build_object('name', $4::text)
     FROM generate_series(1, $5::int)`,
    [tower.world.orgId, tower.world.managerId, tower.world.teamId, name, count],
  );

const open = async (page: Page, path = '/audit'): Promise<void> => {
  await tower.signIn(page, path);
  await page.getByRole('feed', { name: 'Audit' }).waitFor();
  // Where the button to sign in was, the list is now: who points at it reads.
  await page.mouse.move(0, 0);
};
const entry = (page: Page, text: string | RegExp) => page.getByRole('article').filter({ hasText: text });
const choose = async (page: Page, filter: string, option: string): Promise<void> => {
  await page.getByRole('combobox', { name: filter }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
};
const searchOf = (page: Page): string => new URL(page.url()).search;

describe('the audit log', () => {
  it('answers who reassigned a lead today and why, and leads to it', async () => {
    await tower.visit({}, async (page) => {
      await open(page);
      await page.getByRole('combobox', { name: 'Lead' }).fill('Ion');
      await page.getByRole('option', { name: /Ion Rusu/ }).click();
      await choose(page, 'Who', 'Mara Manager');
      await choose(page, 'What', 'Lead assigned');
      await choose(page, 'When', 'Today');
      const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'UTC' }).format();
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual({
        leadId: lead,
        actorType: 'user',
        actorId: tower.world.managerId,
        action: 'lead.assigned',
        from: today,
        to: today,
      });
      const told = entry(page, 'Mara Manager gave the lead “Ion Rusu” to Bob, who takes over from Ana: Ana is ill');
      await told.waitFor();
      await waitFor('nothing else fits', async () => (await page.getByRole('article').count()) === 1);
      expect(await told.locator('del').textContent()).toBe('before: Ana');
      expect(await told.locator('ins').textContent()).toBe('after: Bob');
      // Kept and shared as it is.
      await page.reload();
      await told.waitFor();
      await page.getByRole('button', { name: 'Clear all' }).click();
      await entry(page, 'Pinggo gave the lead “Ion Rusu” to Ana').waitFor();
      expect(searchOf(page)).toBe('');
      await told.getByRole('link', { name: '“Ion Rusu”' }).click();
      await page.getByRole('heading', { name: 'Ion Rusu' }).waitFor();
    });
  });

  it('shows what a draft changed, side by side, and all about one flow', async () => {
    await tower.visit({}, async (page) => {
      const asked = page.waitForRequest(/\/api\/audit\?/);
      await open(page);
      const authorization = (await (await asked).allHeaders()).authorization!;
      const plain = flowDefinition(tower.world.teamId);
      const definition = {
        ...plain,
        clocks: plain.clocks.map((one) => ({ ...one, target: { ...one.target, duration: 'PT10M' } })),
      };
      const changed = await fetch(`${tower.origin}/api/flows/${flow}`, {
        method: 'PATCH',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ definition }),
      });
      expect(changed.status).toBe(200);
      const told = entry(page, 'Mara Manager changed the draft of the flow “main”');
      await told.getByText('Clock “First contact”: target').waitFor();
      expect(await told.locator('del, ins').allTextContents()).toEqual(['before: PT15M', 'after: PT10M']);
      await told.getByRole('button', { name: 'Details' }).click();
      await told.getByRole('button', { name: 'Only this' }).click();
      await page.getByRole('button', { name: 'Only main: remove' }).waitFor();
      expect(searchOf(page)).toBe(`?entityType=flow&entityId=${flow}`);
      await waitFor('only the flow', async () => (await page.getByRole('article').count()) === 1);
      await page.getByRole('button', { name: 'Only main: remove' }).click();
      await entry(page, 'gave the lead').first().waitFor();
    });
  });

  it('has the trace of an entry to copy, and its facts', async () => {
    await tower.visit({ permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
      await open(page, '/audit?from=2026-01-10&to=2026-01-10');
      const first = page.getByRole('article').first();
      // Neither the org’s days nor what is over knows of today.
      await first.getByRole('heading', { name: 'Saturday, January 10, 2026' }).waitFor();
      await first.getByRole('button', { name: 'Details' }).click();
      await first.getByText('trace-1', { exact: true }).waitFor();
      await first.getByRole('button', { name: 'Copy' }).click();
      await first.getByText('Copied').waitFor();
      expect(await page.evaluate('navigator.clipboard.readText()')).toBe('trace-1');
    });
  });

  it('draws of a long log what is on the screen, to its very end', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/audit?to=2026-01-10');
      const end = page.getByText('That is everything.');
      let most = 0;
      await waitFor('the end', async () => {
        await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
        most = Math.max(most, await page.getByRole('article').count());
        return (await end.isVisible()) && (await entry(page, `Team ${OLD}`).isVisible());
      });
      expect(most).toBeLessThan(60);
      expect(await page.getByRole('article').last().getAttribute('aria-posinset')).toBe(String(OLD));
    });
  });

  it('shows new entries at once at the top, and keeps them for later while somebody reads', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/audit?action=team.changed');
      await happen('At once');
      await entry(page, 'At once').waitFor();

      const read = page.getByRole('article').nth(3);
      await read.hover();
      const words = await read.textContent();
      const place = await read.boundingBox();
      await happen('Later', 2);
      const show = page.getByRole('button', { name: '2 new entries – show' });
      await show.waitFor();
      expect(await entry(page, 'Later').count()).toBe(0);
      expect(await read.textContent()).toBe(words);
      expect(await read.boundingBox()).toEqual(place);
      await page.mouse.move(0, 0);
      await entry(page, 'Later').first().waitFor();
      await show.waitFor({ state: 'detached' });

      await page.mouse.wheel(0, 2000);
      await waitFor('scrolled', async () => (await page.evaluate<number>('window.scrollY')) > 500);
      await happen('Up there', 3);
      await page.getByRole('button', { name: '3 new entries – show' }).click();
      await entry(page, 'Up there').first().waitFor();
      expect(await page.evaluate('window.scrollY')).toBe(0);
      await happen('So many', 60);
      await waitFor('all', async () => (await entry(page, 'So many').count()) > 5);
    });
  });

  it('is used by keyboard alone', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/audit?action=team.changed');
      await page.getByRole('button', { name: 'Clear all' }).focus();
      await page.keyboard.press('Tab');
      const focused = page.locator(':focus');
      const posOf = () => focused.locator('xpath=ancestor::article').getAttribute('aria-posinset');
      expect(await posOf()).toBe('1');
      await page.keyboard.press('Enter');
      await page.getByRole('article').first().getByText('Trace id').waitFor();
      await page.keyboard.press('Tab');
      expect(await focused.textContent()).toMatch(/Copy|Only this/);
      for (const at of ['2', '3', '2']) {
        await page.keyboard.press(at === '2' && (await posOf()) === '3' ? 'PageUp' : 'PageDown');
        await waitFor(`entry ${at}`, async () => (await posOf()) === at);
      }
      // While the keyboard is in the list nothing is pushed.
      await happen('By keyboard');
      await page.getByRole('button', { name: '1 new entry – show' }).focus();
      await page.keyboard.press('Enter');
      await entry(page, 'By keyboard').waitFor();
      expect(await focused.textContent()).toBe('Audit');
    });
  });

  it('goes along as CSV with its filters, and says in the words of the API why not', async () => {
    await tower.visit(
      {},
      async (page) => {
        await open(page, '/audit?from=2026-01-10&to=2026-01-10&action=team.changed');
        const button = page.getByRole('button', { name: 'Download CSV' });
        const saved = page.waitForEvent('download');
        await button.click();
        const file = await saved;
        expect(file.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.csv$/);
        const lines = (await readFile(await file.path(), 'utf8')).trim().split('\r\n');
        expect(lines[0]).toMatch(/^id,at,actorType/);
        expect(lines).toHaveLength(OLD + 1);

        await tower.withoutApi(async () => {
          await button.click();
          // Not the one that says that the connection is lost.
          await page.getByRole('alert').filter({ hasText: 'The file could not be downloaded' }).waitFor();
        });
        await page.goto(`${tower.origin}/audit?action=lead.asigned`);
        await page.getByRole('alert').getByText('The request is not valid').waitFor();
        await page.getByRole('button', { name: 'Clear all' }).click();
        await page.getByRole('feed').waitFor();
      },
      /Failed to load resource|net::ERR/,
    );
  });

  it('goes along as JSON, an entry on each line', async () => {
    await tower.visit({}, async (page) => {
      await open(page, '/audit?from=2026-01-10&to=2026-01-10&action=team.changed');
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download JSON' }).click();
      const file = await saved;
      expect(file.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.ndjson$/);
      const lines = (await readFile(await file.path(), 'utf8')).trimEnd().split('\n');
      expect(lines).toHaveLength(OLD);
      expect(JSON.parse(lines[0]!)).toMatchObject({ action: 'team.changed', traceId: 'trace-1' });
    });
  });

  it('says up to where it is sealed, and gives the checkpoint along', async () => {
    const db = openDatabase(tower.database.appUrl, { role: 'pinggo_app', poolSize: 1 });
    try {
      await waitFor(
        'all is sealed',
        async () => (await db.inOrg(tower.world.orgId, (tx) => sealAudit(tx))).sealed === 0,
      );
      await waitFor('there is a seal', () => db.inOrg(tower.world.orgId, newestSeal));
    } finally {
      await db.close();
    }
    await tower.visit({}, async (page) => {
      await open(page);
      const seals = page.getByRole('region', { name: 'Seals' });
      await seals.getByText(/^Sealed up to .*: \d{3,} entries, seal \d+$/).click();
      const saved = page.waitForEvent('download');
      await seals.getByRole('button', { name: 'Download the checkpoint' }).click();
      const file = await saved;
      const kept = JSON.parse(await readFile(await file.path(), 'utf8')) as {
        sealed: { sequence: number; hash: string };
        jws: string;
      };
      expect(file.suggestedFilename()).toBe(`audit-checkpoint-${kept.sealed.sequence}.json`);
      const claims = JSON.parse(Buffer.from(kept.jws.split('.')[1]!, 'base64url').toString()) as object;
      expect(claims).toMatchObject({ sub: tower.world.orgId, ...kept.sealed });
      await seals.getByText(/^npx pinggo verify audit --checkpoint audit-checkpoint-\d+\.json$/).waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}audit-sealed.png` });
    });
  });

  it('says that nothing fits, and offers every kind of entry by name', async () => {
    await tower.visit({}, async (page) => {
      await tower.signIn(page, '/audit?action=api_key.revoked');
      await page.getByText('No entry fits these filters.').waitFor();
      await page.getByRole('combobox', { name: 'What' }).click();
      const names = await page.getByRole('option').allTextContents();
      expect(names.length).toBeGreaterThan(50);
      expect(names.filter((name) => name.includes('.'))).toEqual([]);
    });
  });

  it('looks well and is accessible, in every look', async () => {
    await tower.visit({}, async (page) => {
      await open(page, `/audit?leadId=${lead}&from=2026-01-01`);
      const told = entry(page, 'who takes over from Ana');
      await told.getByRole('button', { name: 'Details' }).click();
      await told.getByText('Trace id').waitFor();
      await tower.lookAtAll(page, 'audit');
    });
  });

  it('fits a phone turned to other languages', async () => {
    await tower.visit({ viewport: PHONE, locale: 'ru-RU' }, async (page) => {
      const { email, password } = await tower.person();
      await page.goto(`${tower.origin}/audit`);
      await page.getByLabel('E-mail').fill(email);
      await page.locator('input[type=password]').fill(password);
      await page.getByRole('button', { name: 'Войти' }).click();
      await page.getByRole('heading', { level: 1, name: 'Журнал' }).waitFor();
      await page.getByRole('feed').waitFor();
      await page.screenshot({ path: `${SCREENSHOTS}audit-russian-phone.png` });
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE.width);
    });
  });
});
