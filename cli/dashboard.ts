// `npm run dashboard`: builds the Control Tower where it is stale; `-- --schema` writes the types of its client only.
import { parseArgs } from 'node:util';
import { buildDashboard } from './stack/dashboard.js';
import { writeDashboardSchema } from './stack/dashboard-schema.js';

const { values: flags } = parseArgs({ options: { schema: { type: 'boolean', default: false } } });
if (flags.schema) await writeDashboardSchema();
else await buildDashboard({ log: (line) => console.log(line) });
