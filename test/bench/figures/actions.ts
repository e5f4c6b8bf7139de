import { leadWorkflowId } from '../../../workflows/ids.js';
import { actionsAsFired, actionsAsStarted, actionsOf } from '../../support/actions.js';
import { waitFor } from '../../support/wait.js';
import type { Figure, FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { takeIn } from '../lives.js';
import { post } from '../load/http.js';

const MOST = 5;
/** One start, one task that takes the lead in, one signal, one task that settles the proof. */
const LEAST = 4;

export const actions: Figure = {
  name: 'actions',
  title:
    'Temporal Actions of one lead, received → assigned → proof → met, counted from its history; baseline: the least for that path',
  minutes: { full: 0.5, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'actions', { api: true, worker: true }, async (lab): Promise<FigureResult> => {
      const { tenant, api } = lab;
      const { id: leadId } = await takeIn(tenant, api);
      const handle = lab.client.workflow.getHandle(leadWorkflowId(tenant.world.orgId, leadId));
      const shown = async (status: string) =>
        (await handle.describe().catch(() => null))?.searchAttributes['LeadStatus']?.[0] === status;
      await waitFor('assigned', () => shown('ASSIGNED'));
      const proof = tenant.newProof(leadId);
      await post(api.port, proof.path, proof.headers, proof.body);
      await waitFor('contacted', () => shown('CONTACTED'));
      const events = (await handle.fetchHistory()).events ?? [];
      const parts = actionsOf(events);
      const [fired, started] = [actionsAsFired(parts), actionsAsStarted(parts)];
      return {
        lines: [
          {
            what: 'timers that fired',
            unit: 'Actions',
            product: fired,
            exact: true,
            baseline: LEAST,
            goal: { text: `≤ ${MOST}`, met: fired <= MOST },
          },
          { what: 'timers that were started', unit: 'Actions', product: started, exact: true, baseline: LEAST + 1 },
        ],
        notes: [
          Object.entries(parts)
            .map(([name, value]) => `${name} ${value}`)
            .join(', '),
          'Temporal Cloud bills a timer when it is started: the second line.',
        ],
        raw: { parts, events: events.map(({ eventType }) => eventType) },
      };
    }),
};
