/**
 * The arrows of docs/architecture.md. When one is refused, move the code; do not relax the rule.
 * test/structure/arrows.test.ts shows that each of them bites.
 */
const TESTS = '\\.test\\.ts$|/fixtures/';
/** Folders of the tree, each with the same rooms in it. */
const LAYERS = 'domain|workflows|activities|settlement|relay|db|api|dashboard/src/pages|test/[a-z]+';
/** Everything of ours that is part of the running product. */
const OURS =
  '^(domain|workflows|activities|settlement|outgoing|relay|db|api|dashboard|client|cli|scripts|test|worker|config|temporal\\.config)';

const only = (from, allowed, comment) => ({
  name: `${from.replace(/[^a-z]/g, '')}-arrows`,
  comment,
  severity: 'error',
  from: { path: `^${from}`, pathNot: TESTS },
  to: { path: OURS, pathNot: allowed },
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

    // Rooms.
    only(
      'domain/engine/',
      '^domain/engine/',
      'The engine knows nothing but itself: a task or a booking can run on it.',
    ),
    {
      name: 'platform-knows-no-product',
      comment: 'The platform serves every product: what it needs of one is handed to it.',
      severity: 'error',
      from: { path: `^(?:${LAYERS})/platform/`, pathNot: TESTS },
      to: { path: `^(?:${LAYERS})/(?!platform/|engine/|http/|delivery/)[^/.]+/`, pathNot: '^db/migrations/' },
    },
    {
      name: 'products-apart',
      comment: 'A product room never imports another: what both need is platform or engine.',
      severity: 'error',
      from: {
        path: '^(?:domain|workflows|activities|relay|db|api|dashboard/src/pages)/(?!platform/|engine/|http/|delivery/|seed/)([^/.]+)/',
      },
      to: {
        path: '^(?:domain|workflows|activities|relay|db|api|dashboard/src/pages)/(?!platform/|engine/|http/|delivery/|seed/|migrations/)[^/.]+/',
        pathNot: '^[^/]+(?:/src/pages)?/$1/',
      },
    },

    // Layers.
    only('domain/', '^domain/', 'The domain is pure: it imports nothing of ours.'),
    {
      name: 'domain-no-io',
      severity: 'error',
      from: { path: '^domain/', pathNot: TESTS },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: 'moment-timezone|re2js' },
    },
    {
      name: 'workflows-arrows',
      severity: 'error',
      comment: 'Workflows import the domain, and activities only as types.',
      from: { path: '^workflows/', pathNot: TESTS },
      to: { path: OURS, pathNot: '^(workflows|domain|activities)/' },
    },
    {
      name: 'workflows-activities-as-types',
      severity: 'error',
      from: { path: '^workflows/', pathNot: TESTS },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-no-libraries',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev'], pathNot: '@temporalio/(workflow|common)' },
    },
    only('db/', '^(db|domain)/', 'The database layer knows the domain only.'),
    only('settlement/', '^(settlement|domain|db)/', 'The settlement decides by the domain and writes by the database.'),
    only('outgoing/', '^outgoing/', 'Calls to addresses that a tenant gave know nothing of what they carry.'),
    only(
      'activities/',
      '^(activities|settlement|outgoing|domain|db)/',
      'Activities are what a worker registers, and thin.',
    ),
    only(
      'relay/',
      '^(relay|settlement|domain|db)/|^workflows/(.*/messages|ids)\\.ts$',
      'The relay carries rows to Temporal: of workflows it knows ids and messages.',
    ),
    only(
      'api/http/',
      '^api/http/|^domain/platform/|^domain/engine/|^db/[^/]+\\.ts$',
      'What any API needs knows no room.',
    ),
    only('api/', '^(api|outgoing|domain|db)/|^workflows/(.*/messages|ids)\\.ts$|^config\\.ts$', 'The API is thin.'),
    only(
      'dashboard/',
      '^dashboard/|^domain/.*/vocabulary/|^api/[a-z]+/contract/bodies/',
      'The dashboard holds no rule: what it knows comes from the API, the words of the domain, and the bodies that its forms send.',
    ),
    {
      name: 'bodies-arrows',
      severity: 'error',
      comment:
        'Bodies of requests are what forms share with the API: schemas over the domain, and nothing of a server.',
      from: { path: '^api/[a-z]+/contract/bodies/', pathNot: TESTS },
      to: { path: OURS, pathNot: '^api/[a-z]+/contract/bodies/|^api/http/fields\\.ts$|^domain/' },
    },
    only('client/', '^client/', 'The client for integrators knows the API by its document only.'),
    only('scripts/', '^scripts/', 'Scripts run before anything is installed.'),
    {
      name: 'pages-stand-alone',
      comment: 'Only the frame knows the pages.',
      severity: 'error',
      from: { path: '^dashboard/src/(api|i18n|live|shared)/', pathNot: TESTS },
      to: { path: '^dashboard/src/(pages|frame)/' },
    },
    {
      name: 'not-from-tests',
      severity: 'error',
      from: { pathNot: '^(test/|cli/check)|\\.test\\.ts$' },
      to: { path: '^test/|\\.test\\.ts$' },
    },
    {
      name: 'no-dev-deps',
      severity: 'error',
      from: {
        path: '^(domain|workflows|activities|settlement|outgoing|relay|db|api|worker|config|temporal)',
        pathNot: '\\.test\\.ts$',
      },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(node_modules|\\.pinggo|build|(dashboard|client)/dist)' },
  },
};
