import react from '@vitejs/plugin-react';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

const api = process.env.PINGGO_API ?? 'http://127.0.0.1:3000';

/** Leaves scripts and styles compressed beside themselves: the API sends that to every browser that takes it. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  writeBundle: async ({ dir }, bundle) => {
    // The best quality takes more than twice as long for 2 % less: only what every first view waits for is worth that.
    const paramsOf = (file: string) => ({
      [constants.BROTLI_PARAM_QUALITY]: /\b(index|shared|charts)-[\w-]+\.js$/.test(file) ? 11 : 10,
    });
    const compress = async (file: string): Promise<void> =>
      writeFile(`${file}.br`, await promisify(brotliCompress)(await readFile(file), { params: paramsOf(file) }));
    const files = Object.keys(bundle).filter((file) => /\.(js|css)$/.test(file));
    await Promise.all(files.map((file) => compress(join(dir!, file))));
  },
});

/** What no page of the day asks for, but several of the settings and the ways in: the first view does not wait for it. */
const OF_SETTINGS = new RegExp(
  [
    'node_modules/(zod|@mantine/form|mantine-form-zod-resolver|react-number-format|@simplewebauthn|@dnd-kit)/',
    '@mantine/core/esm/components/(Autocomplete|Fieldset|MultiSelect|NumberInput|Pill|PillsInput|Switch|TagsInput)/',
    'dashboard/src/shared/(form|places|settings)/',
    'dashboard/src/pages/[a-z]+/(away|by-hand|handover|links|me|settings|setup|sign-in|sign-on)/',
    '/(api/http|contract/bodies)/',
    '/domain/(engine|platform)/',
    '/domain/leads/vocabulary/condition-fields',
  ].join('|'),
);
const isOfSettings = (id: string): boolean => OF_SETTINGS.test(id.replaceAll('\\', '/'));
/**
 * Of pages of the day that are no first view, and of settings. The lead's styles, which the flow editor shows as well, would come before
 * Mantine's among what all pages share, and lose to them.
 */
const OF_PAGES = new RegExp(
  [
    '@mantine/core/esm/components/(Radio|Tabs|ThemeIcon)/',
    '@mantine/core/esm/core/utils/(create-scoped-keydown-handler|find-element-ancestor|get-context-item-index|get-safe-id)/',
    '@mantine/hooks/esm/use-resize-observer/',
    '@tabler/icons-react/dist/esm/icons/Icon(ArrowsExchange|BellRinging|ChevronDown|AlertTriangle|FolderPlus|GripVertical|HandStop|PlayerPlay|Speakerphone)\\.',
    'dashboard/src/pages/leads/(lead(?!/approvals)|parts)/',
    'dashboard/src/shared/(call-outcomes|pause-ends|phone|reach|signs|typed-field)',
  ].join('|'),
);
const isOfPages = (id: string): boolean => OF_PAGES.test(id.replaceAll('\\', '/'));
/** The same, but each a file of its own. */
const isApart = (id: string): boolean =>
  /\/components\/(Checkbox|Menu|PasswordInput)\/|shared\/passkeys|pages\/leads\/list\//.test(id.replaceAll('\\', '/'));

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed()],
  // Its package names the build with warnings for developers, whoever asks.
  resolve: {
    alias: [
      {
        find: /^react-router$/,
        replacement: fileURLToPath(new URL('../node_modules/react-router/dist/production/index.mjs', import.meta.url)),
      },
    ],
  },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    // Lowered, light-dark() would follow a color-scheme that Mantine sets elsewhere, and fall to nothing.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    assetsInlineLimit: 0,
    // What several pages share is one file: split by who shares it, it is some forty, which compress badly.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // First: what it needs of others is in there already.
            {
              name: 'shared',
              minShareCount: 3,
              test: (id) => !isOfSettings(id) && !isOfPages(id) && !isApart(id),
              priority: 2,
            },
            { name: 'pages-shared', minShareCount: 2, test: isOfPages, priority: 1 },
            { name: 'settings-shared', minShareCount: 2, test: isOfSettings },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': api, '/.well-known': api } },
});
