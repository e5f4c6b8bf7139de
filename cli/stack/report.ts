import { workflowPage } from '../../api/leads/views/temporal-links.js';
import { leadToWatch } from '../../db/seed/demo.js';
import { leadPage } from '../../domain/leads/view/page.js';
import { leadWorkflowId } from '../../workflows/ids.js';
import { setupLinkWords } from '../setup-link.js';
import type { Runtime } from './runtime.js';
import { sampleCurl } from './sample.js';

/** What `npm start` prints when all is ready. */
export function report(runtime: Runtime, { seconds, logs }: { seconds: number; logs: string }): string {
  const { demo } = runtime;
  const addresses: [string, string | null][] = [
    ['Dashboard', runtime.dashboardUrl],
    ['API', `${runtime.apiUrl}/api   (docs: ${runtime.apiUrl}/docs)`],
    ['Temporal UI', runtime.temporalUiUrl],
    ['Postgres', runtime.databaseUrl],
    ['Logs', logs],
  ];
  return [
    '',
    `Pinggo is ready after ${seconds.toFixed(1)} s.`,
    '',
    ...listed(addresses),
    '',
    ...(runtime.setupUrl === null ? [] : setupLinkWords({ url: runtime.setupUrl })),
    ...(demo.users.length === 0 ? [] : ofDemo(runtime)),
    'Ctrl-C stops everything; the data stays.',
  ].join('\n');
}

function ofDemo(runtime: Runtime): string[] {
  const { demo } = runtime;
  const logins = demo.users.map((user) => [user.email, user.password, user.role, user.orgId ?? 'all orgs']);
  const endpoint = demo.endpoints[0];
  const { orgId, leadId } = leadToWatch;
  const watched: [string, string | null][] = [
    ['Dashboard', leadPage(withoutSlash(runtime.dashboardUrl), leadId)],
    ['Temporal UI', workflowPage(runtime, leadWorkflowId(orgId, leadId))],
  ];
  return [
    'Demo logins:',
    ...table([['e-mail', 'password', 'role', 'org'], ...logins]),
    '',
    'A demo lead, and its workflow:',
    ...listed(watched),
    ...(endpoint
      ? [
          '',
          'Create a lead (paste it into a shell; it signs itself, also later):',
          '',
          sampleCurl(runtime.apiUrl, endpoint),
        ]
      : []),
    '',
  ];
}

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

const listed = (lines: [string, string | null][]): string[] =>
  lines.flatMap(([name, value]) => (value === null ? [] : [`  ${name.padEnd(12)} ${value}`]));

function table(rows: string[][]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd());
}
