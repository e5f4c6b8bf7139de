import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FlowDraft } from '../../domain/leads/flow/definition.js';
import { readDraft } from './flow-drafts.js';

const TEAM = '0a000000-0000-4000-8000-00000000000a';
const context = {
  users: new Set<string>(),
  teams: new Map([[TEAM, { memberCount: 1, hasCalendar: true, archived: false }]]),
  calendars: new Map(),
};
const draft = (): FlowDraft & { clocks: Record<string, unknown>[] } => ({
  priority: 1,
  match: { all: [] },
  scoring: { threshold: 0, rules: [{ when: { all: [] }, points: 1, reason: 'anyhow' }] },
  routing: { rules: [{ when: { all: [] }, teamId: TEAM, strategy: 'BALANCED' }], maxReassignments: 1 },
  clocks: [
    {
      key: 'first',
      name: 'First contact',
      starts: 'RECEIVED',
      target: { duration: 'PT15M', time: 'ELAPSED' },
      proofs: ['CALL_LOGGED'],
      ladder: [{ key: 'remind', at: { share: 0.5 }, action: 'REMINDER', to: ['owner'] }],
    },
  ],
});
const pathsOf = (value: FlowDraft): string[] => readDraft(value, context).issues.map(({ path }) => path);

describe('a draft of any shape', () => {
  it('is a definition where nothing is wrong', () => {
    expect(readDraft(draft(), context)).toMatchObject({ issues: [], mended: [], definition: { priority: 1 } });
  });

  it('tells what is wrong with every part at its own place, although another part is malformed', () => {
    const value = draft();
    value['priority'] = 'high';
    value['match'] = { all: [{ field: 'source', op: 'eq', value: 'web' }, { any: [{ field: '', op: 'like' }] }] };
    value.clocks[0]!['target'] = { duration: 'soon', time: 'ELAPSED' };
    const { definition, issues } = readDraft(value, context);
    expect(definition).toBeNull();
    expect(issues.map(({ path }) => path).sort()).toEqual([
      'clocks.0.target.duration',
      'match.all.1.any.0.field',
      'match.all.1.any.0.op',
      'priority',
    ]);
  });

  it('says nothing about what it put in itself', () => {
    const value = draft();
    value.clocks[0]!['target'] = 15;
    value.clocks.push({ ...draft().clocks[0]!, key: 'next', starts: { afterMet: 'first' } }, 7 as never);
    expect(pathsOf(value)).toEqual(['clocks.0.target', 'clocks.2']);
  });

  it('names members that it does not know, and reads the rest', () => {
    const value = draft();
    value.clocks[0]!['mood'] = 'calm';
    const { issues, legible } = readDraft(value, context);
    expect(issues).toEqual([{ path: 'clocks.0.mood', message: 'This field is not known here.' }]);
    expect(legible.clocks[0]!.target.duration).toBe('PT15M');
  });

  it('is read whatever it is, stays as it is, and is refused unless it is a definition', () => {
    const part = fc.jsonValue({ maxDepth: 4 });
    const places = [
      'priority',
      'match',
      'calendarId',
      'duplicates',
      'scoring',
      'scoring.rules',
      'scoring.rules.0',
      'scoring.rules.0.when',
      'routing',
      'routing.rules',
      'routing.rules.0',
      'routing.rules.0.skills',
      'routing.fallback',
      'clocks',
      'clocks.0',
      'clocks.0.target',
      'clocks.0.targets',
      'clocks.0.proofs',
      'clocks.0.ladder',
      'clocks.0.ladder.0',
      'clocks.0.ladder.0.at',
      'clocks.0.ladder.0.to',
      'clocks.0.ladder.0.stopWhen',
      'clocks.0.pauseIn',
      'more',
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...places), part), { maxLength: 4 }), (changes) => {
        const value = draft() as FlowDraft;
        for (const [place, given] of changes) put(value, place.split('.'), given);
        const before = JSON.stringify(value);
        const { definition, issues } = readDraft(value, context);
        expect(JSON.stringify(value)).toBe(before);
        expect(definition !== null || issues.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

function put(value: unknown, [member, ...rest]: string[], given: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const at = value as Record<string, unknown>;
  if (rest.length === 0) at[member!] = given;
  else put(at[member!], rest, given);
}
