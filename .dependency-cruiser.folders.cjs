/** The folders of a layer have an order, too: what two of them need of each other goes below both. Tests have none. */
module.exports = {
  forbidden: [
    {
      name: 'no-folder-cycles',
      severity: 'error',
      scope: 'folder',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    includeOnly: '^(domain|workflows|activities|settlement|outgoing|relay|db|api|dashboard/src)/',
    exclude: { path: '\\.test\\.tsx?$' },
  },
};
