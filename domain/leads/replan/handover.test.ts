import { describe, expect, it } from 'vitest';
import { EngineLead, MINUTE, newCandidate, newFlow, RECEIVED } from '../../../test/support/lead-engine.js';
import type { Routing } from '../../engine/routing/definition.js';
import { Draft } from '../lead/draft.js';
import type { CommandInput } from '../lead/state.js';
import { forecastHandover } from './handover.js';

const at = (minute: number): number => RECEIVED + minute * MINUTE;
const clocks = [
  { key: 'customers', name: 'First contact', starts: 'RECEIVED' as const, restart: false },
  { key: 'reps', name: 'Answer', starts: 'ASSIGNED' as const, restart: true },
].map(({ restart, ...one }) => ({
  ...one,
  proofs: ['CALL_LOGGED' as const],
  ladder: [],
  target: { duration: 'PT60M', time: 'ELAPSED' as const },
  restartOnReassign: restart,
}));

/** A lead of Ana's (or offered to her), and what routing knows twenty minutes later. */
function given(reps: string[], rule: Partial<Routing['rules'][number]> = {}) {
  const routing = {
    rules: [{ when: { all: [] }, teamId: 'team-1', strategy: 'BALANCED' as const, ...rule }],
    maxReassignments: 0,
  };
  const candidates = reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index }));
  const engine = new EngineLead(newFlow({ clocks, routing }), candidates);
  const { context } = engine.settle(at(0));
  const fresh = () => ({ ...context, nowMs: at(2), candidates: structuredClone(candidates) });
  const draft = new Draft(structuredClone(engine.lead), fresh());
  const absent: CommandInput = {
    type: 'COMMAND',
    id: 'command-1',
    receivedAtMs: at(2),
    actor: { type: 'system', id: null },
    request: { kind: 'REPLAN', absentUserId: 'ana', reason: 'time off' },
  };
  return {
    engine,
    draft,
    forecast: () => forecastHandover(draft, 'ana', 'time off'),
    happens: () => engine.settle(at(2), [absent]),
  };
}

describe('what an absence would do to a lead', () => {
  it('is what it does: who gets it, which clock goes on and which begins anew', () => {
    const { engine, forecast, happens } = given(['ana', 'bob']);
    expect(forecast()).toEqual({
      outcome: 'GIVEN',
      toUserIds: ['bob'],
      why: expect.stringContaining('ana is absent (time off): bob by rule 1') as string,
      clocks: [
        { name: 'First contact', restarted: false, beforeMs: at(60), afterMs: at(60) },
        { name: 'Answer', restarted: true, beforeMs: at(60), afterMs: at(62) },
      ],
    });
    // The lead itself is as it was.
    expect(engine.lead).toMatchObject({ ownerId: 'ana' });
    happens();
    expect(engine.lead).toMatchObject({ ownerId: 'bob' });
    expect(engine.lead.clocks.at(-1)).toMatchObject({ key: 'reps', deadlineAtMs: at(62) });
  });

  it('finds nobody: the rep’s own clock has no deadline until somebody has it', () => {
    const { forecast, engine, happens } = given(['ana']);
    expect(forecast()).toMatchObject({
      outcome: 'NOBODY',
      toUserIds: [],
      clocks: [{ restarted: false }, { restarted: true, afterMs: null }],
    });
    happens();
    expect(engine.lead).toMatchObject({ ownerId: null, status: 'UNROUTED' });
  });

  it('asks the next where an offer waits for the absent, and leaves alone what is none of theirs', () => {
    const { forecast, engine, happens } = given(['ana', 'bob'], { mode: 'OFFER', answerWithin: 'PT5M' });
    expect(forecast()).toMatchObject({ outcome: 'OFFERED', toUserIds: ['bob'] });
    happens();
    expect(engine.lead.offers.at(-1)).toMatchObject({
      status: 'OPEN',
      answers: [{ userId: 'bob', status: 'PENDING' }],
    });
    const { draft } = given(['bob', 'ana']);
    expect(forecastHandover(draft, 'ana', 'time off')).toMatchObject({ outcome: 'STAYS', toUserIds: [], clocks: [] });
  });
});
