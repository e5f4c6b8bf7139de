// `npm run client:build`: makes `@pinggo/client`, as a tarball that `npm install FILE` takes.
import { buildClient } from './stack/client.js';
import { projectRoot } from './stack/paths.js';
import { join } from 'node:path';

console.log(`Built: ${await buildClient(join(projectRoot, 'client', 'dist'))}`);
