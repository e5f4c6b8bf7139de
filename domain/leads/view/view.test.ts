import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EngineLead, EngineRun, RECEIVED, MINUTE, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, proof } from '../../../test/support/lead-inputs.js';
import { HORIZON, scenarios } from '../../../test/support/lead-scenarios.js';
import { atRiskOf, standingOf } from './next.js';
import type { LeadState } from '../lead/state.js';
import { viewOf } from './view.js';

const engineOf = (lead: Partial<LeadState> = {}): EngineLead =>
  new EngineLead(newFlow({ clocks: [clock({ atRisk: 0.5 })] }), [newCandidate('ana'), newCandidate('bob')], lead);
const detailsOf = ({ lead }: EngineLead, nameOf = (id: string) => id): string => viewOf(lead, nameOf).details;

describe('from when on a lead is at risk', () => {
  it('is told before it comes, stays while it is so, and ends with the proof', () => {
    const engine = engineOf();
    engine.settle(at(0));
    expect(viewOf(engine.lead, String).atRiskAtMs).toBe(at(7.5));
    engine.settle(at(8));
    expect(viewOf(engine.lead, String).atRiskAtMs).toBe(at(7.5));
    engine.settle(at(9), [proof(9)]);
    expect(viewOf(engine.lead, String).atRiskAtMs).toBeNull();
  });

  it('ends with the breach, which is worse', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(15));
    expect(viewOf(engine.lead, String)).toMatchObject({ breached: true, atRiskAtMs: null });
  });

  it('is what the lead is called at every look, whatever happened before', () => {
    let atRisk = 0;
    fc.assert(
      fc.property(scenarios(), (scenario) => {
        const engine = new EngineRun(scenario);
        for (const minute of [...scenario.settlements, HORIZON + 1]) {
          engine.settle(minute);
          const { lead } = engine;
          const fromMs = atRiskOf(lead);
          const open = lead.status !== 'CLOSED' && lead.status !== 'UNQUALIFIED';
          const expected = open && standingOf(lead) === 'at_risk';
          if (expected) atRisk += 1;
          expect(fromMs !== null && fromMs <= RECEIVED + minute * MINUTE, `at minute ${minute}`).toBe(expected);
        }
      }),
      { numRuns: 400 },
    );
    expect(atRisk).toBeGreaterThan(0);
  });
});

describe('the details of a lead in the Temporal UI', () => {
  it('follow its status, its owner, its clock and what comes next', () => {
    const engine = engineOf();
    engine.settle(at(0));
    expect(detailsOf(engine)).toMatch(/^\*\*ASSIGNED\*\* · from web, received Mon 2 Mar 2026 09:00/);
    expect(detailsOf(engine)).toContain('**Owner** ana. Why: ');
    expect(detailsOf(engine)).toContain('- First contact: RUNNING, deadline Mon 2 Mar 2026 09:15\n');
    expect(detailsOf(engine)).toContain('- Mon 2 Mar 2026 09:07:30: First contact becomes at risk');
    engine.settle(at(8));
    expect(detailsOf(engine)).toContain(': RUNNING, at risk, deadline Mon 2 Mar 2026 09:15\n');
    engine.settle(at(9), [command(9, { kind: 'PAUSE' })]);
    expect(detailsOf(engine)).toContain('**Paused** since Mon 2 Mar 2026 09:09');
    expect(detailsOf(engine)).toContain(': PAUSED, at risk, stands still\n');
    engine.settle(at(19), [command(19, { kind: 'RESUME' })]);
    expect(detailsOf(engine)).toContain(', deadline Mon 2 Mar 2026 09:25\n');
    engine.settle(at(26));
    expect(detailsOf(engine)).toContain(': BREACHED, deadline Mon 2 Mar 2026 09:25\n');
    expect(detailsOf(engine)).toContain('**Next** only a proof or a person moves this lead');
    engine.settle(at(27), [command(27, { kind: 'CLOSE', outcome: 'LOST' })]);
    expect(detailsOf(engine)).toMatch(/^\*\*CLOSED\*\* \(LOST\) · /);
    expect(detailsOf(engine)).toContain('**Next** nothing: this lead has ended');
  });

  it('are told in the zone of the org, which they name', () => {
    const engine = engineOf({ timeZone: 'Europe/Bucharest' });
    engine.settle(at(0));
    const details = detailsOf(engine);
    expect(details).toContain('received Mon 2 Mar 2026 11:00');
    expect(details).toContain('- First contact: RUNNING, deadline Mon 2 Mar 2026 11:15');
    expect(details).toContain('- Mon 2 Mar 2026 11:07:30: First contact becomes at risk');
    expect(details).toMatch(/Times are those of Europe\/Bucharest\.$/);
    expect(details).not.toMatch(/\dT\d/);
  });

  it('call a clock by its name, and a later run of it by its number', () => {
    const recurring = newFlow({ clocks: [clock({ key: 'next_touch', name: 'Next *touch*', recurring: true })] });
    const engine = new EngineLead(recurring, [newCandidate('ana')]);
    engine.settle(at(0));
    engine.settle(at(10), [proof(10)]);
    const details = detailsOf(engine);
    expect(details).toContain(String.raw`- Next \*touch\*: MET`);
    expect(details).toContain(String.raw`- Next \*touch\*, cycle 2: RUNNING`);
    expect(details).not.toContain('next_touch');
  });

  it('leave out what somebody typed, which may name the lead', () => {
    const engine = engineOf();
    engine.settle(at(0));
    engine.settle(at(1), [command(1, { kind: 'ASSIGN', ownerId: 'bob', reason: 'Ana Pop asked for him' })]);
    expect(engine.lead.assignments.at(-1)!.explanationText).toContain('Ana Pop asked for him');
    expect(detailsOf(engine)).toContain('**Owner** bob. Why: by hand');
    expect(detailsOf(engine)).not.toContain('Ana Pop');
  });

  it('take names of others as text, not as Markdown', () => {
    const engine = engineOf({ source: '[click](https://evil.example) <b>*x*\n\n# Pay here' });
    engine.settle(at(0));
    const [head] = detailsOf(engine, (id) => `${id} ![](https://evil.example/pixel)`).split('\n');
    expect(head).toContain('from `[click](https://evil.example)` \\<b\\>\\*x\\* # Pay here, received');
    expect(detailsOf(engine, () => '![](https://evil.example/pixel)')).toContain('`![](https://evil.example/pixel)`');
  });
});
