/** What is behind an error: drizzle and others wrap the real one, and their messages quote the parameters. */
export function rootCause(thrown: unknown): unknown {
  let error = thrown;
  for (let depth = 0; depth < 8 && error instanceof Error && error.cause instanceof Error; depth++) error = error.cause;
  return error;
}

/** Postgres refuses a value and quotes it, as does whoever reads JSON. */
const QUOTED = /"(?:[^"\\]|\\.)*"?/gs;
/** `data exception`: what is wrong with a value. */
const ABOUT_A_VALUE = /^22/;
/** Addresses of people, and URLs that hold a password. */
const ADDRESS = /[^\s<>"'(]+@[^\s<>"')]+/g;

function ownMessage(error: Error): string {
  const { code } = error as { code?: unknown };
  // Drizzle's, without what it quotes.
  if (error.message.startsWith('Failed query:')) return 'Failed query';
  const quotes = error instanceof SyntaxError || (typeof code === 'string' && ABOUT_A_VALUE.test(code));
  const message = (quotes ? error.message.replace(QUOTED, '"…"') : error.message).replace(ADDRESS, '…');
  // No server at any of several addresses.
  if (!message && error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return message || (typeof code === 'string' ? code : error.name);
}

/** An error's message, with those behind it and without what they quote of rows, parameters, people and secrets. */
export function messageOf(thrown: unknown): string {
  const messages: string[] = [];
  for (let cause = thrown; cause instanceof Error && messages.length < 8; cause = cause.cause)
    if (!cause.message.startsWith('Failed query:') || !(cause.cause instanceof Error)) messages.push(ownMessage(cause));
  return [...new Set(messages)].join(': ') || `a ${typeof thrown} was thrown`;
}

/**
 * An error for the log, of whichever process: no query parameters and no row contents, which its other members (Postgres'
 * `detail` and `where`) and its wrappers may hold.
 */
export function describeError(thrown: unknown): Record<string, unknown> {
  const cause = rootCause(thrown);
  if (!(cause instanceof Error)) return { type: typeof cause };
  return {
    type: cause.name,
    message: ownMessage(cause),
    code: (cause as { code?: unknown }).code,
    // Where it was called: drizzle's wrapper knows, its cause does not. The first line is the message.
    stack: (thrown instanceof Error ? thrown : cause).stack
      ?.split('\n')
      .filter((line) => /^\s+at /.test(line))
      .join('\n'),
  };
}
