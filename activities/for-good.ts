import { ApplicationFailure } from '@temporalio/activity';

/**
 * Does what an activity does. Failures of these kinds never pass, so that no retry helps: Temporal is told, and the workflow
 * tells them apart by their names. Their words hold nothing of a row.
 */
export async function failingForGood<T>(
  kinds: readonly (abstract new (...args: never[]) => Error)[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && kinds.some((kind) => error instanceof kind))
      throw ApplicationFailure.nonRetryable(error.message, error.name);
    throw error;
  }
}
