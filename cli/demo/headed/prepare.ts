import { openDesk } from '../desk.js';
import { invent } from '../stream/people.js';
import { UserError, type System } from '../system.js';
import { words } from '../text.js';
import type { Scene } from './story.js';

const LEADS = 4;
const TARGET_MS = 10_000;
const PATIENCE_MS = 60_000;

/** Sends leads that nobody answers, and waits until their deadlines have passed. */
export async function prepareScene(system: System, say: (line: string) => void): Promise<Scene> {
  const { runtime, orgId, manager, managerLogin } = system;
  const login = runtime.demo.users.find((user) => user.role === 'REP' && user.orgId === orgId);
  if (!login) throw new UserError('This system has no demo rep: see its runtime.json.');
  const people = await manager.all<{ email: string; name: string }>('/api/users');
  const rep = people.find(({ email }) => email === login.email);
  if (!rep) throw new UserError(`There is no ${login.email} any more.`);

  const source = `headed-${Date.now().toString(36)}`;
  const flow = { key: `demo-${TARGET_MS}ms`, name: `Demo: first contact within ${words(TARGET_MS)}` };
  const { endpoint } = await openDesk(system, { flow, targetMs: TARGET_MS, source });
  const invented = invent(Date.now(), 0);
  for (let number = 1; number <= LEADS; number++) {
    const externalId = `${source}-${number}`;
    await endpoint.lead(externalId, { externalId, ...invented.next().value.lead });
  }
  say(`${LEADS} leads have come in, to be reached within ${words(TARGET_MS)}. Nobody calls; their clocks run out …`);
  const patientUntilMs = Date.now() + PATIENCE_MS;
  for (;;) {
    const { slaBreached } = await manager.get<{ slaBreached: number }>(`/api/control-tower/summary?source=${source}`);
    if (slaBreached === LEADS) break;
    if (Date.now() > patientUntilMs) throw new Error(`Only ${slaBreached} of ${LEADS} clocks ran out: see the logs.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  return { origin: runtime.dashboardUrl, manager: managerLogin, rep: { ...login, name: rep.name }, source };
}
