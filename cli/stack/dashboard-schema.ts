import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { apiDocument } from '../../api/routes.js';
import { projectRoot } from './paths.js';

/** Writes the types of the dashboard's client, from the OpenAPI document of these very routes. */
export async function writeDashboardSchema(): Promise<void> {
  const document = apiDocument();
  const types = await openapiTS(document as unknown as Parameters<typeof openapiTS>[0], { alphabetize: true });
  await writeFile(join(projectRoot, 'dashboard', 'src', 'api', 'schema.d.ts'), astToString(types));
}
