// `npx pinggo …`: what operators ask a running Pinggo, and have it do.
import { Command } from 'commander';
import { diagnose } from './pinggo/diagnose.js';
import { dlq } from './pinggo/dlq/dlq.js';
import { readFailure } from './pinggo/failure.js';
import { leads } from './pinggo/leads/leads.js';
import { smoke } from './pinggo/smoke/smoke.js';
import { status } from './pinggo/status.js';
import { verify } from './pinggo/verify.js';

const program = new Command('pinggo')
  .description(
    'Asks a running Pinggo: that of PINGGO_URL, with the API key PINGGO_KEY; without, the local stack (`npm start`).\n\n' +
      'With --json what is asked for comes on stdout as JSON; what is under way is told on stderr.\n' +
      'Exit code 0: done; 1: refused, or something is not as it should be; 2: it could not be understood; 3: Pinggo could not be\n' +
      'found, reached or signed in to.',
  )
  .helpOption('-h, --help', 'show this')
  .exitOverride()
  // `verify` and `verify audit` both know `--json`: what comes after a command's name is that command's.
  .enablePositionalOptions()
  .addCommand(status())
  .addCommand(diagnose())
  .addCommand(dlq())
  .addCommand(leads())
  .addCommand(verify())
  .addCommand(smoke());

await program.parseAsync().catch((error: unknown) => {
  const { message, exitCode } = readFailure(error);
  if (message !== null) console.error(process.argv.includes('--json') ? JSON.stringify({ error: message }) : message);
  process.exitCode = exitCode;
});
