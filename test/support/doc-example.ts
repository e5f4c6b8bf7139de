import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../../cli/stack/paths.js';

/**
 * The JSON block after `<!-- example: name -->` in a document, so that what users read is what tests send and expect.
 * @param file path from the project's root
 * @throws when there is no such example
 */
export function docExample(file: string, name: string): unknown {
  const text = readFileSync(join(projectRoot, file), 'utf8');
  const marker = `<!-- example: ${name} -->`;
  const at = text.indexOf(marker);
  const block = at === -1 ? null : /^\s*```json\n([\s\S]*?)\n```/.exec(text.slice(at + marker.length));
  if (!block) throw new Error(`${file} has no JSON block after ${marker}`);
  return JSON.parse(block[1]!) as unknown;
}
