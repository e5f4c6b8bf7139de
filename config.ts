import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';
import { cachedWorkflows } from './temporal.config.js';
import { temporalServer, type TemporalServer } from './temporal.server.js';

const flagOr = (otherwise: 'true' | 'false') =>
  z
    .enum(['true', 'false', '1', '0'])
    .default(otherwise)
    .transform((value) => value === 'true' || value === '1');
const flag = flagOr('false');
const port = z.coerce.number().int().min(0).max(65535);

/** What Express takes as `trust proxy`, but never everybody: whoever is believed says for themselves where they come from. */
const trustedProxies = z
  .string()
  .default('0')
  .transform((text, context): false | number | string[] => {
    if (/^\d{1,2}$/.test(text)) return Number(text) === 0 ? false : Number(text);
    const parts = text.split(',').map((part) => part.trim());
    if (parts.every(isNetwork)) return parts;
    context.addIssue({
      code: 'custom',
      message:
        'set it to the number of proxies in front of the API, or to their addresses, e.g. 1 or 10.0.0.0/8,loopback',
    });
    return z.NEVER;
  });

function isNetwork(text: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true;
  const [address = '', bits, ...rest] = text.split('/');
  const longest = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return (
    longest > 0 &&
    rest.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= longest))
  );
}

/** Names of hosts, by commas: without scheme, port and path, as a provider's address has them. */
const innerHosts = z
  .string()
  .default('')
  .transform((text, context): string[] => {
    const hosts = text
      .toLowerCase()
      .split(',')
      .map((host) => host.trim())
      .filter((host) => host !== '');
    if (hosts.every((host) => /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/.test(host))) return hosts;
    context.addIssue({ code: 'custom', message: 'set it to names of hosts, e.g. login.corp.example,id.corp.example' });
    return z.NEVER;
  });

/** Every environment variable that a Pinggo process reads. The README's table says the same in words. */
const environment = z.object({
  NODE_ENV: z.string().default('development'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  /** Postgres, as a role that neither owns the tables nor bypasses row-level security (`pinggo_app`). */
  DATABASE_URL: z.string().min(1, 'set it to a Postgres URL, e.g. postgres://pinggo_app:…@localhost:5432/pinggo'),
  /** Postgres as `pinggo_relay`, for the relay and the sweep. Default: DATABASE_URL with that role taken on. */
  RELAY_DATABASE_URL: z.string().optional(),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(12),
  TEMPORAL_TASK_QUEUE: z.string().default('pinggo'),
  /** Temporal's Worker Versioning: which deployment the worker is a version of. Default: of none. */
  WORKER_DEPLOYMENT: z
    .string()
    .regex(/^[\w-]{1,200}$/, 'set it to letters, digits, - and _, e.g. pinggo')
    .optional(),
  /** Origin of the Temporal UI, for links from a lead to its workflow; without it there are none. */
  TEMPORAL_UI_URL: z.url({ protocol: /^https?$/, error: 'set it to an http(s) URL, or leave it out' }).optional(),
  /** File of a workflow bundle made beforehand. Default: that of the build; from its sources a worker bundles at start. */
  PINGGO_WORKFLOW_BUNDLE: z.string().optional(),
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(3000),
  /** Of the API's metrics, documentation and details of readiness: the only place for them in production. */
  OPS_PORT: port.optional(),
  /** Origin under which people reach the API, for links in mails and in the Temporal UI. Default: http://localhost:PORT. */
  PUBLIC_URL: z.string().optional(),
  /** Private JWK (ES256) that signs access tokens. */
  PINGGO_SIGNING_KEY: z.string().optional(),
  /** JWK or array of JWKs, public or private: what they signed is taken, too, while the signing key is changed. */
  PINGGO_OTHER_SIGNING_KEYS: z.string().optional(),
  /** 32 bytes, base64: encrypts the secrets of endpoints and webhooks at rest. Without it a worker signs no webhook. */
  PINGGO_SECRETS_KEY: z.string().optional(),
  PINGGO_BYPASS_AUTH: flag,
  /**
   * `smtp://user:password@host:port`, by which the worker sends mail. The API asks only whether there is one: without it, whoever
   * invites is shown the link, and nobody is offered a link by mail.
   */
  SMTP_URL: z.string().optional(),
  SMTP_FROM: z.string().default('Pinggo <pinggo@localhost>'),
  /** Port of the worker's own Prometheus metrics; none without it. */
  WORKER_METRICS_PORT: port.optional(),
  /** Leads whose workflow the worker keeps in memory; far above its 100 slots. */
  WORKER_CACHED_WORKFLOWS: z.coerce.number().int().min(400).default(cachedWorkflows),
  /** From this many leads that wait on, the worker decides them together. For tests and the bench: `BACKLOG_FROM` and `TOGETHER_FROM` are measured. */
  WORKER_BACKLOG_FROM: z.coerce.number().int().min(1).optional(),
  /** Days that delivered messages of the outbox are kept; 0, as for those below: for ever. */
  KEEP_OUTBOX_DAYS: z.coerce.number().int().min(0).default(7),
  /** Days that refresh tokens are kept after they expired. */
  KEEP_REFRESH_TOKEN_DAYS: z.coerce.number().int().min(0).default(7),
  /** Days that one-time links are kept after they expired, used or not. */
  KEEP_ONE_TIME_LINK_DAYS: z.coerce.number().int().min(0).default(7),
  /** Days that the keys of deliveries are kept: whoever sends one again later is not known by it. */
  KEEP_INBOX_KEY_DAYS: z.coerce
    .number()
    .int()
    .refine((days) => days === 0 || days >= 7, 'set it to 7 or more, as senders try again for days, or to 0: for ever')
    .default(45),
  /** Days that notices are kept after they were read. */
  KEEP_READ_NOTICE_DAYS: z.coerce.number().int().min(0).default(90),
  /** Days that notices are kept that nobody read. */
  KEEP_UNREAD_NOTICE_DAYS: z.coerce.number().int().min(0).default(365),
  /** Days that deliveries of webhooks are kept, with what was answered. */
  KEEP_WEBHOOK_DELIVERY_DAYS: z.coerce
    .number()
    .int()
    .refine(
      (days) => days === 0 || days >= 4,
      'set it to 4 or more, as they are tried for three days, or to 0: for ever',
    )
    .default(30),
  /** Days that a deleted organisation can be restored, before it may be deleted for good. */
  KEEP_DELETED_TENANT_DAYS: z.coerce.number().int().min(1, 'set it to 1 day or more').default(30),
  /** Most requests a minute from one address to the routes that need no signature; 0 turns the limit off. */
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).default(6000),
  /** `false` switches off all limits that are settings: of requests, deliveries and log-ins. */
  PINGGO_LIMITS: flagOr('true'),
  /** Log-ins of one account that may fail before the next must wait. */
  LOGIN_TRIES_PER_ACCOUNT: z.coerce.number().int().min(1).default(5),
  /** The same from one address, whoever is tried from there. */
  LOGIN_TRIES_PER_ADDRESS: z.coerce.number().int().min(1).default(50),
  /** The first wait; each further failure doubles it. */
  LOGIN_FIRST_WAIT_SECONDS: z.coerce.number().min(0.1).max(3600).default(2),
  LOGIN_MAX_WAIT_SECONDS: z.coerce.number().min(1).max(86_400).default(300),
  /** Hosts of the company's own network at which single sign-on may find a provider. */
  SIGN_ON_INNER_HOSTS: innerHosts,
  /** Hosts of the company's own network that webhooks may be sent to. */
  WEBHOOK_INNER_HOSTS: innerHosts,
  /** For development and tests: webhooks may be sent to this machine, and by plain HTTP there. */
  WEBHOOK_LOCAL: flag,
  /** Whose `X-Forwarded-For` names the client: how many proxies are in front, or which. Default: nobody's. */
  TRUST_PROXY: trustedProxies,
  /** For tests, under NODE_ENV=test only: where the worker dies as by a crash, and at which passing: TOLD:3. */
  PINGGO_DIE_AT: z
    .string()
    .regex(/^(SETTLED|CLAIMED|DECIDED|TOLD|MARKED)(:[1-9]\d*)?$/, 'leave it out: it is for tests')
    .optional(),
  /** Most signed deliveries a minute of an endpoint that has no quota of its own; 0: no limit. */
  INTAKE_QUOTA_PER_MINUTE: z.coerce.number().int().min(0).max(1_000_000).default(6000),
});

