import tseslint from 'typescript-eslint';

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.pinggo*',
      'build',
      'dist',
      'coverage',
      'db/migrations',
      'dashboard/dist',
      'dashboard/src/api/schema.d.ts',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      eqeqeq: 'error',
      'no-restricted-imports': [
        'error',
        {
          name: 'temporal-polyfill',
          message: 'It hands over the Temporal of a Node that has one: import temporal-polyfill/implementation.',
        },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'config.ts is the only reader of process.env.' },
      ],
    },
  },
  {
    files: ['config.ts', 'cli/**', 'test/**', 'vitest.config.ts', 'dashboard/vite.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['domain/**/*.ts', 'workflows/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        { name: 'process', message: 'Domain and workflow code have no ambient environment.' },
        { name: 'setTimeout', message: 'Use the workflow sleep; domain code has no timers.' },
        { name: 'fetch', message: 'No I/O here: use an activity.' },
      ],
    },
  },
);
