import type { NativeConnection } from '@temporalio/worker';
import type { Logger } from 'pino';

/** temporal.api.enums.v1.IndexedValueType */
const typeOf = { Keyword: 2, Bool: 5, Datetime: 6 };

/**
 * Registers the search attributes where the server lets us. Temporal Cloud does not: there an admin adds them once,
 * and the log says which.
 */
export async function ensureSearchAttributes(
  connection: NativeConnection,
  namespace: string,
  wanted: Record<string, 'Keyword' | 'Datetime' | 'Bool'>,
  log: Logger,
): Promise<void> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = Object.entries(wanted).filter(([name]) => !(name in customAttributes));
    if (missing.length === 0) return;
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeOf[type]])),
    });
    log.info({ added: missing.map(([name]) => name) }, 'search attributes registered');
  } catch (error) {
    log.warn(
      { error: error instanceof Error ? error.message : String(error), wanted },
      'search attributes could not be registered; add them to the namespace by hand (temporal operator search-attribute create)',
    );
  }
}
