import * as contracts from '../contract/live-events.js';
import type { Caller } from '../../http/access.js';
import { ApiError } from '../../http/errors.js';
import { parsePosition } from '../live/position.js';
import { authorise } from '../../http/authorise.js';
import { route } from '../deps.js';

/** Whoever may do something else now comes back for a stream that shows it. */
const sameRights = (a: Caller, b: Caller): boolean =>
  a.role === b.role && a.scopes.length === b.scopes.length && a.scopes.every((scope) => b.scopes.includes(scope));

export const liveEventRoutes = [
  route(contracts.streamEvents, ({ headers, caller, req, deps }) => {
    const lastId = headers['last-event-id'];
    const isStillAllowed = () =>
      authorise(req, contracts.streamEvents.access, deps).then(
        (now) => now !== null && sameRights(now, caller),
        (error: unknown) => {
          if (error instanceof ApiError && error.status < 500) return false;
          throw error;
        },
      );
    return {
      status: 200,
      write: (res) => {
        // Express asks the same of HEAD, which has no body that could go on.
        if (req.method === 'HEAD') {
          res.type('text/event-stream').end();
          return;
        }
        const after = lastId === undefined ? null : parsePosition(lastId);
        return deps.live.serve({ req, res, caller, after, isStillAllowed });
      },
    };
  }),
];
