/** The arrows of docs/architecture.md. When one is refused, move the code; do not relax the rule. */
const only = (from, allowed, comment) => ({
  name: `${from.replace(/[^a-z]/g, '')}-arrows`,
  comment,
  severity: 'error',
  from: { path: `^${from}`, pathNot: '\\.test\\.ts$' },
  to: {
    path: '^(domain|workflows|activities|db|api|cli|scripts|test|worker|config|temporal\\.config)',
    pathNot: allowed,
  },
});
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: ['^\\.dependency-cruiser', '\\.(test|d)\\.ts$', '\\.config\\.', '^scripts/', '^test/'],
      },
      to: {},
    },
    only('domain/', '^domain/', 'The domain is pure: it imports nothing of ours.'),
    {
      name: 'domain-no-io',
      severity: 'error',
      from: { path: '^domain/', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'temporal-polyfill|re2js' },
    },
    {
      name: 'workflows-arrows',
      severity: 'error',
      comment: 'Workflows import the domain, and activities only as types.',
      from: { path: '^workflows/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(activities|db|api|cli|test|worker|config|temporal\\.config)', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-no-libraries',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: '@temporalio/(workflow|common)' },
    },
    only('activities/', '^(activities|domain|db)/', 'Activities use the domain and the database.'),
    only('db/', '^(db/|domain/)', 'The database layer knows the domain only.'),
    only('api/', '^(api/|domain/|db/|workflows/.*/messages|workflows/ids|config)', 'The API is thin.'),
    {
      name: 'not-from-tests',
      severity: 'error',
      from: { pathNot: '^(test/|cli/check)|\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'no-dev-deps',
      severity: 'error',
      from: { path: '^(domain|workflows|activities|db|api|worker|config|temporal)', pathNot: '\\.test\\.ts$' },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(node_modules|\\.pinggo|test/fixtures|dashboard/dist)' },
  },
};
