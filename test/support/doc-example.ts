import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/**
 * The JSON block of a document that follows `<!-- example: name -->`, so that a test sends or asserts what people read.
 * @param file from the root of the repository, e.g. `docs/engine/flows.md`
 * @throws Error when there is no such block, or it is not JSON
 */
export function docExample(file: string, name: string): unknown {
  const text = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
  const [, after] = text.split(`<!-- example: ${name} -->`);
  const json = after && /^\s*```json\n(.*?)\n```/s.exec(after)?.[1];
  if (!json) throw new Error(`${file} has no example "${name}": write <!-- example: ${name} --> before a json block`);
  return JSON.parse(json) as unknown;
}
