// Each incident of docs/runbooks/README.md has its runbook, and a test that plays it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const FOLDER = 'docs/runbooks';
const incidents = readFileSync(`${FOLDER}/README.md`, 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (-+|incident) /.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | \|$/g, '').trim()));

it('names incidents', () => {
  expect(incidents.length).toBeGreaterThan(10);
});

it.each(incidents)('%s', (_, runbook, played) => {
  const [, file, heading] = /\]\(([^)#]+)#?([^)]*)\)/.exec(runbook)!;
  const text = readFileSync(join(FOLDER, file!), 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words]) =>
    words!
      .toLowerCase()
      .replaceAll(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  );
  if (heading) expect(headings).toContain(heading);
  const [, test, name] = /^`([^`]+)`(?:: (.+))?/.exec(played)!;
  expect(existsSync(test!), test).toBe(true);
  if (name !== undefined) expect(readFileSync(test!, 'utf8')).toContain(`'${name}'`);
});

it('has each runbook in it', () => {
  const named = incidents.map(([, runbook]) => /\]\(([^)#]+)/.exec(runbook!)![1]);
  const others = readdirSync(FOLDER).filter((file) => file !== 'README.md' && !named.includes(file));
  // Not an incident: data that is renewed.
  expect(others).toEqual(['time-zones.md']);
});
