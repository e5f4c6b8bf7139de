import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { apiDocument } from '../../api/routes.js';
import { projectRoot } from './paths.js';

/** Of the dashboard's client, and of that for integrators. */
const FILES = [
  ['dashboard', 'src', 'api', 'schema.d.ts'],
  ['client', 'src', 'schema.d.ts'],
];

/** Writes the types of both clients, from the OpenAPI document of these very routes. */
export async function writeClientTypes(): Promise<void> {
  const document = apiDocument();
  const types = astToString(
    await openapiTS(document as unknown as Parameters<typeof openapiTS>[0], {
      alphabetize: true,
      // What has a default may be left out of a request; of an answer the document says itself what is always there.
      defaultNonNullable: false,
    }),
  );
  await Promise.all(FILES.map((file) => writeFile(join(projectRoot, ...file), types)));
}
