import { describe, expect, it } from 'vitest';
import { Gathered, type Answered } from './gather.js';

const at = Date.parse('2026-11-30T10:00:05.000Z');
const answered = (given: Partial<Answered> = {}): Answered => ({
  endpointId: 'e1',
  orgId: 'o1',
  outcome: 'NOT_SIGNED',
  status: 401,
  detail: 'The header webhook-signature is missing.',
  bytes: 20,
  traceId: 't',
  atMs: at,
  ...given,
});
const limits = { details: 3, notes: 100 };

describe('deliveries that were answered', () => {
  it('are counted by endpoint, minute and reason, with the last of them', () => {
    const gathered = new Gathered(limits);
    for (let n = 0; n < 1_000; n += 1) gathered.add(answered({ atMs: at + n, bytes: n }));
    gathered.add(answered({ endpointId: 'e2' }));
    gathered.add(answered({ atMs: at + 60_000 }));
    expect(
      gathered.take().map(({ endpointId, times, lastAtMs, bytes }) => [endpointId, times, lastAtMs, bytes]),
    ).toEqual([
      ['e1', 1_000, at + 999, 999],
      ['e2', 1, at, 20],
      ['e1', 1, at + 60_000, 20],
    ]);
    expect(gathered.take()).toEqual([]);
  });

  it('are told apart by few reasons a minute, also when they were taken meanwhile', () => {
    const gathered = new Gathered(limits);
    const rows = new Set<string>();
    for (let n = 0; n < 500; n += 1) {
      gathered.add(answered({ outcome: 'NOT_VALID', status: 400, detail: `field${n}: unknown` }));
      for (const { detail } of n % 10 === 0 ? gathered.take() : []) rows.add(detail);
    }
    for (const { detail } of gathered.take()) rows.add(detail);
    expect([...rows]).toEqual(['field0: unknown', 'field1: unknown', 'field2: unknown', '']);
    gathered.add(answered({ atMs: at + 60_000, detail: 'anew' }));
    expect(gathered.take()[0]!.detail).toBe('anew');
  });

  it('are forgotten where there are too many of them', () => {
    const gathered = new Gathered({ details: 3, notes: 2 });
    for (let n = 0; n < 10; n += 1) gathered.add(answered({ endpointId: `e${n}` }));
    expect(gathered.size).toBe(2);
  });
});
