import { randomFillSync } from 'node:crypto';
import type { RequestHandler } from 'express';

// W3C Trace Context: version, trace id, parent id, flags; ids of zeros are invalid, version ff is reserved.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$/;

/** Gives each request its trace id: the sender's, when its `traceparent` is valid, else a new one. */
export const trace: RequestHandler = (req, res, next) => {
  req.traceId = TRACEPARENT.exec(req.get('traceparent') ?? '')?.[1] ?? newTraceId();
  res.setHeader('X-Trace-Id', req.traceId);
  next();
};

const ID_BYTES = 16;
/** Drawn for many ids at once: what it costs is the call. */
const drawn = Buffer.alloc(256 * ID_BYTES);
let used = drawn.length;

function newTraceId(): string {
  if (used === drawn.length) {
    randomFillSync(drawn);
    used = 0;
  }
  return drawn.toString('hex', used, (used += ID_BYTES));
}
