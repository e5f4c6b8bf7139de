import { expect, it } from 'vitest';
import { teamUses } from './team-uses.js';

const at = (teamId: string) => ({ teamId, strategy: 'BALANCED' as const });

it('finds every place where a routing names a team', () => {
  const rules = [
    { ...at('a'), when: { all: [] } },
    { ...at('b'), when: { all: [] }, overflow: [at('c'), at('a')] },
  ];
  expect(teamUses({ rules, fallback: [at('c'), at('a')] }, 'a')).toEqual([
    { path: 'routing.rules.0.teamId', words: 'rule 1' },
    { path: 'routing.rules.1.overflow.1.teamId', words: 'the overflow of rule 2' },
    { path: 'routing.fallback.1.teamId', words: 'the fallback' },
  ]);
  expect(teamUses({ rules, fallback: at('z') }, 'z')).toEqual([
    { path: 'routing.fallback.teamId', words: 'the fallback' },
  ]);
  expect(teamUses({ rules }, 'z')).toEqual([]);
});
