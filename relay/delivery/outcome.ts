import { isGrpcServiceError } from '@temporalio/client';

/** gRPC codes with which the server says: the same request will never do. */
const PERMANENT = new Set([3 /* INVALID_ARGUMENT */, 7 /* PERMISSION_DENIED */, 12 /* UNIMPLEMENTED */]);

const grpcCode = (error: unknown): number | undefined => {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
    if (isGrpcServiceError(cause)) return cause.code;
  return undefined;
};

/** Whether trying again is pointless. Unknown errors are not: a lead must not be lost to an error nobody thought of. */
export const isPermanent = (error: unknown): boolean => PERMANENT.has(grpcCode(error) ?? -1);

/** Back-off before the next try: 0.5 s doubling to a minute. */
export const backoffMs = (attempts: number): number => Math.min(60_000, 500 * 2 ** Math.min(attempts - 1, 10));

export const messageOf = (error: unknown): string => {
  const parts: string[] = [];
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) parts.push(cause.message);
  // Postgres keeps no NUL: a message with one could not be written down.
  return ([...new Set(parts)].join(': ') || String(error)).replaceAll('\0', '');
};
