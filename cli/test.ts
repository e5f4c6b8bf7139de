// `npm test [-- arguments for vitest]`: everything, on a machine that may have nothing but Node. Ends with the line `N passed, N failed`.
import { runTests } from './stack/tests.js';

const { code, line } = await runTests(process.argv.slice(2));
if (line !== null) console.log(line);
process.exitCode = code;
process.exit();
