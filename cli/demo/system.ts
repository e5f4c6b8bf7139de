import { readJson } from '../stack/files.js';
import { dataDirectory, dataPaths } from '../stack/paths.js';
import type { Runtime } from '../stack/runtime.js';
import { Session } from './session.js';

/** A fault that the person at the keyboard can do something about: its message is all they need to see. */
export class UserError extends Error {
  override readonly name = 'UserError';
}

/** The running system, as its `runtime.json` describes it. */
export interface System {
  runtime: Runtime;
  /** The org that the demo works in. */
  orgId: string;
  /** The demo's endpoint in that org. */
  endpoint: { id: string; secret: string };
  admin: Session;
  manager: Session;
  managerLogin: { email: string; password: string };
}

const start =
  'Start it in another terminal with `npm start`, and try again when it says that it is ready.\n' +
  'With PINGGO_DATA_DIR set there, set it here to the same directory.';

/** @throws UserError when nothing runs on the data directory. */
export async function findSystem(dataDir = dataDirectory()): Promise<System> {
  const runtime = await readJson<Runtime>(dataPaths(dataDir).runtime);
  if (!runtime) throw new UserError(`Pinggo does not run on ${dataDir}: there is no runtime.json.\n${start}`);
  const alive = await fetch(`${runtime.apiUrl}/healthz`, { signal: AbortSignal.timeout(5000) }).then(
    (response) => response.ok,
    () => false,
  );
  if (!alive) throw new UserError(`Pinggo does not answer at ${runtime.apiUrl}.\n${start}`);

  const { users, endpoints } = runtime.demo;
  const endpoint = endpoints[0];
  const personOf = (role: string) => users.find((user) => user.role === role && user.orgId === endpoint?.orgId);
  const [admin, manager] = [personOf('ADMIN'), personOf('MANAGER')];
  if (!endpoint || !admin || !manager) {
    throw new UserError('This system has no demo org with an endpoint, an admin and a manager: see its runtime.json.');
  }
  return {
    runtime,
    orgId: endpoint.orgId,
    endpoint,
    admin: new Session(runtime.apiUrl, admin),
    manager: new Session(runtime.apiUrl, manager),
    managerLogin: manager,
  };
}
