// `npm run migrate`: brings the database of DATABASE_URL, the owner's, to this version; of an installation without an
// organisation it prints the link by which the first one is made.
import { publicUrlOf } from '../config.js';
import { LockHeldError } from '../db/migrating/apply.js';
import { messageOf } from '../db/errors.js';
import { ensureRoles, migrate } from '../db/migrate.js';
import { newSetupLink, setupLinkWords } from './setup-link.js';

const ownerUrl = process.env['DATABASE_URL'];
if (!ownerUrl) {
  console.error('Set DATABASE_URL to the URL of the database owner, e.g. postgres://owner:…@localhost:5432/pinggo');
  process.exit(1);
}
try {
  await migrate(ownerUrl, { log: console.log });
  const roles = await ensureRoles(ownerUrl);
  console.log('The schema is up to date, and the roles are there. The processes connect as them:');
  console.log(`  DATABASE_URL of api and worker  ${withoutPassword(roles.appUrl)}`);
  console.log(`  RELAY_DATABASE_URL of worker    ${withoutPassword(roles.relayUrl)}`);
  const link = await newSetupLink(ownerUrl, publicUrlOf(process.env));
  if (link) console.log(['', ...setupLinkWords(link)].join('\n'));
} catch (error) {
  console.error(`The database could not be migrated: ${messageOf(error)}`);
  if (!(error instanceof LockHeldError))
    console.error('DATABASE_URL must name a reachable database and a role that owns it and may create roles.');
  process.exit(1);
}

function withoutPassword(url: string): string {
  const shown = new URL(url);
  if (shown.password) shown.password = '…';
  return decodeURI(shown.href);
}
