import { Session } from '../demo/session.js';
import { readJson } from '../stack/files.js';
import { dataDirectory, dataPaths } from '../stack/paths.js';
import type { Runtime } from '../stack/runtime.js';
import { EXIT, Failure } from './failure.js';

/** The Pinggo that is asked, signed in to. */
export interface Pinggo {
  url: string;
  session: Session;
  /** What the local stack says of itself; null: it is another. */
  runtime: Runtime | null;
}

const HOW =
  'Set PINGGO_URL, and PINGGO_KEY to an API key with the scope operations:write (Settings, API keys);\n' +
  'or start a local one with `npm start` (with PINGGO_DATA_DIR set there, set it here as well).';

/**
 * `PINGGO_URL` and `PINGGO_KEY`, whoever's key it is; else the local stack, as its demo's first admin where no key is given.
 * @throws Failure where neither is there
 */
export async function findPinggo(env: NodeJS.ProcessEnv = process.env): Promise<Pinggo> {
  const { PINGGO_URL: url, PINGGO_KEY: key } = env;
  if (url !== undefined && url !== '') {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Failure(`PINGGO_URL is no URL such as https://leads.example.com: ${url}`, EXIT.MISUSED);
    if (!key) throw new Failure(`PINGGO_KEY is not set.\n${HOW}`, EXIT.UNREACHABLE);
    return { url: url.replace(/\/+$/, ''), session: new Session(url.replace(/\/+$/, ''), { key }), runtime: null };
  }
  const runtime = await readJson<Runtime>(dataPaths(dataDirectory(env)).runtime);
  if (!runtime) throw new Failure(`Pinggo does not run on ${dataDirectory(env)}.\n${HOW}`, EXIT.UNREACHABLE);
  const admin = runtime.demo.users.find(({ role }) => role === 'ADMIN');
  if (!key && !admin) throw new Failure(`The local stack has no demo to sign in to.\n${HOW}`, EXIT.UNREACHABLE);
  return { url: runtime.apiUrl, session: new Session(runtime.apiUrl, key ? { key } : admin!), runtime };
}
