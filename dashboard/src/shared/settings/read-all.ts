interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** Reads a list to its end. For what a company has some dozens of: what may be thousands is searched by the API. */
export async function readAll<Item>(read: (cursor: string | undefined) => Promise<Page<Item>>): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return items;
}
