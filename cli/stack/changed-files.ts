import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectRoot } from './paths.js';

const run = promisify(execFile);

/** What tests use without importing it, and the file through which they do: they are as good as changed with it. */
const USED_BY: [what: RegExp, by: string][] = [
  // A worker and an API of their own, as processes.
  [/^(api|relay|settlement|outgoing|activities|workflows|db|domain)\/(?!.*\.test\.ts$)/, 'test/support/processes.ts'],
  [/^(worker|config|temporal\.config)\.ts$/, 'test/support/processes.ts'],
  // The bundle of a worker within the test.
  [/^(workflows|domain)\/(?!.*\.test\.ts$)/, 'test/workflows/harness.ts'],
  [/^db\/migrations\//, 'test/support/stack.ts'],
  [/^dashboard\/(?!.*\.test\.ts$)/, 'test/support/tower.ts'],
  [/^api\/leads\/intake\/fixtures\//, 'api/leads/intake/fixtures/read.ts'],
  [/^docs\/golden-cases\.md$/, 'test/golden/document.ts'],
  [/^docs\/(?!adr\/|golden-cases).*\.md$/, 'test/support/doc-example.ts'],
  [/^test\/replay\//, 'test/replay/replay.test.ts'],
  [/^test\/bpi2012\/sample\//, 'test/bpi2012/expected.test.ts'],
  [/^(docker-compose\.yml|Dockerfile|README\.md|config\.ts|\.env\.example|\.dockerignore)$/, 'test/compose.test.ts'],
];

/** What all tests stand on. */
const UNDER_ALL =
  /^(package(-lock)?\.json|tsconfig\.json|vitest\.config\.ts|cli\/(stack|demo\/headed)\/|cli\/test\.ts$|scripts\/|test\/support\/(global-setup|browser-setup|database-urls)\.ts$)/;

/**
 * The files of which tests are to run, when these have changed: they, and what uses them without importing them.
 * @returns null where it is all tests
 */
export function touchedBy(changed: string[]): string[] | null {
  if (changed.some((file) => UNDER_ALL.test(file))) return null;
  const users = changed.flatMap((file) => USED_BY.filter(([what]) => what.test(file)).map(([, by]) => by));
  return [...new Set([...changed, ...users])];
}

/** Every file that is named here as the user of others. */
export const users = USED_BY.map(([, by]) => by);

/**
 * What git says has changed, from the root of the repository.
 * @param base also what was committed since the branch left this one
 */
export async function changedFiles(base: string | null): Promise<string[]> {
  const git = async (...args: string[]): Promise<string[]> => {
    const { stdout } = await run('git', args, { cwd: projectRoot, maxBuffer: 1e7 });
    return stdout.split('\0').filter((name) => name !== '');
  };
  const found = await Promise.all([
    git('diff', '--name-only', '--relative', '-z', 'HEAD'),
    git('ls-files', '--others', '--exclude-standard', '-z'),
    base === null ? [] : git('diff', '--name-only', '--relative', '-z', `${base}...HEAD`),
  ]);
  return [...new Set(found.flat())];
}