export type Config = z.infer<typeof environment> & { publicUrl: string; temporal: TemporalServer };

const withoutSlash = (url: string): string => url.replace(/\/+$/, '');

/** Origin under which people reach the API, for commands that need nothing else of the environment. */
export const publicUrlOf = ({
  PUBLIC_URL,
  PORT,
}: {
  PUBLIC_URL?: string | undefined;
  PORT?: string | number | undefined;
}): string => withoutSlash(PUBLIC_URL || `http://localhost:${PORT || 3000}`);

/**
 * Reads and checks the environment.
 * @throws Error that names each variable which is missing or wrong, and what it should be.
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = environment.safeParse(given);
  const temporal = orError(() => temporalServer(given));
  if (!parsed.success || temporal instanceof Error) {
    const issues = parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
    const problems = [...issues, ...(temporal instanceof Error ? [temporal.message] : [])].map((each) => `  ${each}`);
    throw new Error(
      `The environment is not usable:\n${problems.join('\n')}\nSee the configuration table in README.md.`,
    );
  }
  const config = parsed.data;
  if (config.PINGGO_DIE_AT !== undefined && config.NODE_ENV !== 'test')
    throw new Error('PINGGO_DIE_AT makes a worker crash: it is for tests, under NODE_ENV=test. Leave it out.');
  if (config.WEBHOOK_LOCAL && config.NODE_ENV === 'production')
    throw new Error('WEBHOOK_LOCAL lets tenants reach this machine: it is for development and tests. Leave it out.');
  return { ...config, publicUrl: publicUrlOf(config), temporal };
}

function orError<T>(read: () => T): T | Error {
  try {
    return read();
  } catch (error) {
    return error as Error;
  }
}

/** The environment of a process that starts; one that is not usable ends it, with what to set. */
export function configOrExit(): Config {
  try {
    return loadConfig();
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
