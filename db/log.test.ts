import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const run = promisify(execFile);

it('has every line, in order, also of a process that ends in the turn in which it logs', async () => {
  const work = `
    import { openLog } from './db/log.ts';
    const log = openLog('test', 'info');
    for (let n = 0; n < 300; n += 1) log.info({ n }, 'a line');
    process.exit(0);`;
  const { stdout } = await run(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', work]);
  const lines = stdout.trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as { n: number }).n)).toEqual(lines.map((_, n) => n));
  expect(lines).toHaveLength(300);
});
