import type { Report } from '../../engine/conditions/check.js';
import type { FlowContext } from './flow-context.js';

/** People that a definition names: each must be there, and nobody twice. */
export function checkPeople(
  named: { userId: string } | { onCall: string[] },
  path: string,
  context: FlowContext,
  report: Report,
): void {
  const check = (userId: string, at: string) => {
    if (!context.users.has(userId)) report(at, 'There is no such user, or they are not active any more.');
  };
  if ('userId' in named) {
    check(named.userId, `${path}.userId`);
    return;
  }
  if (named.onCall.length === 0) report(`${path}.onCall`, 'Name at least one user.');
  named.onCall.forEach((userId, place) => {
    const at = `${path}.onCall.${place}`;
    const first = named.onCall.indexOf(userId);
    if (first < place) report(at, `This user is in place ${first + 1} already.`);
    else check(userId, at);
  });
}
