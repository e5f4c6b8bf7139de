// `npm run env`: writes a `.env` with everything that production needs: all keys and passwords are made here.
import { open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { environmentOf, fileOf, type EnvGiven } from './env-file.js';

const program = new Command('npm run env --')
  .description(
    'Writes the .env of an installation, with new keys and passwords. One that is there already stays as it is.',
  )
  .helpOption('-h, --help', 'show this')
  .option('--file <file>', 'where to', '.env')
  .requiredOption('--public-url <url>', 'under which people reach it: https://leads.example.com')
  .option('--smtp-url <url>', 'smtp://user:password@host:port; without it no mail leaves the house')
  .option('--smtp-from <sender>', 'Pinggo <leads@example.com>')
  .option('--port <port>', 'of the API on this host')
  .option('--trust-proxy <proxies>', 'how many proxies are in front, or their networks')
  .option(
    '--database-url <url>',
    'of the owner of a Postgres that runs elsewhere: the processes’ own URLs are written, for an installation without Docker Compose',
  )
  .parse();

const { file, ...given } = program.opts<EnvGiven & { file: string }>();
const path = resolve(file);
try {
  const content = fileOf(await environmentOf(given));
  // Never over one that is there: its keys may be the only ones that open what is stored.
  const handle = await open(path, 'wx', 0o600);
  await handle.writeFile(content);
  await handle.close();
  console.log(
    [
      `${path} is written, for your eyes only. Keep a copy of it in a safe place: nobody can make its keys again.`,
      ...(given.smtpUrl === undefined ? ['No mail will be sent: SMTP_URL is not set.'] : []),
      given.databaseUrl === undefined
        ? 'Go on with: docker compose up --build --detach && docker compose logs migrate'
        : 'Go on with: DATABASE_URL=<the owner’s> npm run migrate, and start the processes with this file’s variables.',
    ].join('\n'),
  );
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  console.error(
    code === 'EEXIST'
      ? `${path} is there already, and its keys may be in use: move it away first, or name another with --file.`
      : `Nothing is written: ${message}`,
  );
  process.exit(1);
}
