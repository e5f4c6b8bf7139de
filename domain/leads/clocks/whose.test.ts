import { describe, expect, it } from 'vitest';
import { EngineLead, newCandidate, newFlow } from '../../../test/support/lead-engine.js';
import { at, clock, command, proof, step } from '../../../test/support/lead-inputs.js';
import type { ClockDefinition } from '../flow/definition.js';
import type { LeadInput } from '../lead/state.js';
import { breachHolders, holderOf, rescuerOf } from './whose.js';

const promised = (change: Partial<ClockDefinition> = {}) =>
  clock({ ladder: [step('reassign', 1, { action: 'REASSIGN' })], ...change });

/** A lead that Ana gets first, then Bob, looked at whenever something is due. */
function lead(clocks: ClockDefinition[], reps = ['ana', 'bob']): EngineLead {
  const engine = new EngineLead(
    newFlow({ clocks }),
    reps.map((rep, index) => newCandidate(rep, { capacity: 100 - index })),
  );
  engine.settle(at(0));
  return engine;
}

const assign = (minute: number, ownerId: string) => command(minute, { kind: 'ASSIGN', ownerId });

/** Of each clock: its verdict, who held the lead then, and who met it late after taking over. */
const told = ({ lead: state }: EngineLead) =>
  state.clocks.map((one) => [one.status, holderOf(state, one)?.ownerId ?? null, rescuerOf(state, one)]);

function afterwards(engine: EngineLead, ...looks: [minute: number, inputs?: LeadInput[]][]): EngineLead {
  for (const [minute, inputs] of looks) engine.settle(at(minute), inputs);
  return engine;
}

describe('a breach is of who held the lead at the deadline', () => {
  it('also where the ladder gives it away at that very instant; who takes over and reaches the person rescued it', () => {
    const engine = afterwards(lead([promised()]), [15]);
    expect(engine.lead.ownerId).toBe('bob');
    expect(told(engine)).toEqual([['BREACHED', 'ana', null]]);
    expect(told(afterwards(engine, [20, [proof(20)]]))).toEqual([['BREACHED', 'ana', 'bob']]);
    expect(breachHolders(engine.lead)).toEqual(['ana']);
  });

  it('whoever has it afterwards, and is no rescue by who held it', () => {
    const engine = afterwards(lead([promised({ ladder: [] })]), [15], [16, [proof(16)]], [30, [assign(30, 'bob')]]);
    expect(told(engine)).toEqual([['BREACHED', 'ana', null]]);
  });

  it('whenever the machine gets to it: it was down from before the deadline until later', () => {
    const late = [assign(10, 'bob'), assign(40, 'ana'), proof(50)];
    expect(told(afterwards(lead([promised({ ladder: [] })]), [60, late]))).toEqual([['BREACHED', 'bob', 'ana']]);
    // The ladder's own reassignment is made when the machine is back: until then she held it.
    expect(told(afterwards(lead([promised()]), [60]))).toEqual([['BREACHED', 'ana', null]]);
  });

  it('is nobody’s where nobody held it', () => {
    const engine = afterwards(lead([promised()], []), [15], [20, [assign(20, 'bob')]], [25, [proof(25)]]);
    expect(told(engine)).toEqual([['BREACHED', null, 'bob']]);
    expect(breachHolders(engine.lead)).toEqual([null]);
    // Who gets it at the deadline did not hold it until then.
    expect(told(afterwards(lead([promised({ ladder: [] })], []), [15, [assign(15, 'bob')]]))[0]![1]).toBeNull();
  });

  it('of each cycle for itself', () => {
    const engine = afterwards(lead([promised({ restartOnReassign: true })]), [15], [30], [40, [proof(40)]]);
    expect(told(engine)).toEqual([
      ['BREACHED', 'ana', 'bob'],
      ['BREACHED', 'bob', null],
    ]);
  });

  it('is counted at the deadline that a pause has moved', () => {
    const inputs = [command(5, { kind: 'PAUSE' }), command(25, { kind: 'RESUME' }), assign(30, 'bob')];
    expect(told(afterwards(lead([promised({ ladder: [] })]), [30, inputs], [60]))).toEqual([['BREACHED', 'bob', null]]);
  });
});

describe('what was met in time is of who held the lead at the contact', () => {
  it('also where it went to another before the deadline, or the proof is heard of late', () => {
    const inTime = afterwards(lead([promised()]), [5, [proof(5)]], [8, [assign(8, 'bob')]], [30]);
    expect(told(inTime)).toEqual([['MET', 'ana', null]]);
    const corrected = afterwards(lead([promised()]), [15], [20, [proof(20, 12)]]);
    expect(corrected.lead.ownerId).toBe('bob');
    expect(told(corrected)).toEqual([['MET', 'ana', null]]);
  });

  it('or of the owner who got it after the contact, before the deadline', () => {
    const engine = lead([promised({ ladder: [] })], []);
    expect(told(afterwards(engine, [5, [proof(5)]]))).toEqual([['MET', null, null]]);
    expect(told(afterwards(engine, [9, [assign(9, 'bob')]]))).toEqual([['MET', 'bob', null]]);
  });

  it('and a clock that runs or was cancelled is nobody’s yet', () => {
    expect(told(lead([promised()]))).toEqual([['RUNNING', null, null]]);
    const closed = afterwards(lead([promised()]), [5, [command(5, { kind: 'CLOSE', outcome: 'LOST' })]]);
    expect(told(closed)).toEqual([['CANCELLED', null, null]]);
  });
});
