// `npm run reencrypt`: seals all secrets by the first of PINGGO_SECRETS_KEY, each for its place
// (docs/runbooks/keys.md). The API may run meanwhile, if all its processes have the same keys.
import { openDatabase } from '../db/client.js';
import { resealSecrets } from '../db/leads/endpoint-secrets.js';
import { resealFactors } from '../db/platform/factor-secrets.js';
import { createSecretBox } from '../db/platform/secret-box.js';
import { resealSignOns } from '../db/platform/sign-on-secret.js';
import { resealWebhookSecrets } from '../db/platform/webhook-secrets.js';

const url = process.env['DATABASE_URL'];
const keys = process.env['PINGGO_SECRETS_KEY'];
if (!url || !keys) {
  console.error(
    'Set DATABASE_URL, as for the API, and PINGGO_SECRETS_KEY: the new key first, then a comma and the old one.',
  );
  process.exit(1);
}
try {
  process.exitCode = await reencrypt(url, keys);
} catch (error) {
  console.error(`The secrets could not be encrypted anew: ${(error as Error).message}`);
  process.exitCode = 1;
}

async function reencrypt(databaseUrl: string, secretsKeys: string): Promise<number> {
  const box = createSecretBox(secretsKeys);
  const db = openDatabase(databaseUrl, { role: 'pinggo_app', poolSize: 1 });
  try {
    const endpoints = await resealSecrets(db, box);
    const factors = await resealFactors(db, box);
    const signOns = await resealSignOns(db, box);
    const webhooks = await resealWebhookSecrets(db, box);
    const sum = (of: 'resealed' | 'current'): number => endpoints[of] + factors[of] + signOns[of] + webhooks[of];
    console.log(`${sum('resealed')} secrets are encrypted anew, ${sum('current')} were so already.`);
    const unreadable = [
      ...endpoints.unreadable.map(({ orgId, id }) => `organisation ${orgId}, secret ${id}`),
      ...factors.unreadable.map(({ orgId, id }) => `organisation ${orgId}, app for codes ${id}`),
      ...webhooks.unreadable.map(({ orgId, id }) => `organisation ${orgId}, secret of a webhook ${id}`),
      ...signOns.unreadable.map((orgId) => `organisation ${orgId}, client secret of single sign-on`),
    ];
    if (unreadable.length === 0) return 0;
    console.error(
      `${unreadable.length} cannot be read by any of the keys given; the others are done. Add the key, or rotate them:`,
    );
    for (const one of unreadable) console.error(`  ${one}`);
    return 1;
  } finally {
    await db.close();
  }
}
