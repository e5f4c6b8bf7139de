import type { FlowDefinition } from '../../../domain/leads/flow/definition.js';
import type { Session } from '../../demo/session.js';

/** Of the team, the flow and the sources that a smoke test makes; team and flow stay for the next one. */
export const NAME = 'Pinggo smoke test';
const FLOW_KEY = 'pinggo-smoke';
export const CLOCK = 'first_contact';

/** It takes nobody by itself, and tells nobody but the manager of its own team, who runs the test. */
const definition = (teamId: string): FlowDefinition => ({
  priority: 0,
  match: { any: [] },
  scoring: { threshold: -1, rules: [] },
  routing: { rules: [{ when: { all: [] }, teamId, mode: 'AUTO', strategy: 'BALANCED' }], maxReassignments: 0 },
  clocks: [
    {
      key: CLOCK,
      name: 'First contact',
      starts: 'RECEIVED',
      target: { duration: 'PT15M', time: 'ELAPSED' },
      proofs: ['CALL_LOGGED'],
      ladder: [],
    },
  ],
});

interface Flow {
  id: string;
  key: string;
  active: boolean;
  publishedVersion: number | null;
  draftChanged: boolean;
}

/** A way in of its own, and what takes it away again. */
export interface SmokeDesk {
  endpoint: { id: string; secret: string };
  close: () => Promise<void>;
}

/** Makes a way in for one lead, through the API as the admin who is signed in. */
export async function openSmokeDesk(admin: Session, adminId: string, source: string): Promise<SmokeDesk> {
  const teams = await admin.all<{ id: string; name: string }>('/api/teams');
  const team =
    teams.find(({ name }) => name === NAME) ??
    (await admin.post<{ id: string }>('/api/teams', { name: NAME, managerId: adminId }));
  // A flow names no team that is empty; routing chooses no admin, so nobody is asked to call.
  await admin.put(`/api/teams/${team.id}/members/${adminId}`);
  let flow = (await admin.all<Flow>('/api/flows')).find(({ key }) => key === FLOW_KEY);
  flow ??= await admin.post<Flow>('/api/flows', { key: FLOW_KEY, name: NAME, definition: definition(team.id) });
  const { id: flowId } = flow;
  if (flow.publishedVersion === null || flow.draftChanged) await admin.post(`/api/flows/${flowId}/publish`);
  if (!flow.active) await admin.post(`/api/flows/${flowId}/activate`);
  const endpoint = await admin.post<{ id: string; secret: string }>('/api/endpoints', {
    name: `${NAME} ${source}`,
    source,
    adapter: 'standard',
    flowId,
  });
  return {
    endpoint,
    async close() {
      await admin.delete(`/api/endpoints/${endpoint.id}`);
      await admin.post(`/api/flows/${flowId}/deactivate`);
    },
  };
}
