/**
 * Remembers an answer for a moment, so that many who ask at once are one question.
 * @param forMs how old an answer may be
 */
export function kept<T>(forMs: number, ask: () => Promise<T>): () => Promise<T> {
  let last: Promise<T> | undefined;
  let askedAtMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (last !== undefined && nowMs - askedAtMs < forMs) return last;
    askedAtMs = nowMs;
    const asked = ask();
    last = asked;
    // A failure is nobody's but theirs who asked together.
    asked.catch(() => {
      if (last === asked) last = undefined;
    });
    return asked;
  };
}
