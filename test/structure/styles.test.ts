// The styles of a page that was open stay: what one page calls its own must mean nothing on another.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const SOURCES = join(import.meta.dirname, '../../dashboard/src');
/** Words for all pages. */
const COMMON = /^frame\//;

const sheets = readdirSync(SOURCES, { recursive: true, encoding: 'utf8' })
  .map((file) => file.replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.css'))
  .map((file) => ({ file, selectors: selectorsOf(readFileSync(join(SOURCES, file), 'utf8')) }));

function selectorsOf(css: string): string[] {
  return [...css.replaceAll(/\/\*.*?\*\//gs, '').matchAll(/(?<=^|[{};])([^{};@]+)\{/g)].flatMap(([, list]) =>
    list!.split(',').map((selector) => selector.trim()),
  );
}
const classesOf = (selector: string): string[] => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name]) => name!);

it('give a class that stands for itself to one page alone', () => {
  const own = sheets
    .filter(({ file }) => !COMMON.test(file))
    .flatMap(({ file, selectors }) =>
      selectors
        .flatMap((selector) => /^\.([a-z][\w-]*)/i.exec(selector)?.slice(1) ?? [])
        .map((name) => ({ file, name })),
    )
    .filter(({ name }) => !name.startsWith('mantine-'));
  expect(own.length).toBeGreaterThan(100);
  const shared = own.flatMap(({ file, name }) =>
    sheets
      .filter((other) => other.file !== file && other.selectors.some((selector) => classesOf(selector).includes(name)))
      .map((other) => `.${name}: ${file}, ${other.file}`),
  );
  expect([...new Set(shared)]).toEqual([]);
});
