import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, hours, proof } from '../../../test/support/lead-inputs.js';
import type { Draft } from '../lead/draft.js';
import { recountsOf } from './recount.js';

const HOUR = 60;
const BEFORE = { calendars: new Map([['desk', hours('09:00', '17:00', 'Etc/GMT-1')]]) };
/** The same hours after the country has moved its clocks by an hour: it opens an hour earlier. */
const AFTER = { calendars: new Map([['desk', hours('09:00', '17:00', 'Etc/GMT-2')]]) };
const RECOUNT = { kind: 'RECOUNT', reason: 'the time zones are 2026f now' } as const;

/** Received at 09:00 UTC with the target of a day at the desk: due at 10:00 UTC of the day after. */
const newEngine = (): EngineLead => {
  const desk = clock({ target: { duration: 'PT7H', time: 'BUSINESS', calendarId: 'desk' }, atRisk: 0.9, ladder: [] });
  const elapsed = clock({ key: 'elapsed', target: { duration: 'P2D', time: 'ELAPSED' } });
  const engine = new EngineLead(newFlow({ clocks: [desk, elapsed] }), [newCandidate('ana')]);
  engine.settle(at(0), [], 'SETTLED', BEFORE);
  return engine;
};
const deskOf = ({ lead }: EngineLead) => lead.clocks.find(({ key }) => key === 'first_contact')!;
const recounted = ({ changes }: Draft) => changes.audit.filter(({ action }) => action === 'sla.recounted');

describe('a recount of running clocks', () => {
  it('lists those whose deadline today’s zones make another, and changes nothing', () => {
    const engine = newEngine();
    const draft = engine.settle(at(1), [], 'SETTLED', AFTER);
    const before = JSON.stringify(draft.lead);
    expect(recountsOf(draft)).toEqual([
      {
        clockKey: 'first_contact',
        cycle: 1,
        timeZone: 'Etc/GMT-2',
        deadlineAtMs: at(7 * HOUR),
        recountedAtMs: at(23 * HOUR),
      },
    ]);
    expect(JSON.stringify(draft.lead)).toBe(before);
    expect(draft.isDirty).toBe(false);
  });

  it('gives them their deadlines with new receipts, and tells what they were', () => {
    const engine = newEngine();
    const draft = engine.settle(at(2), [command(1, RECOUNT)], 'SETTLED', AFTER);
    expect(deskOf(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(23 * HOUR), cycle: 1 });
    expect(deskOf(engine).atRiskAtMs).toBe(at(22.3 * HOUR));
    expect(deskOf(engine).receiptText).toContain('Etc/GMT-2');
    expect(recounted(draft)).toMatchObject([
      {
        before: { deadlineAt: new Date(at(7 * HOUR)).toISOString() },
        after: { clockKey: 'first_contact', deadlineAt: new Date(at(23 * HOUR)).toISOString(), reason: RECOUNT.reason },
      },
    ]);
    expect(recounted(engine.settle(at(4), [command(3, RECOUNT)], 'SETTLED', AFTER))).toEqual([]);
  });

  it('finds a deadline that has passed by the new count breached, once', () => {
    const engine = new EngineLead(
      newFlow({ clocks: [clock({ target: { duration: 'PT1H', time: 'BUSINESS', calendarId: 'desk' } })] }),
      [newCandidate('ana')],
    );
    const late = { calendars: new Map([['desk', hours('11:00', '17:00', 'UTC')]]) };
    engine.settle(at(0), [], 'SETTLED', late);
    expect(deskOf(engine).deadlineAtMs).toBe(at(3 * HOUR));
    const earlier = { calendars: new Map([['desk', hours('11:00', '17:00', 'Etc/GMT-1')]]) };
    engine.settle(at(2.5 * HOUR), [command(2.5 * HOUR, RECOUNT)], 'SETTLED', earlier);
    expect(deskOf(engine)).toMatchObject({ status: 'BREACHED', deadlineAtMs: at(2 * HOUR) });
  });

  it('leaves alone what is decided, what stands still, and what cannot be counted any more', () => {
    const met = newEngine();
    met.settle(at(10), [proof(10)], 'SETTLED', BEFORE);
    const paused = newEngine();
    paused.settle(at(10), [command(10, { kind: 'PAUSE' })], 'SETTLED', BEFORE);
    for (const engine of [met, paused]) {
      const draft = engine.settle(at(12), [command(11, RECOUNT)], 'SETTLED', AFTER);
      expect(recounted(draft)).toEqual([]);
    }
    const engine = newEngine();
    engine.settle(at(2), [command(1, RECOUNT)], 'SETTLED', { calendars: new Map() });
    expect(deskOf(engine)).toMatchObject({ status: 'RUNNING', deadlineAtMs: at(7 * HOUR) });
    // A pause ends by today's zones by itself.
    paused.settle(at(15), [command(15, { kind: 'RESUME' })], 'SETTLED', AFTER);
    expect(deskOf(paused).receiptText).toContain('Etc/GMT-2');
  });
});
