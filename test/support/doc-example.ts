import { readFileSync } from 'node:fs';

/**
 * The JSON block that follows `<!-- example: name -->` in a document, so that what documents show is what tests send.
 * @param file path below the project's root, such as `docs/engine/clocks.md`
 */
export function docExample(file: string, name: string): unknown {
  const text = readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8');
  const marker = `<!-- example: ${name} -->`;
  const begin = text.indexOf(marker);
  const block = begin < 0 ? null : /^\s*```json\n([\s\S]*?)\n```/.exec(text.slice(begin + marker.length));
  if (!block) throw new Error(`${file} has no JSON block after ${marker}`);
  return JSON.parse(block[1]!);
}
