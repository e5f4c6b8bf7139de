// `npm run dashboard`: builds the Control Tower where it is stale; `-- --schema` writes the types of the clients only.
import { parseArgs } from 'node:util';
import { buildDashboard } from './stack/dashboard.js';
import { writeClientTypes } from './stack/client-types.js';

const { values: flags } = parseArgs({ options: { schema: { type: 'boolean', default: false } } });
if (flags.schema) await writeClientTypes();
else await buildDashboard({ log: (line) => console.log(line) });
