import { isDeepStrictEqual } from 'node:util';
import type { FlowDefinition } from '../../domain/leads/flow/definition.js';
import { RefusedError } from './http.js';
import { SignedEndpoint } from './endpoint.js';
import type { Session } from './session.js';
import type { System } from './system.js';

export const CLOCK = 'first_contact';
/** The owner is reminded at this share of the target; the manager is alerted and the lead reassigned at its end. */
export const REMINDER_SHARE = 0.5;

const TEAM = 'Demo desk';
const REPS = 6;

/** What is asked of a desk. */
export interface DeskWish {
  flow: { key: string; name: string };
  /** First contact is due within, in whole milliseconds. */
  targetMs: number;
  /** Of one run alone, so that its lead ids are new. */
  source: string;
}

/** Where the leads of one run come in, and by what rules they are handled. */
export interface Desk {
  source: string;
  flow: { id: string; key: string };
  endpoint: SignedEndpoint;
}

/** Makes a desk through the API as the demo's admin: team, reps and flow once, an endpoint for each run. */
export async function openDesk({ admin, manager, runtime }: System, wish: DeskWish): Promise<Desk> {
  const { id: managerId } = await manager.get<{ id: string }>('/api/auth/me');
  const teamId = await ensureTeam(admin, managerId);
  await ensureReps(admin, teamId);
  const flow = await ensureFlow(admin, wish, teamId);
  const { source } = wish;
  const endpoint = await admin.post<{ id: string; secret: string }>('/api/endpoints', {
    name: `Demo ${source}`,
    source,
    adapter: 'standard',
    flowId: flow.id,
  });
  return { source, flow, endpoint: new SignedEndpoint(runtime.apiUrl, endpoint) };
}

/** Whole milliseconds as an ISO 8601 duration of seconds: `PT1.5S`. */
export const isoSeconds = (ms: number): string => `PT${ms / 1000}S`;

async function ensureTeam(admin: Session, managerId: string): Promise<string> {
  const teams = await admin.all<{ id: string; name: string }>('/api/teams');
  const found = teams.find(({ name }) => name === TEAM);
  return found?.id ?? (await admin.post<{ id: string }>('/api/teams', { name: TEAM, managerId })).id;
}

/** Reps who are at work at any hour and can own thousands: the demo closes nothing. */
async function ensureReps(admin: Session, teamId: string): Promise<void> {
  for (let number = 1; number <= REPS; number++) {
    const body = {
      email: `rep-${number}@demo-desk.example`,
      name: `Demo rep ${number}`,
      role: 'REP',
      teamIds: [teamId],
      capacity: 10_000,
    };
    await admin.post('/api/users', body).catch((error: unknown) => {
      // There from an earlier run.
      if (!(error instanceof RefusedError && error.answer.status === 409)) throw error;
    });
  }
}

function flowDefinition(targetMs: number, teamId: string): FlowDefinition {
  return {
    priority: 0,
    // Nobody's lead by itself: only the demo's endpoints lead here.
    match: { any: [] },
    // Everyone qualifies: a score of 0 is above it.
    scoring: { threshold: -1, rules: [] },
    routing: { rules: [{ when: { all: [] }, teamId, mode: 'AUTO', strategy: 'BALANCED' }], maxReassignments: 2 },
    clocks: [
      {
        key: CLOCK,
        name: 'First contact',
        starts: 'RECEIVED',
        target: { duration: isoSeconds(targetMs), time: 'ELAPSED' },
        atRisk: 0.75,
        proofs: ['CALL_LOGGED', 'WHATSAPP_SENT', 'MEETING_BOOKED'],
        ladder: [
          { key: 'remind', at: { share: REMINDER_SHARE }, action: 'REMINDER', to: ['owner'] },
          { key: 'alert', at: { offset: 'PT0S' }, action: 'MANAGER_ALERT', to: ['manager'] },
          { key: 'reassign', at: { offset: 'PT0S' }, action: 'REASSIGN' },
        ],
      },
    ],
  };
}

interface FlowSummary {
  id: string;
  key: string;
  active: boolean;
  publishedVersion: number | null;
  draftChanged: boolean;
}

/** The flow of that key, published and active, with that target. */
async function ensureFlow(admin: Session, wish: DeskWish, teamId: string): Promise<FlowSummary> {
  const definition = flowDefinition(wish.targetMs, teamId);
  let flow = (await admin.all<FlowSummary>('/api/flows')).find(({ key }) => key === wish.flow.key);
  if (!flow) {
    flow = await admin.post<FlowSummary>('/api/flows', { ...wish.flow, definition });
  } else {
    const { draft } = await admin.get<{ draft: FlowDefinition }>(`/api/flows/${flow.id}`);
    if (!isDeepStrictEqual(draft, definition)) {
      flow = await admin.patch<FlowSummary>(`/api/flows/${flow.id}`, { definition });
    }
  }
  if (flow.publishedVersion === null || flow.draftChanged) await admin.post(`/api/flows/${flow.id}/publish`);
  if (!flow.active) await admin.post(`/api/flows/${flow.id}/activate`);
  return flow;
}
