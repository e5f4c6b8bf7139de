import { EXIT, Failure } from './failure.js';

/** Asks once, for what is not asked again when it says no. @throws Failure where nobody answers */
export async function probe(url: string): Promise<{ ok: boolean; body: unknown }> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) });
    const body: unknown = await response.json().catch(() => null);
    return { ok: response.ok, body };
  } catch (error) {
    const { cause, message } = error as Error;
    throw new Failure(
      `${url} could not be reached: ${cause instanceof Error && cause.message ? cause.message : message}`,
      EXIT.UNREACHABLE,
    );
  }
}
