import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * The JSON block of a page under docs/ that follows `<!-- example: name -->`: what the page shows is what a test sends.
 * @param file path under docs/, e.g. `engine/offers.md`
 */
export function docExample(file: string, name: string): unknown {
  const page = readFileSync(fileURLToPath(new URL(`../../docs/${file}`, import.meta.url)), 'utf8');
  const after = page.split(`<!-- example: ${name} -->`)[1];
  const json = after && /^\s*```json\n([\s\S]*?)```/.exec(after)?.[1];
  if (!json) throw new Error(`docs/${file} has no JSON block after «example: ${name}»`);
  return JSON.parse(json) as unknown;
}
