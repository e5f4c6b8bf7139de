import { Session } from '../demo/session.js';
import { readJson } from '../stack/files.js';
import { dataDirectory, dataPaths } from '../stack/paths.js';
import type { Runtime } from '../stack/runtime.js';
import { EXIT, Failure } from './failure.js';

/** The Pinggo that is asked, signed in to. */
export interface Pinggo {
  url: string;
  session: Session;
}

const HOW =
  'Set PINGGO_URL, and PINGGO_KEY to an API key with the scope operations:write (Settings, API keys);\n' +
  'or start a local one with `npm start` (with PINGGO_DATA_DIR set there, set it here as well).';

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url.replace(/\/+$/, '');
  throw new Failure(`This is no URL such as https://leads.example.com: ${url}`, EXIT.MISUSED);
}

async function localStack(env: NodeJS.ProcessEnv): Promise<Runtime> {
  const runtime = await readJson<Runtime>(dataPaths(dataDirectory(env)).runtime);
  if (runtime) return runtime;
  throw new Failure(`Pinggo does not run on ${dataDirectory(env)}.\n${HOW}`, EXIT.UNREACHABLE);
}

const demoAdmin = ({ demo }: Runtime) => demo.users.find(({ role }) => role === 'ADMIN');
const demoOperator = ({ demo }: Runtime) => demo.users.find(({ role }) => role === 'OPERATOR');

/**
 * `PINGGO_URL` and `PINGGO_KEY`, whoever's key it is; else the local stack, as its demo's first admin where no key is given.
 * @throws Failure where neither is there
 */
export async function findPinggo(env: NodeJS.ProcessEnv = process.env): Promise<Pinggo> {
  const { PINGGO_URL: given, PINGGO_KEY: key } = env;
  if (given) {
    const url = checkedUrl(given);
    if (!key) throw new Failure(`PINGGO_KEY is not set.\n${HOW}`, EXIT.UNREACHABLE);
    return { url, session: new Session(url, { key }) };
  }
  const runtime = await localStack(env);
  const who = key ? { key } : demoAdmin(runtime);
  if (!who) throw new Failure(`The local stack has no demo to sign in to.\n${HOW}`, EXIT.UNREACHABLE);
  return { url: runtime.apiUrl, session: new Session(runtime.apiUrl, who) };
}

/**
 * The same, as a person: `PINGGO_EMAIL` and `PINGGO_PASSWORD` of an admin; else the demo's admin of the local stack.
 * @param given where it is, before `PINGGO_URL`
 */
export async function findAdmin(given?: string, env: NodeJS.ProcessEnv = process.env): Promise<Pinggo> {
  const { PINGGO_EMAIL: email, PINGGO_PASSWORD: password } = env;
  const named = given ?? env['PINGGO_URL'];
  const runtime = named ? null : await localStack(env);
  const url = named ? checkedUrl(named) : runtime!.apiUrl;
  const who = email && password ? { email, password } : runtime && demoAdmin(runtime);
  if (!who)
    throw new Failure(
      'Set PINGGO_EMAIL and PINGGO_PASSWORD to those of an admin of the organisation to try.',
      EXIT.UNREACHABLE,
    );
  return { url, session: new Session(url, who) };
}

/**
 * The same, to ask about an organisation: a key's own; or whatever `PINGGO_EMAIL` and `PINGGO_PASSWORD` may ask about, an operator about
 * each. Of the local stack it is its demo's operator where an organisation is named, else its demo's admin.
 * @param asked the organisation; left out: one's own
 */
export async function findDiagnosed(
  asked: string | undefined,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Pinggo & { isOperator: boolean }> {
  const { PINGGO_URL: named, PINGGO_KEY: key, PINGGO_EMAIL: email, PINGGO_PASSWORD: password } = env;
  const isPerson = email !== undefined && email !== '' && password !== undefined && password !== '';
  if (key || (named && !isPerson)) return { ...(await findPinggo(env)), isOperator: false };
  const runtime = named ? null : await localStack(env);
  const url = named ? checkedUrl(named) : runtime!.apiUrl;
  const demo = runtime && (asked === undefined ? demoAdmin(runtime) : demoOperator(runtime));
  const who = isPerson ? { email, password } : demo;
  if (!who) throw new Failure(`The local stack has no demo to sign in to.\n${HOW}`, EXIT.UNREACHABLE);
  const session = new Session(url, who);
  const { role } = await session.get<{ role: string }>('/api/auth/me');
  const isOperator = role === 'OPERATOR';
  if (isOperator && asked === undefined)
    throw new Failure('Name the organisation: `pinggo diagnose ORG`, by its id or its name.', EXIT.MISUSED);
  return { url, session, isOperator };
}
