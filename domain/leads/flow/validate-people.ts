import type { Report } from '../../engine/conditions/check.js';
import type { FlowContext } from './flow-context.js';

/**
 * People that a definition names: each must be there, and nobody twice.
 * @param able those of them who can do what they are named for, and what the others are told; left out: everybody can
 */
export function checkPeople(
  named: { userId: string } | { onCall: string[] },
  path: string,
  context: FlowContext,
  report: Report,
  able?: { who: ReadonlySet<string> | undefined; otherwise: string },
): void {
  const check = (userId: string, at: string) => {
    if (!context.users.has(userId)) report(at, 'There is no such user, or they are not active any more.');
    else if (able?.who?.has(userId) === false) report(at, able.otherwise);
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
