// `npm test [-- arguments for vitest]`: everything, on a machine that may have nothing but Node.
import { runTests } from './stack/tests.js';

process.exitCode = await runTests(process.argv.slice(2));
process.exit();
