/** What of a connection this needs: the client's and the worker's have it alike. */
interface Operator {
  listSearchAttributes(request: { namespace: string }): Promise<{ customAttributes?: Record<string, unknown> | null }>;
  addSearchAttributes(request: { namespace: string; searchAttributes: Record<string, number> }): Promise<unknown>;
}

/** temporal.api.enums.v1.IndexedValueType */
const typeOf = { Keyword: 2, Bool: 5, Datetime: 6 };

type Wanted = Record<string, keyof typeof typeOf>;

/**
 * Registers the search attributes that a namespace does not have yet.
 * @throws Error with the commands to run by hand, where the server does not let us (Temporal Cloud does not).
 */
export async function ensureSearchAttributes(operator: Operator, namespace: string, wanted: Wanted): Promise<void> {
  try {
    const { customAttributes } = await operator.listSearchAttributes({ namespace });
    const missing = Object.entries(wanted).filter(([name]) => !(name in (customAttributes ?? {})));
    if (missing.length === 0) return;
    await operator.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(([name, type]) => [name, typeOf[type]])),
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Another process was faster.
    if (/already exists/i.test(message)) return;
    const commands = Object.entries(wanted).map(
      ([name, type]) =>
        `  temporal operator search-attribute create --namespace ${namespace} --name ${name} --type ${type}`,
    );
    throw new Error(
      `The Temporal server does not let us register search attributes (${message}).\n` +
        `Register them once by hand (in Temporal Cloud: in the namespace's settings or with tcld):\n${commands.join('\n')}`,
    );
  }
}
