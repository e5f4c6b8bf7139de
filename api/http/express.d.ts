import type { Caller } from './access.js';

declare module 'express-serve-static-core' {
  interface Request {
    /** 32 hex digits; set first of all. */
    traceId: string;
    /** Set once the request is signed in. */
    caller?: Caller;
    /** The contract's path, e.g. `/api/teams/{id}`: for logs and metrics, which must not carry what people typed. */
    template?: string;
  }
}
