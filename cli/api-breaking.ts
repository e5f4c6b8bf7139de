// `npm run api:breaking`: what has changed for those who use the API since the last release; ends with 1 where it breaks them.
// `npm run api:released`: the document as it is now is that of a release.
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { apiDocument } from '../api/routes.js';
import { changesBetween } from './breaking/compare.js';
import { linesOf, shapeOfDocument, type Document } from './breaking/document.js';
import { projectRoot } from './stack/paths.js';

const { values: flags } = parseArgs({ options: { released: { type: 'boolean', default: false } } });
const file = join(projectRoot, 'docs', 'openapi.released.json');
const document = shapeOfDocument(apiDocument());

if (flags.released) {
  await writeFile(file, linesOf(document));
  console.log('Kept as released: docs/openapi.released.json');
} else {
  const changes = changesBetween(JSON.parse(await readFile(file, 'utf8')) as Document, document);
  for (const { level, where, what } of changes) console.log(`${level === 'BREAKS' ? '✗' : '!'} ${where}: ${what}`);
  const breaking = changes.filter(({ level }) => level === 'BREAKS').length;
  console.log(
    breaking === 0
      ? `Nothing breaks those who use the API as it was released (${changes.length} to look at).`
      : `${breaking} changes break those who use the API as it was released: see docs/api-versions.md.`,
  );
  process.exitCode = breaking === 0 ? 0 : 1;
}
