import { loadConfig } from '../config.js';
import { passwordOf, urlOf } from '../db/migrate.js';
import { newPassword, newSecretsKey, newSigningKey } from './new-keys.js';

/** What somebody says of an installation; all else is made. */
export interface EnvGiven {
  publicUrl: string;
  smtpUrl?: string;
  smtpFrom?: string;
  port?: string;
  trustProxy?: string;
  /** The owner's, of a Postgres that runs elsewhere. Without it: those of Docker Compose. */
  databaseUrl?: string;
}

interface Part {
  comment: string;
  variables: Record<string, string | undefined>;
}

/** The owner of the database in `docker-compose.yml`. */
const COMPOSE_OWNER = 'pinggo';

/**
 * Everything that an installation needs to be told, with keys and passwords that were never used.
 * @throws Error naming what of it cannot be used
 */
export async function environmentOf(given: EnvGiven): Promise<Part[]> {
  if (!/^https?:$/.test(protocolOf(given.publicUrl)))
    throw new Error('--public-url: give the whole URL, such as https://leads.example.com');
  if (given.smtpUrl !== undefined && !/^smtps?:$/.test(protocolOf(given.smtpUrl)))
    throw new Error('--smtp-url: give the whole URL, such as smtp://user:password@mail.example.com:587');
  const parts: Part[] = [
    {
      comment: 'Under which people reach it, and how mail leaves the house.',
      variables: {
        PUBLIC_URL: given.publicUrl.replace(/\/+$/, ''),
        SMTP_URL: given.smtpUrl,
        SMTP_FROM: given.smtpFrom,
        PORT: given.port,
        TRUST_PROXY: given.trustProxy,
      },
    },
    {
      comment: 'Sign access tokens, and encrypt the secrets of sources. How to change them: docs/runbooks/keys.md.',
      variables: { PINGGO_SIGNING_KEY: await newSigningKey(), PINGGO_SECRETS_KEY: newSecretsKey() },
    },
    given.databaseUrl === undefined ? composeDatabases() : databaseAt(given.databaseUrl),
  ];
  const all = Object.assign({}, ...parts.map(({ variables }) => variables)) as NodeJS.ProcessEnv;
  // What a process would refuse at its start is refused here.
  loadConfig({ DATABASE_URL: 'postgres://pinggo_app:…@postgres:5432/pinggo', ...all });
  return parts;
}

/** `npm run migrate` derives the roles' passwords in the same way, and sets them. */
function composeDatabases(): Part {
  const password = newPassword();
  const owner = { user: COMPOSE_OWNER, password };
  return {
    comment: 'Docker Compose: the owners of the two databases, and the roles that the processes connect as.',
    variables: {
      POSTGRES_PASSWORD: password,
      PINGGO_APP_PASSWORD: passwordOf('pinggo_app', owner),
      PINGGO_RELAY_PASSWORD: passwordOf('pinggo_relay', owner),
      TEMPORAL_POSTGRES_PASSWORD: newPassword(),
    },
  };
}

function databaseAt(ownerUrl: string): Part {
  if (!/^postgres(ql)?:$/.test(protocolOf(ownerUrl)))
    throw new Error(
      '--database-url: give the owner’s whole URL, such as postgres://owner:password@db.example.com:5432/pinggo',
    );
  return {
    comment: 'As the roles that the processes connect as; npm run migrate, which needs the owner’s URL, lets them in.',
    variables: { DATABASE_URL: urlOf('pinggo_app', ownerUrl), RELAY_DATABASE_URL: urlOf('pinggo_relay', ownerUrl) },
  };
}

function protocolOf(url: string): string {
  try {
    return new URL(url).protocol;
  } catch {
    return '';
  }
}

/** As Docker Compose and `node --env-file` read it: between single quotes nothing has a meaning of its own. */
export function fileOf(parts: readonly Part[]): string {
  const lines = parts.flatMap(({ comment, variables }) => {
    const given = Object.entries(variables).filter((one): one is [string, string] => one[1] !== undefined);
    return given.length === 0
      ? []
      : [`# ${comment}`, ...given.map(([name, value]) => `${name}=${quoted(name, value)}`), ''];
  });
  return ['# Made by npm run env. What else can be set is in .env.example and in README.md.', '', ...lines].join('\n');
}

function quoted(name: string, value: string): string {
  if (/^[\w./:@%+=-]+$/.test(value)) return value;
  if (/['\r\n]/.test(value))
    throw new Error(`${name}: no quotes and line breaks can stand in it; in a URL write %27 for '`);
  return `'${value}'`;
}
