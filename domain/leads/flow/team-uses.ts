import { type Routing, fallbacksOf } from '../../engine/routing/definition.js';

/** Where a routing names a team: each place with its path in the definition, and in words. */
export function teamUses(routing: Routing, teamId: string): { path: string; words: string }[] {
  const uses: { path: string; words: string }[] = [];
  const look = (target: { teamId: string }, path: string, words: string): void => {
    if (target.teamId === teamId) uses.push({ path: `${path}.teamId`, words });
  };
  routing.rules.forEach((rule, index) => {
    const path = `routing.rules.${index}`;
    look(rule, path, `rule ${index + 1}`);
    rule.overflow?.forEach((target, at) => look(target, `${path}.overflow.${at}`, `the overflow of rule ${index + 1}`));
  });
  const several = Array.isArray(routing.fallback);
  fallbacksOf(routing).forEach((target, index) =>
    look(target, several ? `routing.fallback.${index}` : 'routing.fallback', 'the fallback'),
  );
  return uses;
}
