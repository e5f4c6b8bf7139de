import { describe, expect, it } from 'vitest';
import { undoOf } from './undo-of';

const preview = (...items: { leadId: string; paused?: boolean; tags?: string[] }[]) => ({
  items: items.map((item) => ({ paused: false, tags: [], ...item })),
});
const result = (outcomes: Record<string, string>) => ({
  items: Object.entries(outcomes).map(([leadId, outcome]) => ({ leadId, outcome })),
});

describe('what takes an act back', () => {
  it('resumes what was not paused before, and reopens what was closed', () => {
    const seen = preview({ leadId: 'a' }, { leadId: 'b', paused: true }, { leadId: 'c' });
    const done = result({ a: 'REQUESTED', b: 'REQUESTED', c: 'REFUSED' });
    expect(undoOf({ kind: 'PAUSE' }, seen, done, 'undone')).toEqual([
      { act: { kind: 'RESUME', reason: 'undone' }, leadIds: ['a'] },
    ]);
    expect(undoOf({ kind: 'CLOSE', outcome: 'LOST' }, seen, done, 'undone')).toEqual([
      { act: { kind: 'REOPEN', reason: 'undone' }, leadIds: ['a', 'b'] },
    ]);
    expect(undoOf({ kind: 'PAUSE' }, seen, result({ b: 'REQUESTED' }), 'undone')).toEqual([]);
  });

  it('takes no tag away that was there before', () => {
    const seen = preview({ leadId: 'a', tags: ['vip'] }, { leadId: 'b' }, { leadId: 'c', tags: ['old'] });
    const done = result({ a: 'DONE', b: 'DONE', c: 'DONE' });
    expect(undoOf({ kind: 'TAG', add: ['vip', 'fair'], remove: ['old'] }, seen, done, 'undone')).toEqual([
      { act: { kind: 'TAG', add: [], remove: ['fair'] }, leadIds: ['a'] },
      { act: { kind: 'TAG', add: [], remove: ['vip', 'fair'] }, leadIds: ['b'] },
      { act: { kind: 'TAG', add: ['old'], remove: ['vip', 'fair'] }, leadIds: ['c'] },
    ]);
  });
});
