type Headers = Record<string, string>;

/** Shorter than a token lives. */
const KEPT_MS = 5 * 60_000;

/** Signs in now and then instead of for each request: the driver shares the processor with whom it measures. */
export function keptFor(signIn: () => Promise<Headers>): () => Promise<Headers> {
  let headers: Promise<Headers> | undefined;
  let untilMs = 0;
  return () => {
    if (Date.now() > untilMs) {
      headers = signIn();
      untilMs = Date.now() + KEPT_MS;
    }
    return headers!;
  };
}
