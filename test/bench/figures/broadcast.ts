import { createTokens } from '../../../api/platform/crypto/tokens.js';
import { waitFor } from '../../support/wait.js';
import { flowDefinition } from '../../support/world.js';
import { roundsOf, type Figure, type FigureResult } from '../figure.js';
import { inLab } from '../lab.js';
import { nowMs, send } from '../load/http.js';
import { median, spread, type Spread } from '../stats.js';

const REPS = 50;
const GOAL_MS = 1_000;

export const broadcast: Figure = {
  name: 'broadcast',
  title: `${REPS} concurrent accepts of one broadcast: request sent → answered (one 202, the others 409)`,
  minutes: { full: 1, quick: 0.5 },
  run: (bench) =>
    inLab(bench, 'broadcast', { api: true, worker: true, reps: REPS }, async (lab): Promise<FigureResult> => {
      const { tenant, api } = lab;
      const { world } = tenant;
      await world.sql.query('UPDATE flows SET active = false WHERE org_id = $1', [world.orgId]);
      const flow = flowDefinition(world.teamId);
      flow.routing.rules[0]!.mode = 'BROADCAST';
      await world.addFlow(flow, 'broadcast');
      const tokens = await createTokens(bench.system.signingKey);
      const reps = await world.all<{ id: string }>("SELECT id FROM users WHERE org_id = $1 AND role = 'REP'", [
        world.orgId,
      ]);
      const headers = await Promise.all(
        reps.map(async ({ id }) => ({
          authorization: `Bearer ${await tokens.sign({ sub: id, org: world.orgId, role: 'REP', name: 'Rep' })}`,
        })),
      );
      // The first compiles code and opens connections.
      const count = bench.options.quick ? 3 : 1 + 5 * bench.options.rounds;
      const rounds: Spread[] = [];
      for (let round = 0; round < count; round += 1) {
        const [leadId] = await tenant.receiveAt([Date.now()]);
        await waitFor('offered', async () => {
          const { status } = await world.one<{ status: string }>('SELECT status FROM leads WHERE id = $1', [leadId]);
          return status === 'OFFERED';
        });
        await bench.system.quiet(lab.children);
        const start = nowMs();
        const answers = await Promise.all(
          headers.map((header) => send(api.port, `/api/leads/${leadId}/accept`, header, '{}')),
        );
        const won = answers.filter(({ status }) => status === 202).length;
        const lost = answers.filter(({ status }) => status === 409).length;
        if (won !== 1 || lost !== REPS - 1) throw new Error(`${won} won and ${lost} lost of ${REPS}`);
        rounds.push(spread(answers.map(({ atMs }) => atMs - start)));
      }
      const warm = rounds.slice(1);
      const worst = Math.max(...warm.map(({ max }) => max));
      return {
        lines: [
          {
            what: 'p50 (median of rounds)',
            unit: 'ms',
            product: median(warm.map(({ p50 }) => p50)),
            rounds: roundsOf(({ p50 }) => p50, warm),
          },
          {
            what: 'slowest of 50 (median of rounds)',
            unit: 'ms',
            product: median(warm.map(({ max }) => max)),
            rounds: roundsOf(({ max }) => max, warm),
          },
          {
            what: 'slowest of all rounds',
            unit: 'ms',
            product: worst,
            goal: { text: `≤ ${GOAL_MS} ms`, met: worst <= GOAL_MS },
          },
        ],
        notes: [
          `${warm.length} leads, each accepted by ${REPS} reps at once over ${REPS} connections to one API process; exactly one won each.`,
          `The first, in processes that just started: ${rounds[0]!.max.toFixed(0)} ms.`,
        ],
        raw: { rounds },
      };
    }),
};
